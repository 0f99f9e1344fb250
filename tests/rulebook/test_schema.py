"""The JSON Schema for editors describes what authors write."""

import json
from pathlib import Path

from ronghe.rulebook.schema import json_schema, overlay_schema
from ronghe.rulebook.strict import load_file

FOLDER = Path(__file__).parent / "library" / "small"


def test_every_key_that_the_small_programme_uses_is_in_the_schema() -> None:
    written = load_file(FOLDER / "definition.yaml", name="definition.yaml").value
    properties = json_schema()["properties"]

    assert isinstance(written, dict)
    assert isinstance(properties, dict)
    assert set(written) - set(properties) == set()


def test_every_key_that_the_overlay_uses_is_in_the_schema_of_overlays() -> None:
    written = load_file(FOLDER.parent / "own-rules" / "definition.yaml", name="definition.yaml").value
    schema = overlay_schema()

    assert isinstance(written, dict)
    assert set(written) - set(schema["properties"]) == set()
    assert set(schema["$defs"]["Stage"]["properties"]) == {
        "label",
        "help",
        "within",
        "waits_for",
        "due",
        "edit",
        "tone",
    }


def test_what_only_merging_writes_is_in_no_schema() -> None:
    properties = json_schema()["$defs"]["State"]["properties"]

    assert "within" not in properties
    assert [part.get("type") for part in json_schema()["$defs"]["Action"]["properties"]["takes"]["anyOf"]] == [
        "string",
        "array",
    ]


def test_sources_vocabularies_and_forms_are_named_not_filled() -> None:
    schema = json_schema()
    properties = schema["properties"]

    assert isinstance(properties, dict)
    assert (properties["source"]["type"], properties["vocabularies"]["items"]["type"]) == ("string", "string")
    assert [part["type"] if "type" in part else part["$ref"] for part in
            properties["forms"]["additionalProperties"]["anyOf"]] == ["string", "#/$defs/Form"]  # fmt: skip


def test_every_reference_leads_to_a_definition() -> None:
    schema = json_schema()
    text = json.dumps(schema)
    parts = schema["$defs"]

    assert isinstance(parts, dict)
    named = {piece.split('"')[0] for piece in text.split('"#/$defs/')[1:]}
    assert (named - set(parts), "Source" in parts) == (set(), False)
