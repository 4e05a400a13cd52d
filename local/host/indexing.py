"""Loads `function_app.py` and indexes its functions, with the checks of the real host and worker."""

import importlib
import inspect
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import azure.functions as func

from local.host.app_settings import read_route_prefix
from local.host.blob_output import BlobOutput, fill_settings
from local.host.functions import Function
from local.host.routes import MalformedRoute, parse_route

log = logging.getLogger("local.host")

RESERVED_PREFIXES = ("admin", "runtime")


class BadFunction(Exception):
    """A mistake in one function that makes all functions disappear."""


class UnsupportedFunction(Exception):
    """A function that's skipped; the others still work."""


@dataclass(frozen=True)
class Index:
    """The functions of an app, in the order in which their routes are tried."""

    functions: tuple[Function, ...] = ()
    is_down: bool = False
    """A route is malformed, so the host returns 503 for every request."""


def index_app(app: Path) -> Index:
    """Import the app and index its functions. Errors are logged, never raised."""
    try:
        return Index(_index_functions(app))
    except MalformedRoute as error:
        log.error("The host is down and returns 503 for every request: %s.", error)  # noqa: TRY400 - no stack
        return Index(is_down=True)
    except Exception:
        # Whatever the import raises, the real host keeps running, without any functions.
        log.exception("ALL functions are gone, so every request gets a 404: the app couldn't be loaded.")
        return Index()


def _index_functions(app: Path) -> tuple[Function, ...]:
    prefix = read_route_prefix(app)
    functions = []
    for built in _load_app(app).get_functions():
        try:
            functions.append(_index_function(built, prefix, app))
        except UnsupportedFunction as error:
            log.error("Skipping the function %s: %s.", built.get_function_name(), error)  # noqa: TRY400 - no stack
    # The real host ignores case and sorts `_` after letters, as upper case does.
    return tuple(sorted(functions, key=lambda function: function.name.upper()))


def _load_app(app: Path) -> func.FunctionRegister:
    os.chdir(app)
    sys.path.insert(0, str(app))
    module = importlib.import_module("function_app")
    apps = [value for value in vars(module).values() if isinstance(value, func.FunctionRegister)]
    if len(apps) != 1:
        raise BadFunction(f"function_app.py must contain exactly one FunctionApp, not {len(apps)}")
    return apps[0]


def _index_function(built: Any, prefix: str, app: Path) -> Function:
    name, user_function = built.get_function_name(), built.get_user_function()
    trigger = built.get_trigger()
    if trigger.type != "httpTrigger":
        raise UnsupportedFunction(f"the bundled host doesn't support {trigger.type}; use Core Tools (func)")
    _check_arguments(name, user_function, {binding.name for binding in built.get_bindings()})
    return Function(
        name=name,
        user_function=user_function,
        route=parse_route(f"{prefix}/{_check_route(trigger.route or name).lstrip('/')}"),
        methods=frozenset(str(method).upper() for method in trigger.methods or ()),
        request_argument=trigger.name,
        blob_outputs=tuple(
            _create_output(binding) for binding in built.get_bindings() if binding.type not in {"http", "httpTrigger"}
        ),
        wants_context="context" in inspect.signature(user_function).parameters and trigger.name != "context",
        directory=str(app),
    )


def _check_arguments(name: str, user_function: Any, bound: set[str]) -> None:
    """Raise BadFunction if bindings and arguments don't match; the worker would refuse the whole app."""
    arguments = set(inspect.signature(user_function).parameters)
    for argument in bound - arguments - {"$return"}:
        raise BadFunction(f"the function {name} has a binding {argument!r} but no such argument")
    for argument in arguments - bound - {"context"}:
        raise BadFunction(f"the function {name} has an argument {argument!r} but no such binding")


def _check_route(route: str) -> str:
    if route.strip("/").lower().startswith(RESERVED_PREFIXES):
        raise UnsupportedFunction(f"the route {route!r} starts with a prefix that the host reserves")
    return route


def _create_output(binding: Any) -> BlobOutput:
    if binding.type != "blob" or binding.direction != func.decorators.core.BindingDirection.OUT.value:
        raise UnsupportedFunction(f"the bundled host doesn't support {binding.type} bindings; use Core Tools (func)")
    return BlobOutput(binding.name, fill_settings(binding.path), binding.connection)
