"""A function of the app and how it's called."""

import asyncio
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.host.blob_output import BlobOutput, BlobValue, encode_value
from local.host.context import create_context
from local.host.messages import Request, Response, build_function_request, build_response, check_result
from local.host.routes import Route


@dataclass(frozen=True)
class Function:
    """An HTTP function with its bindings, as its decorators describe it."""

    name: str
    user_function: Callable[..., Any]
    route: Route
    methods: frozenset[str]
    """Empty means every method."""
    request_argument: str
    blob_outputs: tuple[BlobOutput, ...]
    wants_context: bool
    directory: str

    def call(self, request: Request, route_parameters: Mapping[str, str]) -> Response:
        """Run the function, write its blobs, and return its response. Any exception means a 500.

        As on the real host, blobs are written whatever the status, even if the response then can't be sent.
        """
        outputs = {output: BlobValue() for output in self.blob_outputs}
        arguments: dict[str, Any] = {output.argument: value for output, value in outputs.items()}
        arguments[self.request_argument] = build_function_request(request, route_parameters)
        if self.wants_context:
            arguments["context"] = create_context(self.name, self.directory, request.headers)
        result = self.user_function(**arguments)
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
        check_result(result)
        contents = {output: encode_value(value.get()) for output, value in outputs.items()}
        for output, content in contents.items():
            if content is not None:
                output.write(content, route_parameters)
        return build_response(result)
