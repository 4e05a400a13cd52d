"""Search: what a query means, and which photos and albums match it. Only results.py and what it needs read the index."""
