"""Messengers show a share's cover, or only the gallery's icon if the share has a password."""

import io

import pytest
from PIL import Image
from support.pictures import jpeg, picture_with_exif

from gallery.library.shares.cards import share_card
from gallery.library.shares.passwords import hash_password
from gallery.library.shares.store import create_share, share_album
from gallery.library.uploads import Upload, store_uploads
from gallery.model.shares import Share
from gallery.pictures.cards import CARD_SIZE, MAX_CARD_BYTES, draw_card
from gallery.storage.account import Storage


@pytest.fixture
def share(storage: Storage) -> Share:
    store_uploads(storage, [Upload("a.jpg", jpeg("red", (1600, 900)))], "Rome")
    return create_share(storage, album=share_album(storage, "Rome"), password=hash_password("pizza"))


def color_in_the_middle(card: bytes) -> tuple[int, ...]:
    with Image.open(io.BytesIO(card)) as image:
        assert (image.size, image.format) == (CARD_SIZE, "JPEG")
        pixel = image.convert("RGB").getpixel((CARD_SIZE[0] // 2, CARD_SIZE[1] // 4))
    assert isinstance(pixel, tuple)
    return pixel


def test_the_card_shows_the_cover_once_the_password_was_entered(storage: Storage, share: Share) -> None:
    red, _, blue = color_in_the_middle(share_card(storage, share, is_unlocked=True))
    assert red > 200
    assert blue < 50


def test_until_then_all_shares_have_the_same_card(storage: Storage, share: Share) -> None:
    other = create_share(storage, album=share_album(storage, "Empty"))
    locked = share_card(storage, share, is_unlocked=False)
    assert min(color_in_the_middle(locked)) > 200
    assert locked == share_card(storage, other, is_unlocked=True)


@pytest.mark.parametrize("size", [(1, 1), (40, 4000), (4000, 40), (2048, 1365)])
def test_a_card_has_the_same_size_for_a_picture_of_any_shape(size: tuple[int, int]) -> None:
    assert min(color_in_the_middle(draw_card(jpeg("white", size), is_icon=False))) > 200


def test_a_card_stays_below_what_messengers_show() -> None:
    """Even of noise, which doesn't compress."""
    noise = io.BytesIO()
    Image.effect_noise(CARD_SIZE, 255).convert("RGB").save(noise, "PNG")
    assert len(draw_card(noise.getvalue(), is_icon=False)) <= MAX_CARD_BYTES


def test_a_card_has_no_metadata() -> None:
    card = draw_card(picture_with_exif(), is_icon=False)
    assert b"Exif" not in card
