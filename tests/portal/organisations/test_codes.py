"""The codes of organisations and majors: vectors from the standards and from real registers."""

import pytest

from ronghe.portal.organisations.codes import (
    ListedMajor,
    Verdict,
    listed_majors,
    listed_universities,
    major,
    school,
    uscc,
)
from ronghe.portal.organisations.codes.credit import ALPHABET, body_check_character, check_character

REAL = [
    "914403001922038216",
    "9144030071526726XG",
    "91330100799655058B",
    "91110000802100433B",
    "12100000400002259P",
    "12100000400000624D",
    "91110108551385082Q",
]
PILOT = {"91350100M0001TGQXM": "1", "91350211M0000XUF46": "R", "91350203M0001FUE2P": "J"}


def _complete(first_sixteen: str) -> str:
    seventeen = first_sixteen + body_check_character(first_sixteen[8:])
    return seventeen + check_character(seventeen)


@pytest.mark.requirement("CM-01")
@pytest.mark.parametrize("code", REAL)
def test_real_credit_codes_are_valid_and_stored_as_given(code: str) -> None:
    finding = uscc(code)

    assert (finding.verdict, finding.normalised, "".join(part.characters for part in finding.parts)) == (
        Verdict.VALID,
        code,
        code,
    )


@pytest.mark.requirement("CM-01")
@pytest.mark.parametrize("code", REAL)
@pytest.mark.parametrize("place", range(17))
def test_one_wrong_character_is_never_valid(code: str, place: int) -> None:
    for other in ALPHABET.replace(code[place], ""):
        assert uscc(code[:place] + other + code[place + 1 :]).verdict != Verdict.VALID


@pytest.mark.requirement("CM-01")
@pytest.mark.parametrize(("code", "computed"), PILOT.items())
def test_codes_of_the_pilot_fail_only_the_last_character_and_need_the_licence(code: str, computed: str) -> None:
    finding = uscc(code)

    assert finding.verdict == Verdict.EXCEPTIONAL
    assert [reason.en.split(".")[0] for reason in finding.reasons] == [
        f"the last check character should be {computed} and is {code[-1]}"
    ]


def test_a_wrong_inner_check_character_is_invalid_and_says_which_was_expected() -> None:
    finding = uscc("91310115MA1G4L1WXK")

    assert (finding.verdict, finding.explain("zh")) == (
        Verdict.INVALID,
        "第17位（主体标识码的校验码）应为 0，实为 X：代码有误",
    )


@pytest.mark.parametrize(
    "given", ["９１４４０３００１９２２０３８２１６", " 914403 00192203821-6 ", "914403001922038216\u200b"]
)
def test_full_width_and_blanks_are_normalised_and_said_so(given: str) -> None:
    finding = uscc(given)

    assert (finding.normalised, finding.verdict, finding.reasons[0].en) == (
        "914403001922038216",
        Verdict.VALID,
        "normalised to 914403001922038216",
    )


def test_lower_case_is_normalised() -> None:
    assert uscc("9144030071526726xg").normalised == "9144030071526726XG"


@pytest.mark.parametrize(
    ("given", "suggestion"),
    [
        ("914403OO1922038216", "914403001922038216"),
        ("9I4403001922038216", "914403001922038216"),
        ("914403OO1922038217", ""),
        ("91440300192203821", ""),
    ],
)
def test_a_suggestion_is_made_only_when_it_is_valid(given: str, suggestion: str) -> None:
    finding = uscc(given)

    assert (finding.verdict, finding.suggestion) == (Verdict.INVALID, suggestion)


@pytest.mark.parametrize("first", ["A1440300M000000G", "N2220100MA000000", "Y1110000MA000000"])
def test_codes_that_begin_with_a_letter_can_be_valid(first: str) -> None:
    assert uscc(_complete(first)).verdict == Verdict.VALID


@pytest.mark.parametrize("first", ["B1440300MA000000", "94440300MA000000", "91000000MA000000", "91990000MA000000"])
def test_sound_codes_outside_the_tables_are_exceptional(first: str) -> None:
    assert uscc(_complete(first)).verdict == Verdict.EXCEPTIONAL


