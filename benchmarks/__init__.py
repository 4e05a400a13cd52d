"""Benchmarks that compare the gallery with similar software in the same run: `python3 dev.py bench`."""
