"""The unified social credit code of GB 32100-2015: eighteen characters `A B RRRRRR OOOOOOOOO C`."""

from ronghe.portal.organisations.codes.finding import CodeFinding, Part, Reason, Verdict, normalise, normalising
from ronghe.portal.organisations.codes.provinces import provinces

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_MISTAKEN = str.maketrans({"O": "0", "I": "1", "Z": "2", "S": "5"})

_AUTHORITIES = {
    "1": Reason(zh="机构编制部门登记", en="registered by the establishment office"),
    "2": Reason(zh="外交部门登记", en="registered by foreign affairs"),
    "3": Reason(zh="司法行政部门登记", en="registered by judicial administration"),
    "4": Reason(zh="文化部门登记", en="registered by culture"),
    "5": Reason(zh="民政部门登记", en="registered by civil affairs"),
    "6": Reason(zh="旅游部门登记", en="registered by tourism"),
    "7": Reason(zh="宗教事务部门登记", en="registered by religious affairs"),
    "8": Reason(zh="工会登记", en="registered by the trade unions"),
    "9": Reason(zh="市场监管（原工商）部门登记", en="registered by market regulation"),
    "A": Reason(zh="中央军委改革和编制办公室登记", en="registered by the Central Military Commission"),
    "N": Reason(zh="农业农村部门登记", en="registered by agriculture"),
    "Y": Reason(zh="其他部门登记", en="registered by another body"),
}
_TYPES = {
    "11": Reason(zh="机关", en="state organ"),
    "12": Reason(zh="事业单位", en="public institution"),
    "13": Reason(zh="群众团体", en="mass organisation"),
    "19": Reason(zh="其他", en="other"),
    "21": Reason(zh="外国常驻新闻机构", en="foreign news bureau"),
    "29": Reason(zh="其他", en="other"),
    "31": Reason(zh="律师执业机构", en="law practice"),
    "32": Reason(zh="公证处", en="notary office"),
    "33": Reason(zh="基层法律服务所", en="local legal service"),
    "34": Reason(zh="司法鉴定机构", en="forensic institution"),
    "35": Reason(zh="仲裁委员会", en="arbitration commission"),
    "39": Reason(zh="其他", en="other"),
    "41": Reason(zh="外国在华文化中心", en="foreign cultural centre"),
    "49": Reason(zh="其他", en="other"),
    "51": Reason(zh="社会团体", en="social organisation"),
    "52": Reason(zh="民办非企业单位", en="private non-enterprise unit"),
    "53": Reason(zh="基金会", en="foundation"),
    "59": Reason(zh="其他", en="other"),
    "91": Reason(zh="企业", en="enterprise"),
    "92": Reason(zh="个体工商户", en="self-employed business"),
    "93": Reason(zh="农民专业合作社", en="farmers' cooperative"),
}
_TYPED_AUTHORITIES = frozenset(key[0] for key in _TYPES)
_NATIONAL = "10"


