"""Personal data out of texts before anything is stored, and firms by a keyed digest: the rules, all our own (ADR 10).

Taken out and marked `〔已删〕`: mobile and fixed telephones, mail, QQ, WeChat, numbers of identity cards, names of
recruiters, street addresses, number plates, and addresses of pages that carry a token. Years, codes, versions,
standards and pay stay. Each rule has a cheap trigger that Arrow looks for in a whole batch, so that the rule itself
runs where it may apply only. Digits may be full width (`\\d` knows them) or, in telephones, Chinese.
"""

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

MARK = "〔已删〕"
_KEY_BYTES = 32

_D = r"[\d〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]"
_ONE, _THREE_UP = "[1１一幺壹]", "[3-9３-９三四五六七八九叁肆伍陆柒捌玖]"
_GAP = r"[ \t\u3000\xa0\-－—–_.·*]"
_MOBILE = (
    rf"(?:[+＋]?(?:86|８６){_GAP}{{0,2}})?{_ONE}{_THREE_UP}"
    rf"(?:{_D}{{9}}|{_D}{_GAP}{{1,2}}{_D}{{4}}{_GAP}{{1,2}}{_D}{{4}}|{_D}{_GAP}{{1,2}}{_D}{{8}}"
    rf"|{_D}{_GAP}{{1,2}}{_D}{{3}}{_GAP}{{1,2}}{_D}{{5}}|{_D}{{2}}{_GAP}{{1,2}}{_D}{{3}}{_GAP}{{1,2}}{_D}{{4}}"
    rf"|{_D}{{5}}{_GAP}{{1,2}}{_D}{{4}}|(?:{_GAP}{{1,2}}{_D}){{9}})"
    rf"|{_ONE}{_GAP}{{1,2}}{_THREE_UP}(?:{_GAP}{{1,2}}{_D}){{9}}"
)
_FIXED = (
    rf"[(（]?0\d{{2,3}}[)）]?{_GAP}{{0,2}}\d{{3,4}}{_GAP}?\d{{4}}(?:(?:转|{_GAP})\d{{1,6}}(?!\d))?"
    rf"|[48]00{_GAP}{{1,2}}\d{{3,4}}{_GAP}?\d{{3,4}}|[48]00\d{{7}}"
)
_CALL = r"电话|手机|固话|座机|热线|致电|拨打|来电|联系方式|传真|咨询号码|(?i:\b(?:tel|phone|mobile|fax)\b)"
_CALLED = rf"(?:{_CALL})(?:号码?|咨询)?[ \t]*[:：为]?[ \t]*(?:{_D}{_GAP}?){{6,12}}{_D}"
_MAIL = (
    r"(?<![A-Za-zＡ-Ｚａ-ｚ\d._%+\-])[A-Za-zＡ-Ｚａ-ｚ\d._%+\-]{1,64}[ \t]?(?:[@＠]|[(（\[【](?i:at)[)）\]】])[ \t]?"
    r"[A-Za-zＡ-Ｚａ-ｚ\d\-]{1,63}(?:[.．。][A-Za-zＡ-Ｚａ-ｚ\d\-]{1,63}){0,4}[.．][A-Za-zＡ-Ｚａ-ｚ]{2,24}"
)
_QQ = (
    r"(?:(?i:qq)|ＱＱ|扣扣|企鹅|[Qq]群|(?<![A-Za-z])[Qq](?=[:：]))"
    r"(?:群|号码?|同号|咨询|联系)*[ \t]*[:：为]?[ \t]*\d{5,11}(?!\d)"
)
_WECHAT = (
    r"(?:微信|薇信|威信|(?<![A-Za-z])(?i:v信|vx|wx|weixin|wechat)(?![A-Za-z])|加[vV](?![A-Za-z]))"
    r"(?:(?:公众号|群|号码?|账号|同号|(?i:id)|联系|咨询|加|是|为)*[ \t]*[:：][ \t]*|(?:号码?|(?i:id)|加|为|是)[ \t]*"
    r"|[ \t]*(?=[A-Za-z_\-]*\d[A-Za-z\d_\-]*\d))"
    r"[A-Za-z\d][A-Za-z\d_\-]{5,19}(?![A-Za-z\d_\-])"
)
_CARD = (
    r"[1-8]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXxＸ](?![\dA-Za-z])"
    r"|身份证号?码?[:：][ \t]*\d{15,18}[Xx]?"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏"
    "付方邹熊白孟秦邱侯江尹薛闫雷龙史陶贺毛段郝顾龚邵万覃武钱戴严莫孔向常汤康易乔文齐庄牛樊葛殷"
    "施倪章鲁岳翟兰庞颜温柴裴甘苗耿欧凌祝柯骆"
)
_CIVIL, _TITLED = "先生|女士|小姐|同学", "经理|老师|主管|总监|主任|总|工|部长|专员|姐|哥|HR|hr"
_RECRUITER = (
    r"(?:联系人|招聘人|招聘负责人|招聘专员|负责人|收件人|对接人|人事(?:部|经理|专员)?|(?<![A-Za-z])HR)[ \t]*[:：][ \t]*"
    rf"(?:[\u4e00-\u9fff]{{1,3}}(?:{_CIVIL}|{_TITLED})|[\u4e00-\u9fff]{{2,4}}(?![\u4e00-\u9fff])"
    r"|[A-Z][a-z]+(?: [A-Z][a-z]+)?)"
    rf"|(?<![\u4e00-\u9fff])[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?:{_CIVIL})"
    rf"|(?:联系|咨询|致电|请找|加)[ \t]*[{_SURNAMES}](?:{_CIVIL}|{_TITLED})(?![\u4e00-\u9fff])"
)
_STREET = (
    r"(?:(?:面试|公司|工作|上班|办公|详细|单位|集合|工厂|厂区|企业|报名)(?:地址|地点)"
    r"|(?<![\u4e00-\u9fffA-Za-z])地址)[ \t]*[:：][ \t]*"
    r"[^\s。；;：:]{0,40}?(?:路|街|大道|巷|弄|[A-Za-z\d](?:号|楼|室|层|座|栋|幢)|大厦|园区|广场)[^\s。；;，,：:()（）]{0,30}"
    r"|[\u4e00-\u9fff]{2,12}?(?:路|街|大道|巷|胡同)\d{1,5}(?:弄\d{1,4})?号(?![线机码位])(?:院|楼)?"
    r"(?:[\u4e00-\u9fffA-Za-z\d\-－]{0,16}?(?:楼|室|层|栋|座|幢|单元|大厦|园))*"
    r"|[\u4e00-\u9fff]{2,10}(?:大厦|大楼|广场|园区|科技园|产业园|写字楼|公寓|小区)[A-Za-z\u4e00-\u9fff]{0,4}\d{1,4}(?:号楼|楼|层|室|栋|座|幢)"
    r"[A-Za-z\d\-]{0,6}(?:室|单元)?"
)
_PLATE = (
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?"
    r"(?=[A-HJ-NP-Z\d]*\d[A-HJ-NP-Z\d]*\d)[A-HJ-NP-Z\d]{5,6}(?![A-Za-z\d])"
)
_TICKET = (
    r"(?i:https?://[^\s\u4e00-\u9fff]{0,300}[?&#/](?:access_|auth_|id_|api_?)?"
    r"(?:token|key|sign|signature|auth|session|sessionid|openid|ticket|secret|password|jwt|code)=[^\s\u4e00-\u9fff]*)"
)
_ALONE, _END = r"(?<![\dA-Za-z.])", r"(?![\dA-Za-z])"


