"""The generated page of requirements."""

from pathlib import Path

from ronghe.cli import requirements

ROOT = Path(__file__).parents[2]
JILIN = {f"JL-{number:02d}" for number in range(1, 17)}


def test_every_duty_of_the_jilin_notice_is_carried_and_shown():
    found = requirements.collect(ROOT)
    assert {one for one in JILIN if found[one].rules or found[one].parts} == JILIN
    assert {one for one in JILIN if found[one].tests} == JILIN


def test_the_page_is_up_to_date():
    assert (ROOT / "docs" / "requirements.md").read_text(encoding="utf-8") == requirements.page(ROOT)


def test_only_marks_on_tests_count(tmp_path):
    (tmp_path / "test_x.py").write_text(
        '@pytest.mark.requirement("JL-01", "JL-02")\ndef test_a(): ...\n\n@other("JL-03")\ndef test_b(): ...\n',
        encoding="utf-8",
    )
    assert list(requirements._marks(tmp_path / "test_x.py")) == [("JL-01", "test_a"), ("JL-02", "test_a")]
