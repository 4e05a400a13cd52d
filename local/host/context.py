"""The `context` argument of a function."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import azure.functions as func

THREAD_LOCAL = threading.local()


@dataclass(frozen=True)
class TraceContext:
    """The W3C trace context that the client sent."""

    trace_parent: str = ""
    trace_state: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Context(func.Context):
    """One call of a function. There's no retry context, because HTTP functions are never retried."""

    function_name: str = ""
    function_directory: str = ""
    invocation_id: str = ""
    trace_context: Any = None
    thread_local_storage: Any = THREAD_LOCAL
    retry_context: Any = None


def create_context(function_name: str, directory: str, headers: Mapping[str, str]) -> Context:
    return Context(
        function_name=function_name,
        function_directory=directory,
        invocation_id=str(uuid4()),
        trace_context=TraceContext(headers.get("traceparent", ""), headers.get("tracestate", "")),
    )
