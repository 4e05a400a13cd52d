"""The app's own list of functions. The app makes it once only, so everybody asks here."""

from functools import cache
from typing import Any

from function_app import app


@cache
def functions() -> dict[str, Any]:
    """Every function of the app by its name."""
    return {str(function.get_function_name()): function for function in app.get_functions()}


def routes() -> list[tuple[str, str]]:
    """Method and route of every function."""
    triggers = [function.get_trigger() for function in functions().values()]
    return [
        (str(getattr(method, "value", method)), trigger.route) for trigger in triggers for method in trigger.methods
    ]
