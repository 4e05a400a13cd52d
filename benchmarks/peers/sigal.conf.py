"""Two sizes, as near to the gallery's as sigal has them."""

img_size = (2048, 2048)
thumb_size = (640, 480)
