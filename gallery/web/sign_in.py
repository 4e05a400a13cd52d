"""Sign in with the owner's key, and sign out."""

from gallery.errors import NotSignedIn
from gallery.settings import Settings
from gallery.storage.account import Storage
from gallery.web.access import check_owner_key, needs_secure_cookie, safe_return_path
from gallery.web.forms import sign_in_form
from gallery.web.request import Request
from gallery.web.responses import Response, redirect_after_post
from gallery.web.sessions import end_session, new_session, read_session, set_cookie
from gallery.web.sign_in_link import use_sign_in_link


def sign_in(request: Request, settings: Settings, storage: Storage) -> Response:
    """Start a session for the owner's key or the token of a sign-in link.

    Raises NotSignedIn, and Busy for too many wrong keys.
    """
    form = sign_in_form(request)
    if not use_sign_in_link(form.key, settings, storage) and not check_owner_key(form.key, settings):
        raise NotSignedIn("Wrong key.", return_to=form.return_path)
    cookie = set_cookie(new_session(settings), secure=needs_secure_cookie(request, settings))
    return redirect_after_post(safe_return_path(form.return_path), cookie)


def sign_out(request: Request, settings: Settings, storage: Storage) -> Response:
    """End the session in every copy of its cookie, and delete the browser's cookie."""
    session = read_session(request.headers.get("cookie", ""), settings)
    if session:
        end_session(storage, session)
    cookie = set_cookie("", secure=needs_secure_cookie(request, settings), max_age=0)
    return redirect_after_post("/", cookie)
