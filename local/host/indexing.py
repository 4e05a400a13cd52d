"""Loads `function_app.py` and finds its functions, with the checks of the real host and worker."""

import importlib
import inspect
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import azure.functions as func

from local.host.app_settings import route_prefix
from local.host.blob_output import BlobOutput, fill_settings
from local.host.functions import Function
from local.host.routes import MalformedRoute, parse_route

log = logging.getLogger("local.host")

RESERVED = ("admin", "runtime")


class BadFunction(Exception):
    """A mistake in the app that takes all its functions away."""


class NotServed(Exception):
    """A function that is left out; the others work."""


@dataclass(frozen=True)
class Index:
    """The functions of an app, in the order in which they are tried."""

    functions: tuple[Function, ...] = ()
    down: bool = False
    """A malformed route: the host answers 503 on everything."""


def index_app(app: Path) -> Index:
    """Import the app and describe its functions. Never raises: what is wrong stands in the log."""
    try:
        return Index(_functions(app))
    except MalformedRoute as error:
        log.error("The host is down, every request is answered with 503: %s.", error)  # noqa: TRY400 - no stack
        return Index(down=True)
    except Exception:
        # The real host goes on with no function at all, whatever the app's import has raised.
        log.exception("ALL functions are gone, every request is answered with 404: the app can't be loaded.")
        return Index()


def _functions(app: Path) -> tuple[Function, ...]:
    prefix = route_prefix(app)
    functions = []
    for built in _load(app).get_functions():
        try:
            functions.append(_function(built, prefix, app))
        except NotServed as error:
            log.error("The function %s is left out: %s.", built.get_function_name(), error)  # noqa: TRY400 - no stack
    # Ignoring case, and in upper case because `_` comes after the letters then.
    return tuple(sorted(functions, key=lambda function: function.name.upper()))


def _load(app: Path) -> func.FunctionRegister:
    os.chdir(app)
    sys.path.insert(0, str(app))
    module = importlib.import_module("function_app")
    apps = [value for value in vars(module).values() if isinstance(value, func.FunctionRegister)]
    if len(apps) != 1:
        raise BadFunction(f"function_app.py must hold one FunctionApp, but holds {len(apps)}")
    return apps[0]


def _function(built: Any, prefix: str, app: Path) -> Function:
    name, user_function = built.get_function_name(), built.get_user_function()
    trigger = built.get_trigger()
    if trigger.type != "httpTrigger":
        raise NotServed(f"the bundled host has no {trigger.type}, Core Tools have")
    _check_arguments(name, user_function, {binding.name for binding in built.get_bindings()})
    return Function(
        name=name,
        user_function=user_function,
        route=parse_route(f"{prefix}/{_allowed(trigger.route or name).lstrip('/')}"),
        methods=frozenset(str(method).upper() for method in trigger.methods or ()),
        request_argument=trigger.name,
        blob_outputs=tuple(
            _blob_output(binding) for binding in built.get_bindings() if binding.type not in {"http", "httpTrigger"}
        ),
        wants_context="context" in inspect.signature(user_function).parameters and trigger.name != "context",
        directory=str(app),
    )


def _check_arguments(name: str, user_function: Any, bound: set[str]) -> None:
    """Bindings and arguments must fit, or the worker refuses the whole app."""
    arguments = set(inspect.signature(user_function).parameters)
    for argument in bound - arguments - {"$return"}:
        raise BadFunction(f"the function {name} has a binding {argument!r} but no such argument")
    for argument in arguments - bound - {"context"}:
        raise BadFunction(f"the function {name} has an argument {argument!r} but no such binding")


def _allowed(route: str) -> str:
    if route.strip("/").lower().startswith(RESERVED):
        raise NotServed(f"the route {route!r} conflicts with one of the host's own, {' and '.join(RESERVED)}")
    return route


def _blob_output(binding: Any) -> BlobOutput:
    if binding.type != "blob" or binding.direction != func.decorators.core.BindingDirection.OUT.value:
        raise NotServed(f"the bundled host has no binding of type {binding.type}, Core Tools have")
    return BlobOutput(binding.name, fill_settings(binding.path), binding.connection)
