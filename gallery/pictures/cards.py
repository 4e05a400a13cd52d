"""The picture that messengers show for a link."""

import io

from PIL import Image, ImageOps

CARD_SIZE = (1200, 630)
"""Pixels. The Open Graph protocol names no size; Facebook, WhatsApp, Telegram, Slack and X show this one without
cropping it."""

MAX_CARD_BYTES = 300_000
"""WhatsApp shows no larger ones."""

QUALITIES = (82, 70, 55, 40, 25, 10)

BACKGROUND = "#f1f3f1"
SHARE_OF_HEIGHT = 0.4
"""Of an icon in the middle of the background."""

FORMATS = ("JPEG", "WEBP", "PNG")
"""Of previews and icons."""


def draw_card(picture: bytes, *, is_icon: bool) -> bytes:
    """Return a card as JPEG: the middle of a picture, or a whole icon on a plain background."""
    with Image.open(io.BytesIO(picture), formats=FORMATS) as image:
        card = _place_icon(image) if is_icon else ImageOps.fit(_flatten(image), CARD_SIZE, centering=(0.5, 0.4))
    encoded = b""
    for quality in QUALITIES:
        encoded = _encode(card, quality)
        if len(encoded) <= MAX_CARD_BYTES:
            break
    return encoded


def _place_icon(icon: Image.Image) -> Image.Image:
    edge = round(CARD_SIZE[1] * SHARE_OF_HEIGHT)
    card, small = Image.new("RGB", CARD_SIZE, BACKGROUND), icon.convert("RGBA").resize((edge, edge))
    card.paste(small, ((CARD_SIZE[0] - edge) // 2, (CARD_SIZE[1] - edge) // 2), small)
    return card


def _flatten(image: Image.Image) -> Image.Image:
    """Return the picture without transparency."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    flat = Image.new("RGB", image.size, BACKGROUND)
    flat.paste(layer, mask=layer)
    return flat


def _encode(card: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    card.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
    return file.getvalue()
