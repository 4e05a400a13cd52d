"""Route templates of ASP.NET, as the Functions host reads them: `photos/{*name}`, `previews/{size:int}/{name}`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

Constraint = Callable[[str], bool]

PARAMETER = re.compile(r"\{(\*{0,2})(\w+)((?::\w+(?:\([^()]*\))?)*)(\?)?\}")
CONSTRAINT = re.compile(r":(\w+)(?:\(([^()]*)\))?")
INT32 = range(-(2**31), 2**31)
INT64 = range(-(2**63), 2**63)


class MalformedRoute(Exception):
    """A template that can't be read. It takes the whole host down."""


@dataclass(frozen=True)
class Parameter:
    """A route parameter."""

    name: str
    constraints: tuple[Constraint, ...]
    optional: bool
    catch_all: bool

    def takes(self, value: str) -> bool:
        """Whether the value meets all constraints."""
        return all(constraint(value) for constraint in self.constraints)


@dataclass(frozen=True)
class Segment:
    """What stands between two slashes: a pattern with one group for every parameter."""

    pattern: re.Pattern[str]
    parameters: tuple[Parameter, ...]

    @property
    def catch_all(self) -> bool:
        """Whether it takes the whole rest of the path."""
        return any(parameter.catch_all for parameter in self.parameters)

    def match(self, text: str) -> dict[str, str] | None:
        """The parameters in this text, or None when it does not fit."""
        if not text and self.parameters and self.parameters[-1].optional:
            return {}
        found = self.pattern.fullmatch(text)
        if not found or not all(map(Parameter.takes, self.parameters, found.groups())):
            return None
        return {parameter.name: value for parameter, value in zip(self.parameters, found.groups(), strict=True)}


@dataclass(frozen=True)
class Route:
    """A whole template."""

    segments: tuple[Segment, ...]

    def match(self, path: str) -> dict[str, str] | None:
        """The route parameters when this decoded path fits, else None. One trailing slash does not count."""
        rest, values = path.removeprefix("/"), dict[str, str]()
        for segment in self.segments:
            if rest.startswith("/"):  # an empty segment, which only a catch-all takes, and not as its first
                return None
            text, rest = (rest, "") if segment.catch_all else rest.partition("/")[::2]
            found = segment.match(text)
            if found is None:
                return None
            values |= found
        return None if rest else values


def parse_route(template: str) -> Route:
    """Compile a template. Raises MalformedRoute."""
    segments = tuple(_segment(text, template) for text in template.strip("/").split("/") if text)
    names = [parameter.name.lower() for segment in segments for parameter in segment.parameters]
    if len(names) != len(set(names)):
        raise MalformedRoute(f"the route {template!r} names a parameter twice")
    if any(segment.catch_all for segment in segments[:-1]):
        raise MalformedRoute(f"in the route {template!r} something follows the catch-all")
    return Route(segments)


def _segment(text: str, template: str) -> Segment:
    parameters = tuple(_parameter(*found.groups()) for found in PARAMETER.finditer(text))
    literals = PARAMETER.split(text)[:: PARAMETER.groups + 1]
    if any(set(literal) & set("{}?*") for literal in literals) or "" in literals[1:-1]:
        raise MalformedRoute(f"the route {template!r} can't be read at {text!r}")
    if any(parameter.optional for parameter in parameters) and any(literals):
        raise MalformedRoute(f"in the route {template!r} the parameter must be a segment of its own: {text!r}")
    return Segment(re.compile("(.+)".join(map(re.escape, literals)), re.IGNORECASE | re.DOTALL), parameters)


def _parameter(stars: str, name: str, constraints: str, optional: str | None) -> Parameter:
    return Parameter(
        name=name,
        constraints=tuple(_constraint(*found.groups()) for found in CONSTRAINT.finditer(constraints)),
        # A catch-all that takes nothing is no value at all rather than an empty one.
        optional=bool(optional or stars),
        catch_all=bool(stars),
    )


def _constraint(kind: str, argument: str | None) -> Constraint:
    try:
        if argument is None:
            return PLAIN_CONSTRAINTS[kind]
        return NUMBER_CONSTRAINTS[kind](*map(int, argument.split(",")))
    except (KeyError, ValueError, TypeError):
        raise MalformedRoute(f"unknown route constraint: {kind}({argument or ''})") from None


def _is_integer(bounds: range) -> Constraint:
    return lambda value: bool(re.fullmatch(r"[+-]?[0-9]{1,19}", value)) and int(value) in bounds


def _is_guid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _has_length(least: int, most: int | None = None) -> Constraint:
    return lambda value: least <= len(value) <= (least if most is None else most)


def _is_between(least: int, most: int) -> Constraint:
    return lambda value: _is_integer(INT64)(value) and least <= int(value) <= most


PLAIN_CONSTRAINTS: dict[str, Constraint] = {
    "int": _is_integer(INT32),
    "long": _is_integer(INT64),
    "bool": lambda value: value.lower() in {"true", "false"},
    "alpha": lambda value: value.isascii() and value.isalpha(),
    "guid": _is_guid,
    "required": bool,
}
NUMBER_CONSTRAINTS: dict[str, Callable[..., Constraint]] = {
    "length": _has_length,
    "minlength": lambda least: lambda value: len(value) >= least,
    "maxlength": lambda most: lambda value: len(value) <= most,
    "range": _is_between,
    "min": lambda least: _is_between(least, INT64[-1]),
    "max": lambda most: _is_between(INT64[0], most),
}
