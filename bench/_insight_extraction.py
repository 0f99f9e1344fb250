"""How fast skills are found, beside what else finds words in Chinese texts: the same texts, words and core.

All get the texts as they came, bring them to NFKC and lower case, and say which words or skills each of them names.
Times are of the CPU, the least of rounds in which all take their turn, so that a busy machine is fair to all. The first
stage reads a Parquet file of two million ads, normalises, finds and writes the facts; two workers need two free cores.
"""

import csv
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bench._insight import SHARED, Line
from ronghe.insight import lexicon
from ronghe.insight.extraction import pool
from ronghe.insight.extraction.batches import named
from ronghe.insight.extraction.matcher import Matcher
from ronghe.insight.extraction.proposals import propose
from ronghe.insight.extraction.texts import Text
from ronghe.insight.lexicon import Skill, SkillType
from ronghe.insight.places import SKILLS
from ronghe.insight.schemas import JOB_AD

_ROUNDS = 5
_MANY = 100
_Run = Callable[[Sequence[str]], object]


def measure(*, small: bool = False) -> list[Line]:
    """Measure with the lexicon that ships (limited) and with a larger, noisy one (told); the stage; the proposals."""
    texts = _descriptions()[: 200 if small else None]
    skills = lexicon.read(SKILLS)
    seconds = _beside_peers(texts, skills)
    limits = {"jieba": 60, "rjieba": 5, "spaCy PhraseMatcher": 35}
    lines = [Line(name="extraction, texts a CPU second", value=len(texts) / seconds["ours"])]
    lines += _ratios(seconds, limits, name="extraction")
    lines += _ratios(_beside_peers(texts, _mined()), {}, name="extraction with 30,000 mined words")
    lines += _first_stage(texts, jieba=seconds["jieba"] / len(texts), copies=20 if small else 1400)
    return [*lines, *_proposals(skills)]


def _descriptions() -> list[str]:
    column = pq.read_table(SHARED / "jobads_51job_2019_desc.parquet", columns=["description"])["description"]
    return [text or "" for text in column.to_pylist()]


def _mined() -> tuple[Skill, ...]:
    with (SHARED / "lexicon_mined_30k.csv").open(encoding="utf-8", newline="") as file:
        names = dict.fromkeys(lexicon.normal(row["term"]) for row in csv.DictReader(file))
    return tuple(
        Skill(name=name, type=SkillType.SKILL, parent="", aliases=(), alone=True, within=()) for name in names if name
    )


def _ratios(seconds: Mapping[str, float], limits: Mapping[str, float], *, name: str) -> list[Line]:
    peers = [peer for peer in seconds if peer != "ours"]
    return [
        Line(name=f"{name}, × {peer}", value=seconds[peer] / seconds["ours"], limit=limits.get(peer), unit="×")
        for peer in peers
    ]


def _beside_peers(texts: Sequence[str], skills: tuple[Skill, ...]) -> dict[str, float]:
    """Return the CPU seconds that each takes for all texts."""
    matcher = Matcher.of(skills)
    words = {lexicon.normal(spelling): one.name for one in skills for spelling in one.spellings}
    peers = {"jieba": _jieba(words), "rjieba": _rjieba(words), "spaCy PhraseMatcher": _spacy(words)}
    spent: dict[str, list[float]] = {name: [] for name in ("ours", *peers)}
    for _ in range(_ROUNDS):
        spent["ours"] += [_cpu(lambda: named(texts, matcher)) for _ in range(5)]
        for name, run in peers.items():
            spent[name].append(_cpu(lambda run=run: run(list(map(lexicon.normal, texts)))))  # type: ignore[misc]  # mypy loses the default
    return {name: min(times) for name, times in spent.items()}


