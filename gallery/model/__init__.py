"""Photos, names, pages and pending moves, as pure data and functions."""
