"""Which Host headers the gallery responds to.

On your machine, only names that no website can own: another name could be a website's that points here (DNS rebinding),
and its scripts could then read the gallery as if it were theirs. In Azure, any name that reaches the app is ours.
"""

import ipaddress
from contextlib import suppress
from urllib.parse import urlsplit

from gallery.errors import WrongHost
from gallery.settings import local_hosts
from gallery.web.request import Request, read_header

PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-original-host", "via")


def check_host(request: Request) -> None:
    """Raise WrongHost for a name that isn't ours."""
    others = local_hosts()
    if others is None:
        return
    name = _host_name(request)
    if not (_is_loopback(name) or name in others):
        raise WrongHost("This gallery doesn't respond to this name. Open it at http://localhost, with the same port.")


def is_local_request(request: Request) -> bool:
    """Whether a request to a local gallery names a loopback address and came through no proxy or tunnel.

    Clients choose headers, so never base access on it.
    """
    is_proxied = any(name in request.headers for name in PROXY_HEADERS)
    return local_hosts() is not None and _is_loopback(_host_name(request)) and not is_proxied


def _host_name(request: Request) -> str:
    with suppress(ValueError):
        return urlsplit(f"//{read_header(request, 'host')}").hostname or ""
    return ""


def _is_loopback(name: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(name).is_loopback
    return name == "localhost" or name.endswith(".localhost")