def _cpu(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def _jieba(words: Mapping[str, str]) -> _Run:
    import jieba

    jieba.setLogLevel("ERROR")
    cutter = jieba.Tokenizer()
    for word in words:
        cutter.add_word(word)
    return lambda texts: [list(cutter.cut(text)) for text in texts]


def _rjieba(words: Mapping[str, str]) -> _Run:
    import rjieba

    cutter = rjieba.Jieba()
    for word in words:
        cutter.add_word(word, None, "n")
    return lambda texts: [cutter.cut(text) for text in texts]


def _spacy(words: Mapping[str, str]) -> _Run:
    import spacy
    from spacy.matcher import PhraseMatcher

    pipeline = spacy.blank("zh")
    matcher = PhraseMatcher(pipeline.vocab)
    for word, name in words.items():
        matcher.add(name, [pipeline(word)])
    return lambda texts: [{key for key, _, _ in matcher(document)} for document in pipeline.pipe(texts)]


def _first_stage(texts: Sequence[str], *, jieba: float, copies: int) -> Iterator[Line]:
    """Yield how much faster the whole first stage is than cutting alone, and than itself with two workers."""
    with tempfile.TemporaryDirectory() as folder:
        ads, facts = Path(folder, "ads.parquet"), Path(folder, "facts.parquet")
        count = _write(ads, texts, copies)
        rounds = [[_stage(ads, facts, workers) for workers in (1, 2)] for _ in range(1 if copies < _MANY else _ROUNDS)]
        (cpu, wall), (_, wall_of_two) = (map(min, zip(*runs, strict=True)) for runs in zip(*rounds, strict=True))
    yield Line(name="first stage, ads a CPU second", value=count / cpu)
    yield Line(name="first stage, × jieba's cut alone", value=jieba * count / cpu, limit=25, unit="×")
    yield Line(name="first stage, two workers × one", value=wall / wall_of_two, limit=1.85, unit="× wall")


_STAGE = """
import sys, time
from ronghe.insight import lexicon
from ronghe.insight.extraction import pool
from ronghe.insight.places import SKILLS
skills = lexicon.read(SKILLS)
wall, cpu = time.perf_counter(), time.process_time()
with pool.Crew(skills=skills, workers=int(sys.argv[3])) as crew:
    crew.write_facts([sys.argv[1]], to=sys.argv[2])
print(time.process_time() - cpu, time.perf_counter() - wall)
"""


def _stage(ads: Path, facts: Path, workers: int) -> tuple[float, float]:
    """Return the CPU and wall seconds of the stage in a process of its own, so that workers load no benchmark."""
    command = [sys.executable, "-c", _STAGE, str(ads), str(facts), str(workers)]
    environment = {**os.environ, "PYTHONPATH": str(Path(pool.__file__).parents[3])}
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    cpu, wall = map(float, said.split())
    return cpu, wall


def _write(path: Path, texts: Sequence[str], copies: int) -> int:
    """Write ads with these texts, so many of each; return how many."""
    ids = itertools.count()
    rows = [{"title": "工程师", "text": text, "month": "2019-06", "region": "320400"} for text in texts]
    table = pa.Table.from_pylist([dict.fromkeys(JOB_AD.names) | row for row in rows], schema=JOB_AD)
    with pq.ParquetWriter(path, JOB_AD, compression="zstd") as writer:
        for _ in range(0, copies, 14):
            many = pa.concat_tables([table] * 14)
            numbered = pa.array([f"bench:{next(ids)}" for _ in range(len(many))])
            writer.write_table(many.set_column(0, JOB_AD.field("ad_id"), numbered), row_group_size=pool.GROUP)
    return next(ids)


def _proposals(skills: tuple[Skill, ...]) -> Iterator[Line]:
    """Yield which share of 300 terms that are hidden from the lexicon come back in the first 2,000 proposals."""
    titles = pq.read_table(SHARED / "jobads_51job_2024_structured.parquet", columns=["title", "tags"]).to_pylist()
    texts = [Text(f"a{row}", text) for row, text in enumerate(_descriptions())]
    texts += [Text(f"b{row}", f"{one['title']}\n{one['tags']}") for row, one in enumerate(titles)]
    often = _often(texts, skills)
    spellings = {lexicon.normal(spelling) for one in skills for spelling in one.spellings}
    shares, seconds = [], []
    for seed in (1, 2, 3):
        hidden = set(random.Random(seed).sample(often, 300))  # noqa: S311 -- nothing secret
        began = time.process_time()
        found = {one.term for one in propose(texts, spellings - hidden, most=2000)}
        seconds.append(time.process_time() - began)
        shares.append(len(found & hidden) / len(hidden))
    yield Line(name="proposals, hidden terms among the first 2,000", value=sum(shares) / len(shares), unit="share")
    yield Line(name="proposals, CPU s for all shared ads", value=min(seconds), limit=60, unit="s", at_least=False)


def _often(texts: Sequence[Text], skills: tuple[Skill, ...]) -> list[str]:
    """Return the spellings that are found in ten texts or more."""
    found: Counter[str] = Counter()
    for one, spans in zip(texts, Matcher.of(skills).spans_of([one.text for one in texts]), strict=True):
        found.update({lexicon.normal(one.text[span.start : span.end]) for span in spans})
    return sorted(term for term, count in found.items() if count >= 10)
