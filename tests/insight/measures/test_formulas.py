"""Every measure says how it is computed, in both languages."""

from ronghe.insight.measures import FORMULAS


def test_all_measures_are_listed_once_with_what_a_reader_has_to_know() -> None:
    assert [*FORMULAS] == ["M1", "M1s", *(f"M{number}" for number in range(2, 13)), "F"]
    for one in FORMULAS.values():
        assert all([*one.title, *one.note, one.formula, one.unit, one.source])
        assert one.version >= 1
        assert one.floor >= 1
