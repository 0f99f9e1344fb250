"""The chain over the events of a case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ronghe.ledger import chain

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _history(count: int) -> list[tuple[str, dict[str, object]]]:
    events, previous = [], chain.GENESIS
    for number in range(count):
        body: dict[str, object] = {"sequence": number, "note": f"第{number}步"}
        previous = chain.link(previous=previous, body=body)
        events.append((previous, body))
    return events


def test_keys_are_sorted_by_utf16_and_nothing_is_escaped_that_need_not_be():
    assert chain.canonical({"é": 1, "a": [True, None, "中"], "\U0001f600": 2, "ﬀ": 3}) == (
        '{"a":[true,null,"中"],"é":1,"\U0001f600":2,"ﬀ":3}'.encode()
    )


def test_a_floating_point_number_is_refused_at_any_depth():
    with pytest.raises(TypeError, match="floating-point"):
        chain.canonical({"rows": [{"amount": 0.1}]})


@given(st.dictionaries(st.text(), JSON, max_size=6))
def test_the_order_of_keys_changes_nothing(body):
    assert chain.canonical(body) == chain.canonical(dict(reversed(body.items())))


@pytest.mark.parametrize("count", range(6))
def test_a_history_that_nobody_touched_holds(count):
    assert chain.first_break(_history(count)) is None


@pytest.mark.parametrize("count", range(1, 6))
def test_every_change_and_every_omission_is_found_where_it_was_made(count):
    for position in range(count):
        changed = _history(count)
        changed[position] = (changed[position][0], {**changed[position][1], "note": "改过"})
        assert chain.first_break(changed) == position
        missing = _history(count)
        del missing[position]
        assert chain.first_break(missing) == (None if position == count - 1 else position)


def test_the_digest_of_a_known_event_stays_the_same_for_ever():
    assert chain.link(previous=chain.GENESIS, body={"a": 1}) == chain.digest(
        b'{"a":1,"previous":"sha256:' + b"0" * 64 + b'"}'
    )
