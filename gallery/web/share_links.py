"""The links of shares, as whole addresses."""

import re

from gallery.errors import BadRequest
from gallery.model.shares import Share
from gallery.settings import Settings
from gallery.web.access import uses_https
from gallery.web.request import Request, read_header

_HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?", re.ASCII)


def own_origin(request: Request, settings: Settings) -> str:
    """Return the scheme, name and port by which the browser reached the gallery. Raises BadRequest for an odd name.

    In Azure, `Disguised-Host` is the name in the browser's address bar. Elsewhere, only the client could have sent it.
    """
    disguised = read_header(request, "disguised-host") if settings.is_in_azure else ""
    host = disguised or read_header(request, "host")
    if not _HOST.fullmatch(host):
        raise BadRequest("The request's Host header isn't a name that a link could have.")
    return f"{'https' if uses_https(request, settings) else 'http'}://{host}"


def share_link(request: Request, settings: Settings, share: Share) -> str:
    """Return the whole address of a share's page. Raises BadRequest as own_origin does."""
    return own_origin(request, settings) + share.path
