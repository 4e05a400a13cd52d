"""Cameras' raw files: the JPEG inside, and what they say about it."""
