"""`ronghe codes`: what a person at the terminal reads."""

import argparse

import pytest

from ronghe.cli import codes


def _run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    codes.add(parser.add_subparsers())
    arguments = parser.parse_args(["codes", *words])
    return int(arguments.run(arguments))


def test_a_valid_credit_code_is_taken_apart(capsys: pytest.CaptureFixture[str]) -> None:
    status = _run("uscc", "12100000400002259P")

    assert (status, capsys.readouterr().out) == (
        0,
        "12100000400002259P: valid 有效\n"
        "  zh: 两个校验码均正确\n"
        "  en: both check characters agree\n"
        "  1  机构编制部门登记 / registered by the establishment office\n"
        "  2  事业单位 / public institution\n"
        "  100000  国家级登记机关 / a national register\n"
        "  400002259  主体标识码（组织机构代码） / the organisation's own code\n"
        "  P  校验码 / check character\n",
    )


def test_a_typing_mistake_is_answered_with_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    status = _run("uscc", "914403OO1922038216")

    assert (status, capsys.readouterr().out) == (
        1,
        "914403OO1922038216: invalid 无效\n"
        "  zh: 含有代码字符集以外的字符：O（字母 I、O、S、V、Z 不使用）\n"
        "  en: characters that the code never uses: O (the letters I, O, S, V, Z are not used)\n"
        "  是否应为 / did you mean: 914403001922038216\n",
    )


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("school", "4122010183"), 0),
        (("school", "4122010183", "4122110183"), 1),
        (("uscc", "91350100M0001TGQXM"), 0),
        (("major", "080901", "510209"), 0),
        (("major", "--edition", "2012", "101101"), 0),
        (("major", "--catalogue", "vocational", "080901"), 1),
    ],
)
def test_the_exit_status_is_one_when_any_code_is_invalid(words: tuple[str, ...], status: int) -> None:
    assert _run(*words) == status
