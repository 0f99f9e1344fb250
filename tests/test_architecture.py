"""What holds across the whole project: layers of foreign keys, names of files, addresses, documented commands."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from launcher.commands import COMMANDS

ROOT = Path(__file__).parents[1]
_CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
_WITHOUT_SUBJECT = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "managers", "tools", "stuff"}
_REGISTRIES = "|".join(("pythonhosted", "pypi", "npmjs", "npmmirror", "debian"))
_MACHINE_PATHS = "|".join(("work/main", "work/shared", "root", "farm"))


def _files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def _texts() -> list[tuple[Path, str]]:
    binary = {".png", ".jpg", ".ico", ".xlsx", ".docx", ".pdf", ".parquet"}
    return [(path, path.read_text(encoding="utf-8")) for path in _files() if path.suffix not in binary]


def _depths() -> dict[str, int]:
    """Return how deep each app lies; siblings on a line share a depth."""
    layers = next(contract["layers"] for contract in _CONTRACTS if contract.get("containers") == ["ronghe.portal"])
    return {name: depth for depth, line in enumerate(layers) for name in re.findall(r"\w+", line)}


def _is_upward(*, app: str, other: str) -> bool:
    depths = _depths()
    return app != other and depths[other] <= depths[app]


def test_foreign_keys_point_down_as_imports_do():
    ours = [model for model in apps.get_models() if model.__module__.startswith("ronghe.")]
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in ours
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model in ours
        if _is_upward(app=model._meta.app_label, other=field.related_model._meta.app_label)
    ]

    assert upward == []


@pytest.mark.parametrize(
    ("app", "other", "upward"),
    [("cases", "organisations", False), ("organisations", "cases", True), ("notices", "agreements", True)],
)
def test_a_key_to_a_higher_app_or_a_sibling_would_be_found(app, other, upward):
    assert _is_upward(app=app, other=other) is upward


def test_the_contract_on_django_names_every_package_but_the_portal():
    named = next(contract["source_modules"] for contract in _CONTRACTS if contract["type"] == "forbidden")
    packages = {f"ronghe.{path.parent.name}" for path in (ROOT / "src" / "ronghe").glob("*/__init__.py")}

    assert set(named) == packages - {"ronghe.portal", "ronghe.cli"}


def test_every_file_has_a_subject():
    assert [str(path) for path in _files() if path.suffix == ".py" and path.stem in _WITHOUT_SUBJECT] == []


def test_modules_are_short_enough_to_have_one_subject():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in _files()
        if path.suffix == ".py" and "migrations" not in path.parts
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == {}


def test_no_file_is_large_or_a_copy_of_a_third_party():
    third_party = re.compile(r"\.min\.(js|css)$|\.(woff2?|ttf|otf)$")

    assert [path.name for path in _files() if path.stat().st_size > 1_000_000 or third_party.search(path.name)] == []


def test_no_file_names_a_registry_or_a_path_of_a_machine():
    registry = re.compile(rf"https?://[a-z.]*({_REGISTRIES})\.")
    machine = re.compile(rf"(^|[^A-Za-z0-9_.])/({_MACHINE_PATHS})/", re.MULTILINE)
    found = [str(path.relative_to(ROOT)) for path, text in _texts() if registry.search(text) or machine.search(text)]

    assert found == []


def test_documented_commands_exist():
    documents = [path for path in _files() if path.suffix == ".md"]
    used = {name for path in documents for name in re.findall(r"\./run ([a-z]+)", path.read_text(encoding="utf-8"))}

    assert used - set(COMMANDS) == set()


def test_every_setting_is_documented_and_every_documented_one_exists():
    name = re.compile(r"\b(?:RONGHE_[A-Z]+|DATABASE_URL)\b")
    code = (ROOT / "src/ronghe/portal/config/environment.py").read_text(encoding="utf-8")
    document = (ROOT / "docs" / "deploying.md").read_text(encoding="utf-8")

    assert set(name.findall(document)) == set(name.findall(code))
