"""A JSON Schema held against a value: as much of the standard as openapi.json uses, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "integer": (int,),
    "null": (type(None),),
    "object": (dict,),
    "string": (str,),
}
KNOWN = frozenset(
    {"$ref", "anyOf", "default", "description", "enum", "format", "items", "maximum", "minimum"}
    | {"properties", "required", "type"}
)


def is_moment(value: str) -> bool:
    return datetime.fromisoformat(value).tzinfo is not None


FORMATS: dict[str, Callable[[str], bool]] = {
    "date": lambda value: bool(date.fromisoformat(value)),
    "date-time": is_moment,
    "uri": lambda value: bool(urlsplit(value).scheme and urlsplit(value).hostname),
    "uuid": lambda value: bool(UUID(value)),
}


def is_a(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and not isinstance(value, bool)


def wrong(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str = "$") -> list[str]:
    """Return where a value is not as the schema has it; what it does not name may not be there."""
    return list(_wrong(value, resolved(schema, whole), whole, at))


def resolved(schema: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """Return what `$ref` points at in the description."""
    while "$ref" in schema:
        found: Any = whole
        for name in schema["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        schema = found
    return schema


def _wrong(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str) -> Iterator[str]:
    yield from (f"{at}: {word} is not known to this test" for word in schema.keys() - KNOWN)
    if "anyOf" in schema and all(wrong(value, one, whole, at) for one in schema["anyOf"]):
        yield f"{at}: none of the choices"
    if "type" in schema and not is_a(value, schema["type"]):
        yield f"{at}: no {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if "format" in schema and not FORMATS[schema["format"]](value):
        yield f"{at}: no {schema['format']}"
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{at}: less than {schema['minimum']}"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"{at}: more than {schema['maximum']}"
    if "properties" in schema:
        yield from _wrong_in_object(value, schema, whole, at)
    for number, one in enumerate(value if "items" in schema else []):
        yield from wrong(one, schema["items"], whole, f"{at}[{number}]")


def _wrong_in_object(
    value: dict[str, Any], schema: dict[str, Any], whole: dict[str, Any], at: str
) -> Iterator[str]:
    yield from (f"{at}: lacks {name}" for name in set(schema["required"]) - value.keys())
    yield from (f"{at}: has {name}" for name in value.keys() - schema["properties"].keys())
    for name in schema["properties"].keys() & value.keys():
        yield from wrong(value[name], schema["properties"][name], whole, f"{at}.{name}")


def rule(path: str) -> str:
    """Return a path of the description as Flask writes it: /statements/<slug>."""
    return "/api/v1" + re.sub(r"\{(\w+)\}", r"<\1>", path)
