"""The description of all addresses for programs (OpenAPI 3.1), for programs and for people."""

import json
from functools import cache
from typing import Any

from maskapp import __version__, paths


@cache
def api_description() -> dict[str, Any]:
    """Return the description; do not change it."""
    content = json.loads((paths.web_dir() / "openapi.json").read_text("utf-8"))
    description: dict[str, Any] = content
    description["info"]["version"] = __version__
    return description


def operations_by_tag() -> dict[str, list[dict[str, Any]]]:
    """Return the operations, each with its `path` and `method`, in the order of the tags."""
    description = api_description()
    groups: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in description["tags"]}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            found = {"path": path, "method": method.upper(), **operation}
            groups[operation["tags"][0]].append(found)
    return groups


def type_words(schema: dict[str, Any]) -> str:
    """Return the type of a value in words, such as "list of numbers"; "" for a named schema."""
    if "oneOf" in schema:
        return " or ".join(type_words(each) or schema_name(each) for each in schema["oneOf"])
    if "enum" in schema:
        return " | ".join(schema["enum"])
    kinds = schema.get("type", "")
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    if "array" in names:
        inner = schema.get("items", {})
        return f"list of {type_words(inner) or schema_name(inner)}"
    if schema.get("additionalProperties"):
        inner = schema["additionalProperties"]
        return f"object of {type_words(inner) or schema_name(inner)}"
    return " or ".join(names)


def schema_name(schema: dict[str, Any]) -> str:
    """Return the name of a schema that is named elsewhere; "" for any other."""
    name: str = schema.get("$ref", "").rpartition("/")[2]
    return name
