"""Sign in with the owner's key, and sign out."""

from dataclasses import replace

from gallery.errors import NotSignedIn, TooManyWrongKeys
from gallery.settings import Settings
from gallery.storage.account import Storage
from gallery.web.access import check_owner_key, uses_https
from gallery.web.forms import sign_in_form
from gallery.web.request import MAX_CREDENTIALS, Request, read_header
from gallery.web.responses import Response, redirect_after_post
from gallery.web.sessions import end_session, new_session, read_sessions, set_cookie
from gallery.web.sign_in_link import use_sign_in_link
from gallery.web.urls import safe_return_path


def sign_in(request: Request, settings: Settings, storage: Storage) -> Response:
    """Start a session for the owner's key or the token of a sign-in link. Raises NotSignedIn, TooManyWrongKeys."""
    form = sign_in_form(request)
    try:
        _check_key(form.key, settings, storage)
    except (NotSignedIn, TooManyWrongKeys) as error:
        error.return_to = form.return_path
        raise
    cookie = set_cookie(new_session(settings), secure=uses_https(request, settings))
    return redirect_after_post(safe_return_path(form.return_path), cookie)


def sign_out(request: Request, settings: Settings, storage: Storage) -> Response:
    """End the session in every copy of its cookie, and delete the browser's cookie and cached pages."""
    for session in read_sessions(read_header(request, "cookie", MAX_CREDENTIALS), settings):
        end_session(storage, session)
    response = redirect_after_post("/", set_cookie("", secure=uses_https(request, settings), max_age=0))
    return replace(response, headers={**response.headers, "Clear-Site-Data": '"cache"'})


def _check_key(key: str, settings: Settings, storage: Storage) -> None:
    if not use_sign_in_link(key, settings, storage) and not check_owner_key(key, settings):
        raise NotSignedIn("Wrong key.")
