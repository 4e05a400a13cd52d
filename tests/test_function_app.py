"""The functions as the host sees them: one mistake at import, and all of them are gone without a word."""

import inspect
import subprocess
import sys
import typing
from pathlib import Path

import azure.functions as func
from support.routes import functions, routes

PROJECT = Path(__file__).parents[1]

NAMES = {
    *("home", "albums", "trash", "static", "upload_photos", "put_photo", "get_photo", "delete_photo", "get_preview"),
    *("list_photos", "list_months", "list_albums", "list_trash", "trash_photos", "restore_photos", "move_photos"),
    *("get_details", "rename_one_album"),
    *("show_sign_in", "start_session", "stop_session", "health"),
}


def test_every_function_is_there_under_its_stable_name() -> None:
    """Names are what logs and dashboards know."""
    assert set(functions()) == NAMES


def test_no_two_functions_answer_the_same_request() -> None:
    """The host would silently take the first by name."""
    assert len(routes()) == len(set(routes()))


def test_head_is_wherever_get_is() -> None:
    """The host answers 404 to a method that is not listed."""
    paths = {method: {path for one, path in routes() if one == method} for method in ("GET", "HEAD")}
    assert paths["GET"] == paths["HEAD"]


def test_the_host_finds_exactly_the_arguments_that_it_can_pass() -> None:
    """An argument without a binding, or a binding without its argument, takes all functions away."""
    for function in functions().values():
        handler = function.get_user_function()
        bindings = {binding.name for binding in function.get_bindings()} - {"$return"}
        assert set(inspect.signature(handler).parameters) == bindings
        assert typing.get_type_hints(handler)["return"] is func.HttpResponse


def test_put_goes_through_the_blob_output_binding_and_nothing_else_does() -> None:
    """Into the container that the SDK uses, under the name of the path, over the same connection."""
    outputs = [b for function in functions().values() for b in function.get_bindings() if b.type == "blob"]
    assert [(b.name, b.path, b.connection) for b in outputs] == [("photo", "photos/{name}", "PhotoStorage")]


def test_import_needs_no_setting_and_loads_nothing_that_the_first_page_does_not_need() -> None:
    """Neither Pillow nor the identity library; and a missing connection is said when it is needed."""
    code = "import sys, function_app; print(sorted({'PIL', 'pillow_heif', 'azure.identity'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env={"PATH": ""}, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
