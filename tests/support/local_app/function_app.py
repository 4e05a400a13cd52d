"""Functions that report what they got from the host, or respond as the request asks."""

import base64
import json
import logging
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import count
from typing import Any

import azure.functions as func
from azure.core.exceptions import ResourceExistsError
from azure.storage.blob import BlobServiceClient
from children import get_process_id  # type: ignore[import-not-found]  # the host puts this folder on sys.path

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
runs = count()


@app.route(route="{ignored:maxlength(0)?}", methods=["GET"])
def home(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"home {dict(req.route_params)}")


@app.route(route="echo/{*rest}")
def echo(req: func.HttpRequest) -> func.HttpResponse:
    """Return everything about the request."""
    next(runs)
    seen = {
        "method": req.method,
        "url": req.url,
        "headers": dict(req.headers),
        "params": dict(req.params),
        "route_params": dict(req.route_params),
        "body": base64.b64encode(req.get_body()).decode(),
    }
    return func.HttpResponse(json.dumps(seen), mimetype="application/json")


@app.route(route="runs-of-echo", methods=["GET"])
def runs_of_echo(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(repr(runs))


@app.route(route="one/{name}/end", methods=["GET"])
def one(req: func.HttpRequest) -> str:
    return str(req.route_params["name"])


@app.route(route="last/{name}", methods=["GET"])
def last(req: func.HttpRequest) -> str:
    return str(req.route_params["name"])


@app.route(route="size/{size:int}/{file}.{type:maxlength(4)}", methods=["GET"])
def size(req: func.HttpRequest) -> str:
    return json.dumps(dict(req.route_params))


@app.route(route="order/{x}", methods=["GET", "PUT", "DELETE"])
def order_(req: func.HttpRequest) -> str:
    return "order_"


@app.route(route="order/{x}", methods=["GET", "PUT"])
def orderZ(req: func.HttpRequest) -> str:  # noqa: N802 - tests the case of names
    return "orderZ"


@app.route(route="order/{x}", methods=["GET"])
def ordera(req: func.HttpRequest) -> str:
    return "ordera"


@app.route(route="greedy/{*path}", methods=["GET"])
def greedy(req: func.HttpRequest) -> str:
    return "greedy"


@app.route(route="greedy/hello", methods=["GET", "PUT"])
def greedy_hello(req: func.HttpRequest) -> str:
    return "greedy_hello"


@app.route(route="administration", methods=["GET"])
def administration(req: func.HttpRequest) -> str:
    return "never"


@app.route(route="respond", methods=["GET", "HEAD"])
def respond(req: func.HttpRequest) -> func.HttpResponse:
    """Respond as the header `spec` describes."""
    spec = json.loads(req.headers["spec"])
    response = func.HttpResponse(spec.get("body", ""), status_code=spec.get("status", 200))
    for name, value in spec.get("headers", []):
        response.headers.add(name, value)
    return response


@app.route(route="nothing", methods=["GET"])
def nothing(req: func.HttpRequest) -> None:
    return None


@app.route(route="broken", methods=["GET"])
def broken(req: func.HttpRequest) -> func.HttpResponse:
    raise ValueError(f"broken at {req.method}")


@app.route(route="quiet-sdk", methods=["GET"])
def quiet_sdk(req: func.HttpRequest) -> str:
    logging.getLogger("azure").info("a request of the storage SDK")
    return logging.getLevelName(logging.getLogger("azure").getEffectiveLevel())


@app.route(route="later", methods=["GET"])
async def later(req: func.HttpRequest, context: func.Context) -> str:
    return f"{context.function_name} {len(context.invocation_id)}"


@app.route(route="slow/{seconds}", methods=["GET"])
def slow(req: func.HttpRequest) -> str:
    logging.getLogger(__name__).info("slow has started")
    time.sleep(float(req.route_params["seconds"]))
    return "done"


@cache
def _get_pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn"))


@app.route(route="child", methods=["GET"])
def child(req: func.HttpRequest) -> str:
    return str(_get_pool().submit(get_process_id).result())


@app.route(route="endless-child", methods=["GET"])
def endless_child(req: func.HttpRequest) -> str:
    """Start a process that the interpreter would wait for at exit."""
    process = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(600,))
    process.start()
    return str(process.pid)


def _choose_content(req: func.HttpRequest) -> Any:
    return {"none": None, "number": 42, "text": "grün", "empty": b""}.get(req.params.get("do", ""), req.get_body())


@app.route(route="save/{*name}", methods=["PUT"])
@app.blob_output(arg_name="blob", path="%TEST_CONTAINER%/{name}", connection="TestStorage")
def save(req: func.HttpRequest, blob: func.Out[Any]) -> func.HttpResponse:
    """Set the blob's content, or do what `do` says."""
    what = req.params.get("do", "")
    if what == "unset":
        return func.HttpResponse("nothing set")
    if what == "twice":
        blob.set(b"first")
    blob.set(_choose_content(req))
    if what == "raise":
        raise ValueError("after set")
    if what == "junk":
        return 5  # type: ignore[return-value]  # the host must survive this mistake
    return func.HttpResponse("set", status_code=int(req.params.get("status", 201)))


@app.route(route="wrong-path/{*name}", methods=["PUT"])
@app.blob_output(arg_name="blob", path="%TEST_CONTAINER%/{*name}", connection="TestStorage")
def wrong_path(req: func.HttpRequest, blob: func.Out[bytes]) -> str:
    blob.set(req.get_body())
    return "set"


@app.route(route="no-connection/{*name}", methods=["PUT"])
@app.blob_output(arg_name="blob", path="%TEST_CONTAINER%/{name}", connection="NowhereStorage")
def no_connection(req: func.HttpRequest, blob: func.Out[bytes]) -> str:
    blob.set(req.get_body())
    return "set"


@app.route(route="once/{*name}", methods=["PUT"])
@app.blob_output(arg_name="blob", path="%TEST_CONTAINER%/{name}", connection="TestStorage")
def once(req: func.HttpRequest, blob: func.Out[bytes]) -> func.HttpResponse:
    """Write like our app does: only the call that creates the placeholder sets the value."""
    service = BlobServiceClient.from_connection_string(os.environ["TestStorage"])  # noqa: SIM112 - the name of a Functions connection
    placeholder = service.get_blob_client(os.environ["TEST_CONTAINER"], req.route_params["name"])
    try:
        placeholder.upload_blob(b"", metadata={"taken": "2026"})
    except ResourceExistsError:
        return func.HttpResponse(status_code=409)
    blob.set(req.get_body())
    return func.HttpResponse(status_code=201)
