"""Search: what a query means, and which photos and albums match it."""
