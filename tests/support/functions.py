"""The app's functions, as the host sees them. An app returns its functions only once, so all tests ask here."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from function_app import PERMISSIONS, app
from gallery.web.access import Permission


@dataclass(frozen=True)
class HttpFunction:
    """A function with its route, its methods and the permission it requires."""

    name: str
    route: str
    methods: tuple[str, ...]
    permission: Permission


@cache
def functions() -> dict[str, Any]:
    """Every function of the app by name."""
    return {str(function.get_function_name()): function for function in app.get_functions()}


@cache
def http_functions() -> tuple[HttpFunction, ...]:
    """Every function with its route and permission."""
    return tuple(_http_function(name, function.get_trigger()) for name, function in functions().items())


def routes() -> list[tuple[str, str]]:
    """Method and route of every function."""
    return [(method, function.route) for function in http_functions() for method in function.methods]


def _http_function(name: str, trigger: Any) -> HttpFunction:
    methods = tuple(str(getattr(method, "value", method)) for method in trigger.methods or ())
    return HttpFunction(name, trigger.route, methods, PERMISSIONS[name])
