import pickle

from hypothesis import given
from hypothesis import strategies as st

from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.lexicon import Skill, SkillType, normal, skill_id


def skill(name, *aliases, alone=False, within=()):
    return Skill(name=name, type=SkillType.SKILL, parent="", aliases=aliases, alone=alone, within=within)


def named(matcher, text):
    return [(text[span.start : span.end], span.name) for span in matcher.spans(text)]


LANGUAGES = Matcher.of(
    [
        skill("C", alone=True, within=("c位",)),
        skill("C++", "CPP", alone=True),
        skill("C#", alone=True),
        skill(".NET", "dotnet", alone=True),
        skill("Node.js", "nodejs", alone=True),
        skill("Java", alone=True),
        skill("Go", "Golang", alone=True),
    ]
)


def test_names_with_signs_are_told_apart():
    text = "精通C、C++和C#，会.NET/Node.js与java_go"
    assert [name for _, name in named(LANGUAGES, text)] == ["C", "C++", "C#", ".NET", "Node.js", "Java", "Go"]


def test_a_spelling_that_has_to_stand_alone_is_not_found_in_a_word():
    assert named(LANGUAGES, "JavaScript good abc go2 égo C位") == []


def test_numbers_in_circles_make_no_word_with_what_they_count():
    assert [name for _, name in named(LANGUAGES, "①Java②Go⒊C++⑷C#")] == ["Java", "Go", "C++", "C#"]


def test_a_span_says_where_it_stands_and_what_it_means():
    (span,) = LANGUAGES.spans("会Golang")
    assert (span.start, span.end, span.skill_id, span.name) == (1, 7, skill_id("Go"), "Go")


def test_skills_are_listed_once_in_the_order_in_which_they_come():
    assert LANGUAGES.ids("java、go、Java、golang") == (skill_id("Java"), skill_id("Go"))


def test_places_are_those_of_the_text_as_it_was_written():
    assert named(LANGUAGES, "１２㎡…Ｊａｖａ…ｃ＋＋㎏e\u0301go…Ｇｏ") == [
        ("Ｊａｖａ", "Java"),
        ("ｃ＋＋", "C++"),
        ("Ｇｏ", "Go"),
    ]


def test_a_text_in_which_a_skill_is_not_meant_hides_that_skill_only():
    matcher = Matcher.of([skill("审计", within=("评审计划", "审计局")), skill("计划"), skill("局域网")])
    assert named(matcher, "评审计划、审计、审计局域网") == [("计划", "计划"), ("审计", "审计"), ("局域网", "局域网")]


def test_a_text_that_begins_inside_another_hit_still_says_what_is_not_meant():
    matcher = Matcher.of([skill("项目评"), skill("审计", within=("评审计划",))])
    assert named(matcher, "项目评审计划") == [("项目评", "项目评")]


def test_what_a_longer_hit_hides_counts_where_that_one_does_not():
    matcher = Matcher.of(
        [skill("数据分析SQL", alone=True), skill("数据分析"), skill("析SQLite语言"), skill("语言学"), skill("学习")]
    )
    assert named(matcher, "数据分析SQLite") == [("数据分析", "数据分析")]
    assert named(matcher, "数据分SQL") == []
    without = Matcher.of([skill("数据分析SQL", alone=True), skill("析SQLite语言"), skill("语言学"), skill("学习")])
    assert named(without, "数据分析SQLite语言学习") == [("析SQLite语言", "析SQLite语言"), ("学习", "学习")]


def test_an_empty_lexicon_finds_nothing():
    assert Matcher.of([]).spans("Java") == ()


def test_a_matcher_can_be_sent_to_another_process():
    assert pickle.loads(pickle.dumps(LANGUAGES)).spans("会Go") == LANGUAGES.spans("会Go")


_CHARACTERS = "aAbB1+.# _数据库析é\u0301ＡＢ㎡…ﬁ\x00\ud800\uffff😀가각ᅡ"
_spellings = st.text(_CHARACTERS, min_size=1, max_size=4).filter(
    lambda text: normal(text) and not {"\uffff", "\ud800"} & {*text}
)


@st.composite
def _lexicons(draw):
    names = draw(st.lists(_spellings, min_size=1, max_size=8, unique_by=normal))
    return [
        skill(name, alone=draw(st.booleans()), within=tuple(draw(st.lists(_spellings, max_size=2)))) for name in names
    ]


@given(_lexicons(), st.text(_CHARACTERS, max_size=30))
def test_spans_lie_in_the_text_without_overlaps_and_spell_their_skill(skills, text):
    matcher = Matcher.of(skills)
    spans = matcher.spans(text)
    spelt = {one.name: [normal(spelling) for spelling in one.spellings] for one in skills}
    ends = [0, *(span.end for span in spans)]
    assert all(end <= span.start < span.end <= len(text) for end, span in zip(ends, spans, strict=False))
    plain = text.replace("\ud800", "\ufffd")
    assert all(normal(plain[span.start : span.end]) in spelt[span.name] for span in spans)


def slow(skills, text):
    """Look at every spelling everywhere, as the promise of the matcher is worded."""
    at, found = 0, []
    while at < len(text):
        ends = [
            (at + len(spelling), one.name)
            for one in skills
            for spelling in one.spellings
            if text.startswith(spelling, at) and _counts(one, spelling, text, at)
        ]
        if ends:
            found.append((at, *max(ends)))
        at = max(ends)[0] if ends else at + 1
    return found


def _counts(one, spelling, text, at):
    end = at + len(spelling)
    if one.alone and at and text[at - 1] in "ab1" and spelling[0] in "ab1":
        return False
    is_version = len(spelling) >= 3 and spelling[-1] in "ab"
    if one.alone and end < len(text) and text[end] in ("ab" if is_version else "ab1") and spelling[-1] in "ab1":
        return False
    around = [
        (place, place + len(within))
        for within in one.within
        for place in range(len(text))
        if text.startswith(within, place)
    ]
    return not any(begins <= at and end <= ends for begins, ends in around)


_plain = st.text("ab1+_数据", min_size=1, max_size=4)


@given(
    st.lists(st.tuples(_plain, st.booleans(), st.lists(_plain, max_size=2)), max_size=8, unique_by=lambda one: one[0]),
    st.text("ab1+_数据", max_size=30),
)
def test_the_fast_search_finds_what_the_slow_one_finds(rows, text):
    skills = [skill(name, alone=alone, within=tuple(within)) for name, alone, within in rows]
    found = [(span.start, span.end, span.name) for span in Matcher.of(skills).spans(text)]
    assert found == slow(skills, text)
