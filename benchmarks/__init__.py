"""Measured figures, each with the way that others do it beside it in the same run: `python3 dev.py bench`."""
