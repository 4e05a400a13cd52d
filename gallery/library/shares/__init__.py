"""Shares: links that show an album or a selection to people without an account."""