def check_character(first_seventeen: str) -> str:
    """Return the eighteenth character (MOD 31-3) for seventeen characters of the alphabet."""
    total = sum(ALPHABET.index(one) * weight for one, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def body_check_character(first_eight: str) -> str:
    """Return the ninth character of the organisation's own code (GB 11714) for its first eight."""
    total = sum(_BODY_ALPHABET.index(one) * weight for one, weight in zip(first_eight, _BODY_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def uscc(given: str) -> CodeFinding:
    """Return the verdict on a credit code: both check characters, and the exceptions that registers are known to hold.

    A wrong inner check character is invalid; a wrong last one alone is exceptional, because codes issued in a pilot
    carry one. So is a code whose characters agree but whose authority, type or division stands in no table.
    """
    code = normalise(given)
    changed = normalising(given, code)
    wrong = _form(code)
    if wrong:
        return CodeFinding(
            given=given,
            normalised=code,
            verdict=Verdict.INVALID,
            reasons=changed + wrong,
            suggestion=_suggestion(code),
        )
    body, last = body_check_character(code[8:16]), check_character(code[:17])
    if code[16] != body:
        reason = Reason(
            zh=f"第17位（主体标识码的校验码）应为 {body}，实为 {code[16]}：代码有误",
            en=f"character 17, the check character of the inner code, should be {body} and is {code[16]}: a mistake",
        )
        return CodeFinding(
            given=given, normalised=code, verdict=Verdict.INVALID, reasons=(*changed, reason), parts=_parts(code)
        )
    doubts = _doubts(code, last)
    agreed = () if doubts else (Reason(zh="两个校验码均正确", en="both check characters agree"),)
    return CodeFinding(
        given=given,
        normalised=code,
        verdict=Verdict.EXCEPTIONAL if doubts else Verdict.VALID,
        reasons=changed + agreed + doubts,
        parts=_parts(code),
    )


def _form(code: str) -> tuple[Reason, ...]:
    reasons = []
    if len(code) != LENGTH:
        reasons.append(
            Reason(zh=f"应为18位，实为{len(code)}位", en=f"18 characters are needed, {len(code)} were given")
        )
    strange = sorted(set(code) - set(ALPHABET), key=code.index)
    if strange:
        found = " ".join(strange)
        reasons.append(
            Reason(
                zh=f"含有代码字符集以外的字符：{found}（字母 I、O、S、V、Z 不使用）",
                en=f"characters that the code never uses: {found} (the letters I, O, S, V, Z are not used)",
            )
        )
    if not reasons and not code[2:8].isdigit():
        reasons.append(
            Reason(zh="第3至8位应为行政区划数字", en="characters 3 to 8 are an administrative division: digits only")
        )
    return tuple(reasons)


def _suggestion(code: str) -> str:
    candidate = code.translate(_MISTAKEN)
    if candidate == code or _form(candidate):
        return ""
    sound = candidate[16] == body_check_character(candidate[8:16]) and candidate[17] == check_character(candidate[:17])
    return candidate if sound else ""


def _doubts(code: str, last: str) -> tuple[Reason, ...]:
    doubts = []
    if code[17] != last:
        doubts.append(
            Reason(
                zh=f"第18位校验码应为 {last}，实为 {code[17]}。个别试点地区发放过此类代码：请先核对前8位和末位，"
                "无误的须附营业执照扫描件由人工核对",
                en=f"the last check character should be {last} and is {code[17]}. Codes of an early pilot are so: "
                "compare the first eight characters and the last; if they are right, attach a scan of the licence",
            )
        )
    if code[0] not in _AUTHORITIES or (code[0] in _TYPED_AUTHORITIES and code[:2] not in _TYPES):
        doubts.append(
            Reason(
                zh=f"前两位 {code[:2]} 不在已知的登记类别中，须人工核对",
                en=f"the first two characters {code[:2]} are no category known to us: to be compared by a person",
            )
        )
    if code[2:4] != _NATIONAL and code[2:4] not in provinces():
        doubts.append(
            Reason(
                zh=f"登记机关区划 {code[2:8]} 不属于任何省级区划，须人工核对",
                en=f"the division {code[2:8]} lies in no province: to be compared by a person",
            )
        )
    return tuple(doubts)


def _parts(code: str) -> tuple[Part, ...]:
    unknown = Reason(zh="未知", en="unknown")
    untyped = Reason(zh="类别未列入本系统的表", en="a type outside our table")
    national = Reason(zh="国家级登记机关", en="a national register")
    division = national if code[2:4] == _NATIONAL else provinces().get(code[2:4], unknown)
    return (
        Part(characters=code[0], meaning=_AUTHORITIES.get(code[0], unknown)),
        Part(characters=code[1], meaning=_TYPES.get(code[:2], untyped)),
        Part(characters=code[2:8], meaning=division),
        Part(characters=code[8:17], meaning=Reason(zh="主体标识码（组织机构代码）", en="the organisation's own code")),
        Part(characters=code[17], meaning=Reason(zh="校验码", en="check character")),
    )
