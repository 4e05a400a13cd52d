"""Screenshots of every state of the page, taken of the real app: `python3 dev.py screenshots`."""
