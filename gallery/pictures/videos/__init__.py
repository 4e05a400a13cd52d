"""Videos: facts, a poster and copies without metadata. Only worker processes import these modules, because of PyAV."""
