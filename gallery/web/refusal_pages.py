"""Pages that browsers get instead of the one they asked for."""

from gallery.errors import GalleryError
from gallery.settings import Settings
from gallery.web.access import ANONYMOUS, Caller
from gallery.web.templating import render
from gallery.web.text import sign_in
from gallery.web.urls import safe_return_path


def error_page(error: GalleryError, caller: Caller) -> str:
    return render("error.html", caller, error=error)


def sign_in_page(settings: Settings, message: str = "", address: str = "/", *, is_error: bool = False) -> str:
    """Render the sign-in form, which leads back to `address`; without an owner's key, how to set one.

    `message` is why the person has to sign in, if there's a reason.
    """
    return render(
        "sign_in.html",
        ANONYMOUS,
        message=message or sign_in.INVITATION,
        is_error=is_error,
        return_path=safe_return_path(address),
        has_key=bool(settings.owner_key),
        has_link=bool(settings.sign_in_link),
    )
