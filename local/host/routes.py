"""ASP.NET route templates as the Functions host reads them: `photos/{*name}`, `previews/{size:int}/{name}`."""

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
    """An invalid template, which takes the whole host down."""


@dataclass(frozen=True)
class Parameter:
    """A route parameter."""

    name: str
    constraints: tuple[Constraint, ...]
    is_optional: bool
    is_catch_all: bool

    def accepts(self, value: str) -> bool:
        """Return whether the value meets all constraints."""
        return all(constraint(value) for constraint in self.constraints)


@dataclass(frozen=True)
class Segment:
    """The part between two slashes: a pattern with one group per parameter."""

    pattern: re.Pattern[str]
    parameters: tuple[Parameter, ...]

    @property
    def is_catch_all(self) -> bool:
        """Whether it matches the whole rest of the path."""
        return any(parameter.is_catch_all for parameter in self.parameters)

    def match(self, text: str) -> dict[str, str] | None:
        """Return the parameters in this text, or None if it doesn't match."""
        if not text and self.parameters and self.parameters[-1].is_optional:
            # Constraints of a catch-all that matches nothing count, those of an optional parameter don't.
            return {} if not self.is_catch_all or self.parameters[-1].accepts("") else None
        found = self.pattern.fullmatch(text)
        if not found or not all(map(Parameter.accepts, self.parameters, found.groups())):
            return None
        return {parameter.name: value for parameter, value in zip(self.parameters, found.groups(), strict=True)}


@dataclass(frozen=True)
class Route:
    """A compiled template."""

    segments: tuple[Segment, ...]

    def match(self, path: str) -> dict[str, str] | None:
        """Return the route parameters of this decoded path, or None. One trailing slash is ignored."""
        rest, values = path.removeprefix("/"), dict[str, str]()
        for segment in self.segments:
            if rest.startswith("/"):  # only a catch-all matches empty segments, and not as its first
                return None
            text, rest = (rest, "") if segment.is_catch_all else rest.partition("/")[::2]
            found = segment.match(text)
            if found is None:
                return None
            values |= found
        return None if rest else values


def parse_route(template: str) -> Route:
    """Compile a template. Raises MalformedRoute."""
    segments = tuple(_parse_segment(text, template) for text in template.strip("/").split("/") if text)
    names = [parameter.name.lower() for segment in segments for parameter in segment.parameters]
    if len(names) != len(set(names)):
        raise MalformedRoute(f"the route {template!r} uses a parameter name twice")
    if any(segment.is_catch_all for segment in segments[:-1]):
        raise MalformedRoute(f"the catch-all must come last in the route {template!r}")
    return Route(segments)


def _parse_segment(text: str, template: str) -> Segment:
    parameters = tuple(_parse_parameter(*found.groups()) for found in PARAMETER.finditer(text))
    literals = PARAMETER.split(text)[:: PARAMETER.groups + 1]
    if any(set(literal) & set("{}?*") for literal in literals) or "" in literals[1:-1]:
        raise MalformedRoute(f"the route {template!r} is invalid at {text!r}")
    if any(parameter.is_optional for parameter in parameters) and any(literals):
        raise MalformedRoute(f"a parameter in the route {template!r} needs its own segment: {text!r}")
    return Segment(re.compile("(.+)".join(map(re.escape, literals)), re.IGNORECASE | re.DOTALL), parameters)


def _parse_parameter(stars: str, name: str, constraints: str, optional: str | None) -> Parameter:
    return Parameter(
        name=name,
        constraints=tuple(_get_constraint(*found.groups()) for found in CONSTRAINT.finditer(constraints)),
        # A catch-all that matches nothing gives no value rather than an empty one.
        is_optional=bool(optional or stars),
        is_catch_all=bool(stars),
    )


def _get_constraint(name: str, argument: str | None) -> Constraint:
    try:
        if argument is None:
            return PLAIN_CONSTRAINTS[name]
        return NUMBER_CONSTRAINTS[name](*map(int, argument.split(",")))
    except (KeyError, ValueError, TypeError):
        raise MalformedRoute(f"unknown route constraint: {name}({argument or ''})") from None


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
