"""Readers: each knows how one kind of source names its files, and what its own files say about photos."""
