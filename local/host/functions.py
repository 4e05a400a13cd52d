"""A function of the app, and one call of it."""

import asyncio
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.host.blob_output import BlobOutput, BlobValue, encode
from local.host.context import new_context
from local.host.messages import Request, Response, check_result, function_request, function_response
from local.host.routes import Route


@dataclass(frozen=True)
class Function:
    """An HTTP function with its bindings, as the decorators describe it."""

    name: str
    user_function: Callable[..., Any]
    route: Route
    methods: frozenset[str]
    """Empty: every method."""
    request_argument: str
    blob_outputs: tuple[BlobOutput, ...]
    wants_context: bool
    directory: str

    def call(self, request: Request, route_parameters: Mapping[str, str]) -> Response:
        """Function, then blobs, then response. What it raises, the host answers with 500.

        Blobs are written whatever the status, and also when the response then turns out to be one that can't be sent.
        """
        outputs = {output: BlobValue() for output in self.blob_outputs}
        arguments: dict[str, Any] = {output.argument: value for output, value in outputs.items()}
        arguments[self.request_argument] = function_request(request, route_parameters)
        if self.wants_context:
            arguments["context"] = new_context(self.name, self.directory, request.headers)
        result = self.user_function(**arguments)
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
        check_result(result)
        contents = {output: encode(value.get()) for output, value in outputs.items()}
        for output, content in contents.items():
            if content is not None:
                output.write(content, route_parameters)
        return function_response(result)
