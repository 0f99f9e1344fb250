"""Personal data goes before anything is stored; years, codes, versions, standards and pay stay. Nobody here is real."""

import stat
import threading
import time
from pathlib import Path

import pytest

from ronghe.insight.sources.privacy import (
    MARK,
    all_without_personal_data,
    firm_digest,
    firm_key,
    without_personal_data,
)

pytestmark = pytest.mark.requirement("TAL-15")

PERSONAL = [
    ("电话13800138000联系", "电话〔已删〕联系"),
    ("请拨138-0013-8000。", "请拨〔已删〕。"),
    ("请拨138 0013 8000", "请拨〔已删〕"),
    ("请拨１３８００１３８０００", "请拨〔已删〕"),
    ("+86 13800138000", "〔已删〕"),
    ("一三八零零一三八零零零", "〔已删〕"),
    ("幺三八〇〇幺三八〇〇〇有意请加", "〔已删〕有意请加"),
    ("1 3 8 0 0 1 3 8 0 0 0", "〔已删〕"),
    ("010-12345678转801", "〔已删〕"),
    ("(0431)88886666", "〔已删〕"),
    ("0431—8888 6666", "〔已删〕"),
    ("400-800-1234", "〔已删〕"),
    ("4008001234", "〔已删〕"),
    ("电话：88886666", "〔已删〕"),
    ("Tel: 8888-6666", "〔已删〕"),
    ("简历发至hr.zhang@example.com，", "简历发至〔已删〕，"),
    ("hr＠example．com", "〔已删〕"),
    ("hr(at)example.com.cn", "〔已删〕"),
    ("QQ：123456789", "〔已删〕"),
    ("加QQ群 123456", "加〔已删〕"),
    ("q:12345678", "〔已删〕"),
    ("扣扣号12345678", "〔已删〕"),
    ("微信：zhang_hr2024", "〔已删〕"),
    ("加微信号zhanghr", "加〔已删〕"),
    ("V信: hrhrhr", "〔已删〕"),
    ("vx：abc-123456", "〔已删〕"),
    ("wx 13800138000", "〔已删〕"),
    ("微信hr20240506", "〔已删〕"),
    ("证号110101199003070017", "证号〔已删〕"),
    ("证号11010119900307001X。", "证号〔已删〕。"),
    ("联系人：王先生", "〔已删〕"),
    ("联系人:张三丰 待遇优厚", "〔已删〕 待遇优厚"),
    ("人事：李经理", "〔已删〕"),
    ("HR: Lucy Wang", "〔已删〕"),
    ("有意者请联系刘女士。", "有意者请联系刘女士。".replace("联系刘女士", MARK)),
    ("欢迎咨询陈经理，", "欢迎〔已删〕，"),
    ("，赵小姐", "，〔已删〕"),
    ("面试地址：长春市南关区人民大街1234号1203室。薪资好", "〔已删〕。薪资好"),
    ("朝阳区建国路88号SOHO现代城A座1203室", "〔已删〕"),
    ("在人民大街1234号上班", "〔已删〕上班"),
    ("海创科技大厦B座12层", "〔已删〕"),
    ("车牌吉A12345", "车牌〔已删〕"),
    ("京A·D12345新能源", "〔已删〕新能源"),
    ("投递 https://example.com/apply?token=abc123&x=1 即可", "投递 〔已删〕 即可"),
]

HARMLESS = [
    "办公地点：北京、广州 岗位职责：1. 无线通信物理层算法，电路设计",
    "办公地点：北京、广州岗位职责：1. 无线通信物理层算法，电路设计",
    "2019年毕业，2024-05-06前到岗",
    "符合GB/T 19001-2016和ISO 9001:2015",
    "熟悉GB 50054-2011、JGJ 16-2008、IEC 61131-3",
    "Java 1.8.0_202、Python 3.11.7、Spring Boot 2.7.18",
    "年薪20-30万，月薪8000-12000元，13薪",
    "15000-20000元/月，提成上不封顶",
    "职位编号J10890，项目号20240506001",
    "熟悉802.11 a/b/g/n、RS485、RS-232、CAN2.0",
    "熟悉QQ、微信小程序、微信公众号开发",
    "熟悉微信JSSDK、微信支付、WeChat Pay",
    "微信javascript接口",
    "熟悉wx.request接口",
    "掌握QT5、QNX 7",
    "IP地址、MAC地址分配，内存地址管理",
    "精通STM32F103、ARM Cortex-M3、TMS320F28335",
    "负责人工智能产品，联系项目经理",
    "负责人：主持项目的全面工作",
    "与客户联系，咨询公司经理优先",
    "提高女士用品销售额",
    "统招本科及以上，1-3年经验，35岁以下",
    "注册资本12345678元",
    "处理10000000条数据",
    "思路清晰，链路层协议，线路1号位",
    "每年10亿次，QPS 100000，RT<100ms",
    "一二三四五六年级",
    "1、2、3、4、5、6、7、8、9、10、11、12项任务",
    "1. 3 年以上经验 2. 5年",
    "10:00-18:00，双休，8小时",
    "https://example.com/docs/guide.html",
    "@Autowired、@Component注解",
    "UTF-8、GB18030、0x1F600、#ff0000",
    "苏州、无锡、C++11、C++17、新能源BMS",
    "0.5-1.5mm，100-200MHz，3.3V/5V",
    "圆周率3.1415926535897",
    "版本1.13.80013.8000",
]


@pytest.mark.parametrize(("text", "left"), PERSONAL)
def test_personal_data_goes(text: str, left: str) -> None:
    assert without_personal_data(text) == left


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert without_personal_data(text) == text


def test_a_whole_batch_is_read_as_its_texts_one_by_one() -> None:
    texts = [text for text, _ in PERSONAL] + HARMLESS + ["", "😀\n" * 50]
    assert all_without_personal_data(texts) == [without_personal_data(text) for text in texts]


def test_what_was_taken_out_is_not_taken_out_again() -> None:
    once = [without_personal_data(text) for text, _ in PERSONAL]
    assert [without_personal_data(text) for text in once] == once


@pytest.mark.parametrize(
    "part", ["1-", "联系", "路1号A", "a", "a@b.", "http://?&", "微信:", "0431-", "1 3 8 ", "联系人：王"]
)
def test_no_text_takes_long(part: str) -> None:
    start = time.process_time()
    without_personal_data((part * 20_000)[:20_000])
    assert time.process_time() - start < 1


def test_a_firm_is_known_by_a_digest_of_its_store_only(tmp_path: Path) -> None:
    key, other = firm_key(tmp_path / "a"), firm_key(tmp_path / "b")
    assert firm_digest("虚构（长春）公司 ", key=key) == firm_digest("虚构(长春)公司", key=key)
    assert firm_digest("虚构公司", key=key) != firm_digest("虚构公司", key=other)
    assert firm_digest("  ", key=key) == ""


def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(firm_key(tmp_path))) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(found)) == 1
    assert stat.S_IMODE((tmp_path / "firm.key").stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["firm.key"]
