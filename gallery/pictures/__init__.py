"""Read pictures: from bytes to facts and previews, in worker processes."""
