"""What changes accounts: creating one, and changing what a person says about himself or herself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ronghe.portal.accounts.models import User
from ronghe.portal.accounts.refusals import Problem, Refused

_USERNAME = re.compile(r"[\w.@+-]+")
_PHONE = re.compile(r"[0-9+() -]{5,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What a person gives to get a log-in."""

    username: str
    password: str
    name: str
    email: str
    phone: str = ""


def problems_with(account: NewAccount) -> tuple[Problem, ...]:
    """Return everything that stands against creating this account, by field."""
    return (*_username(account.username), *_person(account.name, account.email, account.phone), *_password(account))


def create_account(*, account: NewAccount) -> User:
    """Create an account whose problems have been looked for. Raises IntegrityError if the name was taken meanwhile."""
    return User.objects.create_user(
        username=account.username,
        email=account.email,
        password=account.password,
        name=account.name,
        phone=account.phone,
    )


def change_profile(*, user: User, name: str, email: str, phone: str) -> User | Refused:
    """Store what a person says about himself or herself, or return what is wrong with it."""
    problems = tuple(_person(name, email, phone))
    if problems:
        return Refused(problems=problems)
    user.name, user.email, user.phone = name, email, phone
    user.save(update_fields=["name", "email", "phone"])
    return user


def _username(username: str) -> Iterator[Problem]:
    if not 3 <= len(username) <= 60:
        yield Problem(field="username", message=_("用户名应为3至60个字符。"))
    elif not _USERNAME.fullmatch(username):
        yield Problem(field="username", message=_("用户名只能含文字、数字和 @ . + - _。"))
    elif User.objects.filter(username__iexact=username).exists():
        yield Problem(field="username", message=_("这个用户名已有人使用。"))


def _person(name: str, email: str, phone: str) -> Iterator[Problem]:
    if not 1 <= len(name) <= 60:
        yield Problem(field="name", message=_("请填写姓名，不超过60个字符。"))
    try:
        validate_email(email)
    except ValidationError:
        yield Problem(field="email", message=_("请填写有效的电子邮箱。"))
    if phone and not _PHONE.fullmatch(phone):
        yield Problem(field="phone", message=_("电话只能含数字、空格和 + ( ) -，5至20个字符。"))


def _password(account: NewAccount) -> Iterator[Problem]:
    person = User(username=account.username, name=account.name, email=account.email, phone=account.phone)
    try:
        password_validation.validate_password(account.password, user=person)
    except ValidationError as error:
        yield from (Problem(field="password", message=message) for message in error.messages)
