"""Blob Storage, and nothing else."""