@pytest.mark.parametrize("given", ["", "1", "91" * 20, "国家" * 9, "91A403001922038216", "\x00" * 18, "9" * 18])
def test_anything_else_is_invalid_with_a_reason(given: str) -> None:
    finding = uscc(given)

    assert (finding.verdict, finding.reasons != ()) == (Verdict.INVALID, True)


@pytest.mark.parametrize(
    ("code", "verdict", "suggestion"),
    [
        ("4111010001", Verdict.VALID, ""),
        ("4132010284", Verdict.VALID, ""),
        ("4145014684", Verdict.VALID, ""),
        ("4212051171", Verdict.VALID, ""),
        ("4133010003", Verdict.INVALID, ""),
        ("3622000335", Verdict.EXCEPTIONAL, ""),
        ("4166010759", Verdict.INVALID, "4165010759"),
        ("10183", Verdict.INVALID, "4122010183"),
        ("1122010183", Verdict.INVALID, ""),
        ("4171010001", Verdict.INVALID, ""),
        ("4122110183", Verdict.INVALID, ""),
        ("41220101833", Verdict.INVALID, ""),
        ("412201018三", Verdict.INVALID, ""),
    ],
)
def test_school_codes(code: str, verdict: Verdict, suggestion: str) -> None:
    finding = school(code)

    assert (finding.verdict, finding.suggestion) == (verdict, suggestion)


def test_a_listed_school_is_named() -> None:
    assert school("4122010183").explain("zh") == "吉林大学（2017年前后的公开名单）"


def test_every_listed_university_carries_a_valid_code_or_none() -> None:
    wrong = [one for one in listed_universities() if one.school_code and school(one.school_code).verdict != "valid"]

    assert wrong == []


def test_every_province_has_universities_and_jilin_has_all_of_its_list() -> None:
    provinces = [one.province for one in listed_universities()]

    assert (len(set(provinces)), provinces.count("22")) == (32, 62)


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("080901", Verdict.VALID),
        ("080717T", Verdict.VALID),
        ("080717t", Verdict.VALID),
        ("080911TK", Verdict.VALID),
        ("080911KT", Verdict.VALID),
        ("020301K", Verdict.VALID),
        ("080717", Verdict.VALID),
        ("080717K", Verdict.EXCEPTIONAL),
        ("089999", Verdict.EXCEPTIONAL),
        ("510209", Verdict.VALID),
        ("310201", Verdict.EXCEPTIONAL),
        ("110101", Verdict.INVALID),
        ("140101", Verdict.INVALID),
        ("990101", Verdict.INVALID),
        ("08090", Verdict.INVALID),
        ("080901X", Verdict.INVALID),
    ],
)
def test_codes_of_majors(code: str, verdict: Verdict) -> None:
    assert major(code).verdict == verdict


def test_a_suffix_of_another_edition_is_named_with_that_edition() -> None:
    listed = [
        ListedMajor(
            catalogue="undergraduate", edition="2012", code="101101", suffix="", name="护理学", class_name="护理学类"
        ),
        ListedMajor(
            catalogue="undergraduate", edition="2025", code="101101", suffix="K", name="护理学", class_name="护理学类"
        ),
    ]

    assert major("101101K", edition="2012", listed=listed).explain("en") == (
        "护理学 (edition 2012: 101101); the suffix differs: K given, none in 2012; "
        "suffixes change with editions, the digits match"
    )


def test_a_number_means_something_else_in_another_catalogue() -> None:
    assert [major("510209", catalogue=one).verdict for one in ("vocational", "undergraduate")] == [
        Verdict.VALID,
        Verdict.INVALID,
    ]


def test_every_listed_major_is_valid_under_its_own_catalogue_and_edition() -> None:
    wrong = [
        one
        for one in listed_majors()
        if major(one.code + one.suffix, catalogue=one.catalogue, edition=one.edition).verdict != Verdict.VALID
    ]

    assert wrong == []