@dataclass(frozen=True, slots=True)
class _Rule:
    trigger: str  # RE2: what a text has that the rule may apply to
    pattern: re.Pattern[str]


_ANY = r"[0-9０-９〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]"
_RULES = tuple(
    _Rule(trigger, re.compile(pattern))
    for trigger, pattern in (
        (r"(?i)https?://\S*=", _TICKET),
        (r"[@＠]|(?i:[(（\[【]at[)）\]】])", _MAIL),
        (r"[0-9０-９]{15}", rf"{_ALONE}(?:{_CARD})"),
        (r"(?i)微信|薇信|威信|v信|vx|wx|weixin|wechat|加v", _WECHAT),
        (r"(?i)q|ｑ|Ｑ|扣扣|企鹅", _QQ),
        (rf"(?:{_ANY}[^0-9０-９a-zA-Z\x{{4e00}}-\x{{9fff}}]{{0,2}}){{11}}", rf"{_ALONE}(?:{_MOBILE}){_END}(?!{_D})"),
        (r"[0０48４８][0-9０-９]{2}[0-9０-９)）\s\-－—–_.·*]{7}", rf"{_ALONE}(?:{_FIXED}){_END}"),
        (rf"(?:{_CALL}).{{0,8}}{_ANY}", _CALLED),
        (r"联系|招聘|负责人|收件人|对接人|人事|HR|先生|女士|小姐|同学|咨询|致电|请找|加", _RECRUITER),
        (r"地址|地点|[路街道巷同弄][0-9０-９]|[厦楼场园寓区].{0,4}[0-9０-９]", _STREET),
        (r"[A-Z][·• ]?[A-Z0-9]{5}", _PLATE),
    )
)


def without_personal_data(text: str) -> str:
    """Return a text with the personal data in it replaced by the mark."""
    for rule in _RULES:
        text = rule.pattern.sub(MARK, text)
    return text


def all_without_personal_data(texts: Sequence[str]) -> list[str]:
    """Return texts, each as `without_personal_data` leaves it; quick where there is little to take out."""
    found = list(texts)
    column = pa.array(found, pa.large_string())
    for rule in _RULES:
        for place in pc.indices_nonzero(pc.match_substring_regex(column, rule.trigger)).to_pylist():
            found[place] = rule.pattern.sub(MARK, found[place])
    return found


def firm_key(folder: Path) -> bytes:
    """Return the key for firms of a store, in its file `firm.key` that its owner alone may read; made when missing."""
    path = folder / "firm.key"
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"firm.key.{secrets.token_hex(4)}"
    if not path.exists():
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)  # of two that make it at once the first one's stays
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def firm_digest(name: str, *, key: bytes) -> str:
    """Return sixteen digits by which one store knows a firm, whatever the width, case and blanks; empty stays empty."""
    plain = "".join(unicodedata.normalize("NFKC", name).lower().split())
    return hashlib.blake2b(plain.encode("utf-8", "replace"), key=key, digest_size=8).hexdigest() if plain else ""
