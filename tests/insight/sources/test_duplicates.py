"""One ad counts once: exact and near copies are found, different ads stay apart, a million copies take linear time."""

import datetime as dt
import random
import time

import pyarrow as pa
import pytest

from ronghe.insight import schemas
from ronghe.insight.sources.duplicates import content_hashes, groups, same_title

pytestmark = pytest.mark.requirement("TAL-10")
_SENTENCES = [
    "负责公司核心业务系统的设计、开发与维护工作",
    "参与需求分析、技术方案评审和系统架构优化",
    "编写高质量的代码和相应的技术文档",
    "计算机相关专业本科及以上学历，三年以上工作经验",
    "熟练掌握Java语言，熟悉Spring Boot、MyBatis等框架",
    "熟悉MySQL、Redis等数据库的使用和性能调优",
    "了解Linux操作系统，熟悉常用命令和Shell脚本",
    "具备良好的沟通能力、团队合作精神和责任心",
    "有大型分布式系统开发经验者优先考虑",
    "能够承受较大的工作压力，乐于学习新技术",
]
TEXT = "；".join(_SENTENCES)
OTHER = (
    "协助区域经理完成销售目标，拜访客户并维护渠道关系；整理合同、订单和回款，按时提交周报；参加展会和市场活动，收集竞品信息；"
    "大专以上学历，市场营销专业优先；普通话标准，形象气质佳，能适应短期出差；有快消品行业资源者待遇从优。"
)


def _table(*rows: dict[str, object]) -> pa.Table:
    full = [
        {"ad_id": f"a{at}", "region": "220100", "title": "Java工程师", "text": TEXT, "firm": "f", "pay": ""}
        | {"published_on": dt.date(2024, 5, 1 + at % 28), **row}
        for at, row in enumerate(rows)
    ]
    columns = [[str(row[name]) for row in full] for name in ("title", "text", "firm", "pay")]
    hashes = content_hashes(*columns)
    kept = [
        {k: v for k, v in row.items() if k != "pay"} | {"text_hash": one} for row, one in zip(full, hashes, strict=True)
    ]
    return pa.Table.from_pylist(kept, schema=schemas.JOB_AD)


def _groups(*rows: dict[str, object]) -> list[str]:
    return groups(_table(*rows)).to_pylist()


def test_exact_copies_are_one_and_the_first_published_stands() -> None:
    later, first = {"published_on": dt.date(2024, 5, 9)}, {"published_on": dt.date(2024, 5, 2)}
    assert _groups(later, first, later) == ["a1", "a1", "a1"]


def test_width_case_blanks_and_punctuation_make_no_other_ad() -> None:
    assert _groups({}, {"title": "ＪＡＶＡ 工程师！", "text": TEXT.replace("；", "。\n")}) == ["a0", "a0"]


def test_the_same_ad_under_another_firm_is_a_copy_and_in_another_city_is_not() -> None:
    assert _groups({}, {"firm": "agency"}, {"region": "220200"}) == ["a0", "a0", "a2"]


def test_a_short_ad_is_a_copy_only_with_firm_and_pay_the_same() -> None:
    short = {"text": "五险一金、双休", "pay": "8000-10000"}
    assert _groups(short, short, {**short, "firm": "g"}, {**short, "pay": "9000"}, {**short, "title": "司机"}) == [
        *("a0", "a0", "a2", "a3", "a4")
    ]


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("；", "、") + "！！！",
        "；".join(_SENTENCES[5:] + _SENTENCES[:5]),
        TEXT + "；公司提供五险一金、带薪年假和员工旅游",
        TEXT.replace("三年", "五年"),
        TEXT + "〔已删〕",
        "；".join(_SENTENCES[:-1]),
    ],
)
def test_a_text_that_was_touched_up_is_a_copy(text: str) -> None:
    assert _groups({}, {"text": text}) == ["a0", "a0"]


@pytest.mark.parametrize(
    "row",
    [
        {"text": OTHER},
        {"title": "C++工程师", "text": TEXT.replace("Java", "C++")},
        {"title": "高级Java工程师", "text": TEXT + "。"},
        {"text": "；".join(_SENTENCES[:5]) + OTHER},
    ],
)
def test_another_ad_is_no_copy(row: dict[str, object]) -> None:
    assert _groups({}, row) == ["a0", "a1"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Java工程师", "【急招】Java 工程师（双休）", True),
        ("Java开发工程师", "PHP开发工程师", False),
        ("C工程师", "C++工程师", False),
        ("Java工程师", "高级Java工程师", False),
        ("销售", "销售", True),
        ("😀", "😀", True),
        ("", "司机", False),
    ],
)
def test_titles_mean_the_same_but_for_praise(one: str, other: str, same: bool) -> None:
    assert same_title(one, other) is same


def test_rows_in_another_order_give_the_same_groups() -> None:
    table = _table(*({"text": TEXT + "。" * at + "加" * (at % 3)} for at in range(50)), {"text": OTHER})
    order = random.Random(1).sample(range(51), 51)
    shuffled = groups(table.take(pa.array(order))).to_pylist()
    assert [one for _, one in sorted(zip(order, shuffled, strict=True))] == groups(table).to_pylist()


def test_no_ads_have_no_groups() -> None:
    assert groups(schemas.JOB_AD.empty_table()).to_pylist() == []


@pytest.mark.parametrize("touched", [False, True])
def test_very_many_copies_of_one_ad_take_linear_time(touched: bool) -> None:
    rows = [{"text": f"{TEXT}{at}" if touched else TEXT, "published_on": dt.date(2024, 5, 1)} for at in range(20_000)]
    table = _table(*rows)
    start = time.process_time()
    assert set(groups(table).to_pylist()) == {"a0"}
    assert time.process_time() - start < 20
