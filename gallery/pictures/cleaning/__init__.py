"""Copies of pictures without metadata: the same pixels, in files with nothing but what showing them takes."""
