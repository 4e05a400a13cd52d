"""HTTP: requests, responses, access, pages."""
