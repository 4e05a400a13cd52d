"""What things are: photos, names, pages, pending moves. Pure."""
