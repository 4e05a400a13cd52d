"""The functions as the host sees them. One mistake at import takes all of them away without an error."""

import inspect
import subprocess
import sys
import typing
from pathlib import Path

import azure.functions as func
from support.functions import functions, routes

PROJECT = Path(__file__).parents[1]

NAMES = {
    *("home", "albums", "trash", "static", "upload_photos", "put_photo", "get_photo", "delete_photo", "get_preview"),
    *("start_upload", "put_upload_piece", "get_upload", "finish_upload"),
    *("list_photos", "list_months", "list_albums", "list_trash", "trash_photos", "restore_photos", "move_photos"),
    *("get_details", "rename_one_album", "delete_one_album", "restore_one_album", "confirm_empty_trash", "empty_trash"),
    *("download_copy", "places", "duplicates", "get_library", "list_on_this_day"),
    *("create_new_album", "change_album_settings", "refresh_index", "read_annotations", "patch_photo", "edit_many"),
    *("shared_photos", "unlock_share", "list_shared_photos", "get_shared_details", "get_shared_preview"),
    *("download_shared_photo", "get_share_card", "play_video", "play_shared_video"),
    *("upload_shared_photos", "start_shared_upload", "put_shared_piece", "get_shared_upload", "finish_shared_upload"),
    "undo_shared_upload",
    *("shares", "new_share", "new_share_of_photos", "show_share", "show_qr_code", "list_all_shares"),
    *("create_new_share", "change_one_share", "delete_share", "revoke_one_share"),
    *("show_sign_in", "start_session", "stop_session", "health", "zz_not_found"),
}


def test_function_names_are_stable() -> None:
    """Logs and dashboards use them."""
    assert set(functions()) == NAMES


def test_no_two_functions_serve_the_same_request() -> None:
    """The host would silently take the first by name."""
    assert len(routes()) == len(set(routes()))


def test_the_function_for_all_other_requests_sorts_last() -> None:
    """The host tries functions in the order of their names, ignoring case, with `_` after letters."""
    assert max(NAMES, key=str.upper) == "zz_not_found"


def test_every_route_with_get_has_head() -> None:
    """The host responds with 404 to a method that is not listed."""
    paths = {method: {path for one, path in routes() if one == method} for method in ("GET", "HEAD")}
    assert paths["GET"] == paths["HEAD"]


def test_arguments_match_bindings() -> None:
    """An argument without a binding, or a binding without its argument, takes all functions away."""
    for function in functions().values():
        handler = function.get_user_function()
        bindings = {binding.name for binding in function.get_bindings()} - {"$return"}
        assert set(inspect.signature(handler).parameters) == bindings
        assert typing.get_type_hints(handler)["return"] is func.HttpResponse


def test_only_pieces_of_uploads_use_the_blob_output_binding() -> None:
    """It writes to the SDK's container, with the SDK's connection.

    Its path has only route parameters, because callers can override anything else.
    """
    outputs = [b for function in functions().values() for b in function.get_bindings() if b.type == "blob"]
    assert [(b.name, b.path, b.connection) for b in outputs] == [
        ("piece", "photos/.incoming/{token}/{number}", "PhotoStorage")
    ] * 2


def test_import_needs_no_settings_and_loads_only_what_the_first_page_needs() -> None:
    """Neither Pillow, FFmpeg nor the identity library. A missing connection is reported when it is first used."""
    code = "import sys, function_app; print(sorted({'PIL', 'pillow_heif', 'av', 'azure.identity'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env={"PATH": ""}, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
