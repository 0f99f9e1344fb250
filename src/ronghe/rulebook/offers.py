"""What the platform offers to definitions: facts and effects by name, and kinds of organisation."""

from pydantic import Field

from ronghe.rulebook.shapes import DottedKey, FactType, Key, Shape, Text


class OfferedFact(Shape):
    """A fact that the platform can compute, e.g. `enterprise.founded_on`."""

    type: FactType
    label: Text


class OfferedEffect(Shape):
    """An effect that the platform can carry out, with the parameters it takes and whether each is required."""

    label: Text
    parameters: dict[Key, bool] = Field(default_factory=dict)


class Offer(Shape):
    """What the platform offers to definitions. Party facts are named by organisation kind: `<party>.<name>`."""

    facts: dict[DottedKey, OfferedFact] = Field(default_factory=dict, description="By full name, e.g. notice.ended")
    party_facts: dict[Key, OfferedFact] = Field(
        default_factory=dict, description="By last part: readable as `<party>.<name>` of every party"
    )
    effects: dict[Key, OfferedEffect] = Field(default_factory=dict)
    organisation_kinds: tuple[str, ...] = ()
