"""A JSON Schema of `definition.yaml` as it is written, for editors: sources and vocabularies are named there."""

from ronghe.rulebook.structure import Definition, Form

_KEY = {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$"}
_FORM_FILE = {"type": "string", "pattern": r"^[^/].*\.yaml$", "description": "A file beside the definition"}


def json_schema() -> dict[str, object]:
    """Return the schema (draft 2020-12) of a definition as its author writes it."""
    schema = Definition.model_json_schema(by_alias=True)
    parts: dict[str, object] = schema["$defs"]
    for filled in ("Source", "Clause", "Vocabulary", "VocabularyValue"):
        parts.pop(filled, None)
    parts["Form"] = Form.model_json_schema(by_alias=True, ref_template="#/$defs/{model}") | {"$defs": {}}
    parts.pop("Added", None)
    properties = schema["properties"]
    properties.pop("overlays")  # written by merging only
    properties["source"] = _KEY | {"description": "The notice: a file of the library's sources/"}
    properties["also_cites"] = {"type": "array", "items": _KEY, "description": "Other sources, cited as <key>:<clause>"}
    properties["vocabularies"] = {"type": "array", "items": _KEY, "description": "Files of the library's vocabularies/"}
    properties["forms"] = {
        "type": "object",
        "additionalProperties": {"anyOf": [_FORM_FILE, {"$ref": "#/$defs/Form"}]},
        "description": "By key: a file beside the definition, or the form itself",
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
