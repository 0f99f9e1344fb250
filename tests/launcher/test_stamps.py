"""A step is done again exactly when something it depends on changed."""

import pytest

from launcher import stamps


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(stamps, "STAMPS", tmp_path / "stamps")


def test_a_step_is_current_only_with_the_digest_it_was_done_with():
    before = stamps.is_current("step", "a")
    stamps.write("step", "a")
    after = stamps.is_current("step", "a")
    changed = stamps.is_current("step", "b")
    stamps.forget("step")

    assert (before, after, changed, stamps.is_current("step", "a")) == (False, True, False, False)


def test_a_digest_changes_with_a_text_a_name_and_a_content(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("same", encoding="ascii")
    two.write_text("same", encoding="ascii")

    first = stamps.digest(files=[one])
    digests = [first, stamps.digest(files=[two]), stamps.digest(files=[one], texts=["3.11"])]
    one.write_text("other", encoding="ascii")
    digests.append(stamps.digest(files=[one]))

    assert len(set(digests)) == 4


def test_a_digest_does_not_depend_on_the_order_of_files(tmp_path):
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        path.write_text(path.name, encoding="ascii")

    assert stamps.digest(files=paths) == stamps.digest(files=reversed(paths))
