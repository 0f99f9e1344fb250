"""JSON Schemas of `definition.yaml` as it is written, for editors: sources and vocabularies are named there."""

from typing import Any

from ronghe.rulebook.overlays import Overlay
from ronghe.rulebook.structure import Definition, Form, Shape

_KEY = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"}
_PART_FILE = {"type": "string", "pattern": r"^[^/].*\.yaml$", "description": "A file beside the definition"}
_FILLED = ("Source", "Clause", "Vocabulary", "VocabularyValue", "Added")  # named by key, or written by merging only
_DRAFT = "https://json-schema.org/draft/2020-12/schema"

_Schema = dict[str, Any]


def json_schema() -> _Schema:
    """Return the schema (draft 2020-12) of a definition as its author writes it."""
    schema = _written(Definition)
    properties: _Schema = schema["properties"]
    properties.pop("overlays")  # written by merging only
    properties["also_cites"] = {"type": "array", "items": _KEY, "description": "Other sources, cited as <key>:<clause>"}
    properties["vocabularies"] = {"type": "array", "items": _KEY, "description": "Files of the library's vocabularies/"}
    return schema


def overlay_schema() -> _Schema:
    """Return the schema of an overlay as its author writes it."""
    return _written(Overlay)


def _written(shape: type[Shape]) -> _Schema:
    schema = shape.model_json_schema(by_alias=True)
    parts: _Schema = {key: part for key, part in schema["$defs"].items() if key not in _FILLED}
    parts["Form"] = Form.model_json_schema(by_alias=True, ref_template="#/$defs/{model}") | {"$defs": {}}
    if "State" in parts:
        parts["State"]["properties"].pop("within")  # written by merging only
    takes: _Schema = parts["Action"]["properties"]["takes"]
    one, several = takes["items"], {key: takes.pop(key) for key in ("items", "type")}
    takes["anyOf"] = [one, several]  # a single quota may be written as a word
    properties: _Schema = schema["properties"]
    properties["source"] = _KEY | {"description": "The notice: a file of the library's sources/"}
    for drawer, part in (("forms", "Form"), ("documents", "Document")):
        properties[drawer] = {
            "type": "object",
            "additionalProperties": {"anyOf": [_PART_FILE, {"$ref": f"#/$defs/{part}"}]},
            "description": "By key: a file beside the definition, or the part itself",
        }
    return {"$schema": _DRAFT, **schema, "$defs": parts}
