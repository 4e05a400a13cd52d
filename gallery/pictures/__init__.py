"""From a file's bytes to facts and previews."""
