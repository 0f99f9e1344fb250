"""The tables of the store, one layout for every engine: plain strings, no dictionaries, months as `2026-11`.

Months part the tables of demand. Places are six digits of GB/T 2260 (`000000`: all of China), industries keys of GB/T
4754-2017 (`I`, `I65`), occupations codes of the classification of 2022 (`2-02-10-03`); what is not known is empty text.
Pay is in yuan a month. Skills are known by the number that `lexicon.skill_id` gives their name.
"""

import pyarrow as pa

_TEXT, _INT, _LONG, _REAL, _DAY = pa.string(), pa.int32(), pa.int64(), pa.float64(), pa.date32()


def _table(**columns: pa.DataType) -> pa.Schema:
    return pa.schema(list(columns.items()))


# What ingest stages: one file a delivery. `text` is what is left after personal data was taken out.
JOB_AD = _table(
    ad_id=_TEXT,
    source=_TEXT,
    delivery=_TEXT,
    row=_INT,
    title=_TEXT,
    text=_TEXT,
    firm=_TEXT,
    occupation=_TEXT,
    occupation_confidence=_REAL,
    region=_TEXT,
    industry=_TEXT,
    pay_low=_REAL,
    pay_high=_REAL,
    posts=_INT,
    published_on=_DAY,
    month=_TEXT,
    text_hash=_TEXT,
)
# A row that is in no figure, or a value that is in none: `severity` is `refused` (the row) or `dropped` (the value);
# `noted` is a row that counts but had to be mended to be read.
FINDING = _table(delivery=_TEXT, row=_INT, field=_TEXT, value=_TEXT, reason=_TEXT, severity=_TEXT)

# The lexicon that a build used, so that a state can name its skills later.
SKILL = _table(skill_id=_INT, name=_TEXT, type=_TEXT, parent=_TEXT, english=_TEXT)

# What a build makes of it. `dup_group` is the ad_id of the first of its copies in a month; only first copies count.
AD = JOB_AD.append(pa.field("dup_group", _TEXT))
AD_SKILL = _table(
    ad_id=_TEXT, skill_id=_INT, month=_TEXT, region=_TEXT, industry=_TEXT, occupation=_TEXT, lexicon_version=_TEXT
)
CUBE_DEMAND = _table(
    month=_TEXT, region=_TEXT, industry=_TEXT, occupation=_TEXT, skill_id=_INT, ads=_LONG, firms=_LONG, pay_p50=_REAL
)
# The denominators: all counted ads of a cell, whatever they ask.
CUBE_ADS = _table(month=_TEXT, region=_TEXT, industry=_TEXT, occupation=_TEXT, ads=_LONG, firms=_LONG, pay_p50=_REAL)

# The supply. `major` is the code of the catalogue (`080901`), `school` the ten digits of the institution.
COURSE = _table(
    school=_TEXT,
    major=_TEXT,
    major_name=_TEXT,
    plan=_TEXT,
    course=_TEXT,
    name=_TEXT,
    nature=_TEXT,
    semester=_TEXT,
    credit=_REAL,
    hours=_REAL,
    hours_theory=_REAL,
    hours_lab=_REAL,
    hours_practice=_REAL,
    syllabus=_TEXT,
    delivery=_TEXT,
    row=_INT,
)
COURSE_SKILL = _table(
    school=_TEXT,
    major=_TEXT,
    plan=_TEXT,
    course=_TEXT,
    skill_id=_INT,
    level=_INT,
    weight=_REAL,
    evidence=_TEXT,
    reviewed_by=_TEXT,
)
SUPPLY = _table(
    school=_TEXT,
    major=_TEXT,
    year=_INT,
    enrolled=_INT,
    graduates=_INT,
    placed=_INT,
    related_placed=_INT,
    delivery=_TEXT,
    row=_INT,
)
SURVEY_SKILL = _table(occupation=_TEXT, skill_id=_INT, importance=_REAL, level=_REAL, n=_INT)

# The map 产教对接谱系. Nodes: `chain:<key>`, `link:<chain>/<key>`, `occupation:<code>`, `skill:<number>`,
# `course:<school>/<major>/<plan>/<course>`, `major:<code>`.
EDGE = _table(
    source=_TEXT,
    target=_TEXT,
    relation=_TEXT,
    weight=_REAL,
    support=_LONG,
    method=_TEXT,
    valid_from=_DAY,
    valid_to=_DAY,
)

# A frozen run of a measure, and its values; `keys` is a JSON object with sorted names.
METRIC_RUN = _table(
    run=_TEXT,
    metric=_TEXT,
    formula_version=_INT,
    parameters=_TEXT,
    lexicon_version=_TEXT,
    snapshot=_TEXT,
)
METRIC_VALUE = _table(run=_TEXT, keys=_TEXT, value=_REAL, low=_REAL, high=_REAL, n=_LONG, withheld=_TEXT)

BY_MONTH = {"ad": AD, "ad_skill": AD_SKILL, "cube_demand": CUBE_DEMAND, "cube_ads": CUBE_ADS}
WHOLE = {
    "skill": SKILL,
    "course": COURSE,
    "course_skill": COURSE_SKILL,
    "supply": SUPPLY,
    "survey_skill": SURVEY_SKILL,
    "edge": EDGE,
}
