"""The index: what the container's folders hold, so that no page has to list them all. Derived, and safe to delete."""
