"""A browser, a clock that the test sets, and people who log in through the page."""

import contextlib
import datetime as dt
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from ronghe.portal.cases.models import Case
from ronghe.portal.organisations.models import Membership
from tests.portal.factories import upload

PASSWORD = "a-password-for-journeys-1"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium found on the machine."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        yield chromium
        chromium.close()


class Clock:
    """The moment that the site takes for now."""

    def __init__(self) -> None:
        self.at = timezone.now()

    def now(self) -> dt.datetime:
        """Return the set moment in UTC, as Django's clock does."""
        return self.at.astimezone(dt.UTC)


@pytest.fixture
def clock(monkeypatch, settings) -> Clock:
    """Return a clock; sessions outlast the years that a journey takes."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 3600
    return clock


class Person:
    """Somebody at a browser, logged in."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.site + path)
        return self.page

    def text(self) -> str:
        """Return what the page's main part says."""
        return self.page.locator("main").inner_text()

    def begin(self, programme: str, kind: str, *, parent: str = "") -> str:
        """Begin a case and return its number; the first item is taken where one is to be chosen."""
        self.go(f"/work/{programme}/{kind}/begin/" + (f"?parent={parent}" if parent else ""))
        if parent:
            self.page.locator("input[name=item]").first.check()
        self.page.locator("main form[data-guard] button.btn-primary").click()
        return str(Case.objects.filter(kind=kind).latest("pk").number)

    def fill_form(self, number: str, data: Mapping[str, object]) -> None:
        """Fill in every section of a case's form as a person would, one after the other."""
        self.go(f"/work/case/{number}/form/")
        links = self.page.locator(f"main a[href*='/work/case/{number}/form/']").evaluate_all(
            "all => all.map(one => one.getAttribute('href'))"
        )
        for link in dict.fromkeys(one.split("#")[0] for one in links if not one.endswith(("/form/", "/check/"))):
            self.go(link)
            self.type_in(data)
            self.page.locator("main form button", has_text="保存并").first.click()

    def act(self, number: str, action: str, asked: Mapping[str, object] | None = None) -> str:
        """Perform an act through its page and return what the page then says."""
        self.go(f"/work/case/{number}/act/{action}/")
        self.type_in(asked or {})
        for box in self.page.locator("input[name=looked_at]").all():
            box.check()
        self.page.locator("main form[data-guard] button", has_text="确认").click()
        return self.text()

    def type_in(self, data: Mapping[str, object]) -> None:
        """Fill in whatever of the data the page asks for."""
        for key, value in data.items():
            if isinstance(value, list) and value and isinstance(value[0], Mapping):
                self._rows(key, value)
            else:
                self._answer(key, value)

    def _rows(self, key: str, rows: list[Mapping[str, object]]) -> None:
        fieldset = self.page.locator(f"fieldset#f-{key}")
        if not fieldset.count():
            return
        while fieldset.locator("[data-row]").count() < len(rows):
            fieldset.locator("[data-add-row]").click()
        for number, row in enumerate(rows):
            for column, value in row.items():
                self._answer(f"{key}-{number}-{column}", value)

    def _answer(self, name: str, value: object) -> None:
        found = self.page.locator(f"main [name='{name}']")
        if not found.count():
            return
        kind = found.first.evaluate("one => one.type || one.tagName.toLowerCase()")
        if kind == "file":
            given = upload()
            content = {"name": str(given.name), "mimeType": "application/pdf", "buffer": given.read()}
            found.first.set_input_files(content if value is not None else [])
        elif kind in ("radio", "checkbox"):
            wanted = [str(one).lower() if isinstance(one, bool) else str(one) for one in _listed(value)]
            for key in wanted:
                self.page.locator(f"main [name='{name}'][value='{key}']").check()
        elif kind.startswith("select"):
            found.first.evaluate(
                "(one, value) => { one.tomselect ? one.tomselect.setValue(value) : one.value = value;"
                " one.dispatchEvent(new Event('change', {bubbles: true})); }",
                str(value),
            )
        else:
            found.first.fill("" if value is None else str(value))


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


@pytest.fixture
def as_(browser, live_server, clock):
    """Return a way to sit down as a member at a moment: `with as_(parties.officer, at) as officer`."""

    @contextlib.contextmanager
    def sit(
        member: Membership | None, at: dt.datetime, *, width: int = 1280, language: str = "zh-CN"
    ) -> Iterator[Person]:
        clock.at = at
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        context.set_default_timeout(10_000)
        person = Person(context.new_page(), live_server.url)
        errors: list[str] = []
        person.page.on("pageerror", lambda error: errors.append(str(error)))
        person.page.on("console", lambda said: errors.append(said.text) if "Security Policy" in said.text else None)
        if member is not None:
            _log_in(person, member)
        yield person
        context.close()
        assert errors == []

    return sit


def _log_in(person: Person, member: Membership) -> None:
    user = member.user
    user.password = make_password(PASSWORD)
    user.save(update_fields=["password"])
    page = person.go("/accounts/login/")
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(lambda address: "/login" not in address)


@pytest.fixture
def picture(request):
    """Return a way to keep a screenshot where SHOTS names a folder; without it nothing is kept."""

    def keep(person: Person, name: str) -> None:
        if folder := os.environ.get("SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            person.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return keep
