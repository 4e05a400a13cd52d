"""Every state of the page as a picture, on the real app: `python3 dev.py screenshots`."""
