"""The links of shares, as whole addresses and as QR codes."""

import io
import re

from gallery.errors import BadRequest
from gallery.model.shares import Share
from gallery.settings import Settings
from gallery.web.access import uses_https
from gallery.web.request import Request, read_header

QUIET_ZONE = 4
"""Modules of light space around a QR code (ISO/IEC 18004, 6.3.8). Without it, many cameras don't find the code."""

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


def qr_code(link: str) -> bytes:
    """Return a QR code as SVG, dark on light in every color scheme: many apps can't read inverted ones."""
    # Importing it takes 40 ms, and few requests need it.
    import segno  # noqa: PLC0415 - see above

    output = io.BytesIO()
    code = segno.make_qr(link, error="m")
    code.save(
        output, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, omitsize=True, svgclass=None
    )
    return output.getvalue()
