"""The JSON Schema for editors describes what authors write."""

import json
from pathlib import Path

from ronghe.rulebook.schema import json_schema
from ronghe.rulebook.strict import load_file

FOLDER = Path(__file__).parent / "library" / "small"


def test_every_key_that_the_small_programme_uses_is_in_the_schema() -> None:
    written = load_file(FOLDER / "definition.yaml", name="definition.yaml").value
    properties = json_schema()["properties"]

    assert isinstance(written, dict)
    assert isinstance(properties, dict)
    assert set(written) - set(properties) == set()


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
