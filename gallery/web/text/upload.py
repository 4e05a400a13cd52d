"""Texts of the upload form."""

ADD_PHOTOS = "Add photos"
ALBUM_OR_FOLDER = "Album or folder"
"""Of the button that opens the form, once scripts put one for adding photos beside it."""

ALBUM = "Album"
ALBUM_HINT = "(if empty, sorted by date)"
BY_DATE = "By date"
PHOTOS = "Photos"
UPLOAD = "Upload"
CHOOSE_FOLDER = "Choose a folder"
OTHER_WAYS = "You can also drop photos and folders anywhere on this page or paste a picture."
CHANGED_BY_PHONES = (
    "On phones, the browser may change photos first: Android removes where they were taken, and iPhones send live "
    "photos as stills."
)


def limit_without_scripts(size: str) -> str:
    """Say how much a form can carry. Scripts send more, in pieces."""
    return f"Without JavaScript, you can add up to {size} at once."
