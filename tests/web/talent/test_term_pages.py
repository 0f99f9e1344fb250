"""Pages on which experts decide on terms."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ronghe.portal.organisations.models import Membership
from ronghe.portal.talent.commands.terms import load
from ronghe.portal.talent.models import Term
from tests.portal.factories import member, organisation

pytestmark = pytest.mark.django_db
As = Callable[[Membership], Client]
AT = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
HEAD = "term,frequency,cohesion,entropy_left,entropy_right,score,examples\n"


def _terms(count: int) -> list[Term]:
    rows = "".join(f"示例词{chr(0x4E00 + at)},{at + 1},1,1,1,{9 - at},a{at}\n" for at in range(count))
    load(content=(HEAD + rows).encode(), source="terms.csv", at=AT)
    return list(Term.objects.order_by("-score"))


@pytest.fixture
def expert() -> Membership:
    return member(organisation("ministry"), "expert")


def test_an_expert_imports_accepts_and_goes_on_to_the_next(as_member: As, expert: Membership) -> None:
    client = as_member(expert)
    file = SimpleUploadedFile("t.csv", (HEAD + "示例词甲,1,1,1,1,5,\n示例词乙,1,1,1,1,4,\n坏;词,1,1,1,1,1,\n").encode())

    loaded = client.post(reverse("talent-terms-load"), {"file": file}).content.decode()
    first, second = Term.objects.order_by("-score")
    wrong = client.post(reverse("talent-term", args=[first.pk]), {"act": "accept", "name": "", "revision": 0})
    done = client.post(
        reverse("talent-term", args=[first.pk]), {"act": "accept", "name": first.text, "type": "S", "revision": 0}
    )
    first.refresh_from_db()

    assert ("新词 2 个" in loaded, "第 4 行" in loaded) == (True, True)
    assert (wrong.status_code, 'id="id-name-problems"' in wrong.content.decode()) == (422, True)
    assert (done.headers["Location"], first.state) == (reverse("talent-term", args=[second.pk]), "accepted")


def test_many_are_refused_after_a_recap_with_a_reason(as_member: As, expert: Membership) -> None:
    client = as_member(expert)
    marked = {"case": [f"{one.pk}-0" for one in _terms(2)]}

    recap = client.post(reverse("talent-terms-refuse"), marked)
    bare = client.post(reverse("talent-terms-refuse"), {**marked, "confirm": "1"})
    client.post(reverse("talent-terms-refuse"), {**marked, "confirm": "1", "reason": "套话"})

    assert (recap.status_code, bare.status_code) == (200, 422)
    assert list(Term.objects.values_list("state", flat=True)) == ["refused", "refused"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_the_same_queries_at_any_length(
    as_member: As, expert: Membership, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _terms(count)
    client = as_member(expert)
    client.get(reverse("talent-terms"))

    with django_assert_num_queries(8):
        answer = client.get(reverse("talent-terms"), {"sort": "-frequency"})

    assert answer.content.decode().count('class="rh-title"') == count


def test_nobody_else_sees_terms(as_member: As) -> None:
    term = _terms(1)[0]
    client = as_member(member(organisation("enterprise"), "officer"))
    paths = [reverse("talent-terms"), reverse("talent-term", args=[term.pk])]

    assert [client.get(one).status_code for one in paths] == [404, 404]
    assert [client.post(reverse(name)).status_code for name in ("talent-terms-load", "talent-terms-refuse")] == [
        404
    ] * 2


def test_a_hostile_word_is_shown_as_text(as_member: As, expert: Membership) -> None:
    load(content=(HEAD + "<script>x</script>,1,1,1,1,1,\n").encode(), source="<b>", at=AT)
    client = as_member(expert)

    pages = [client.get(reverse("talent-terms")), client.get(reverse("talent-term", args=[Term.objects.get().pk]))]

    assert ["<script>x" in one.content.decode() for one in pages] == [False, False]
