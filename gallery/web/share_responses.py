"""Responses to requests about shares: JSON for scripts; for browsers a redirect to the share's page."""

from gallery.library.shares.store import get_share
from gallery.model.shares import Share
from gallery.storage.account import Storage
from gallery.web.request import Request, is_from_browser
from gallery.web.responses import Response, json_response, redirect_after_post
from gallery.web.share_links import qr_code, share_link
from gallery.web.share_pages import share_document


def share_response(request: Request, storage: Storage, share: Share, status: int = 200) -> Response:
    """The share as it is now."""
    if is_from_browser(request):
        return redirect_after_post(f"/shares/{share.id}")
    return json_response(share_document(request, storage, share), status)


def revocation_response(request: Request) -> Response:
    """Nothing but that it worked. Browsers go to the list."""
    return redirect_after_post("/shares") if is_from_browser(request) else json_response({"revoked": True})


def qr_response(request: Request, storage: Storage, share: str) -> Response:
    """The QR code of a share's link, as SVG. Raises ShareNotFound."""
    link = share_link(request, storage.settings, get_share(storage, share))
    return Response(200, qr_code(link), "image/svg+xml")
