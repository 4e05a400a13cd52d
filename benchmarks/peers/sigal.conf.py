"""Sigal's two sizes, as close to the gallery's as possible."""

img_size = (2048, 2048)
thumb_size = (640, 480)
