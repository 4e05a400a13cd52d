"""What the gallery does with photos."""
