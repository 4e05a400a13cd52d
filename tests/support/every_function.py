"""Every function of the app, as the host is told of it."""

from dataclasses import dataclass
from functools import cache

from gallery.web.access import Permission
from support.routes import functions


@dataclass(frozen=True)
class Exposed:
    """A function with its route, the methods that reach it, and the right that it says it needs."""

    name: str
    route: str
    methods: tuple[str, ...]
    needs: Permission


@cache
def every_function() -> tuple[Exposed, ...]:
    """With what the host knows of each."""
    found = []
    for built in functions().values():
        trigger = built.get_trigger()
        assert trigger
        settings = trigger.get_dict_repr()
        methods = tuple(str(getattr(method, "value", method)) for method in settings["methods"])
        needs = getattr(built.get_user_function(), "needs", Permission.NOBODY)
        found.append(Exposed(str(built.get_function_name()), settings["route"], methods, needs))
    return tuple(found)
