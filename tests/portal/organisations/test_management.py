"""What whoever operates the platform does at the terminal before anybody can log in."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ronghe.portal.accounts.models import User
from ronghe.portal.organisations import queries
from ronghe.portal.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def _appoint(username: str, *words: str) -> str:
    out = StringIO()
    call_command("appoint", username, "--organisation", "吉林省教育厅", "--role", "officer", *words, stdout=out)
    return out.getvalue()


def test_the_first_officer_of_a_province_is_appointed_and_may_log_in_with_the_password_shown() -> None:
    call_command("load_reference")

    said = _appoint("zhou", "--name", "示例·周", "--email", "zhou@example.org")
    user = User.objects.get(username="zhou")
    password = said.splitlines()[0].rpartition(" ")[2]

    assert user.check_password(password)
    assert [(one.role, one.organisation.name) for one in queries.acting_memberships(user)] == [
        ("officer", "吉林省教育厅")
    ]
    assert _appoint("Zhou") == "zhou is officer of 吉林省教育厅\n"
    assert queries.acting_memberships(user).count() == 1


@pytest.mark.parametrize(("loaded", "message"), [(False, "no confirmed organisation"), (True, "name: .*email: ")])
def test_what_is_wrong_is_said_and_nothing_is_stored(loaded: bool, message: str) -> None:
    if loaded:
        call_command("load_reference")

    with pytest.raises(CommandError, match=message):
        _appoint("zhou")

    assert (User.objects.count(), Organisation.objects.exists()) == (0, loaded)
