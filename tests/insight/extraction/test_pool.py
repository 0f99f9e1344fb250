"""Files of ads in, a file of facts out, by one process or several; a lost worker is told, not passed over."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ronghe.insight.extraction import pool
from ronghe.insight.lexicon import Skill, SkillType, skill_id, version
from ronghe.insight.schemas import AD_SKILL, JOB_AD

SKILLS = tuple(
    Skill(name=name, type=SkillType.SKILL, parent="", aliases=(), alone=False, within=()) for name in ("Java", "数据")
)


def ads(path: Path, texts: list[str], *, group: int) -> Path:
    rows = [{"ad_id": f"{path.stem}{number}", "text": text} for number, text in enumerate(texts)]
    table = pa.Table.from_pylist([dict.fromkeys(JOB_AD.names) | row for row in rows], schema=JOB_AD)
    pq.write_table(table, path, row_group_size=group)
    return path


def test_several_processes_write_what_one_writes_in_the_order_of_the_ads(tmp_path):
    files = [
        ads(tmp_path / "a.parquet", ["Java", "无", "数据与java"] * 10, group=4),
        ads(tmp_path / "b.parquet", ["数据"] * 3, group=4),
        ads(tmp_path / "c.parquet", [], group=4),
    ]
    for workers in (1, 2):
        with pool.Crew(skills=SKILLS, workers=workers) as crew:
            assert crew.write_facts(files, to=tmp_path / f"{workers}.parquet") == 33
            assert sum(batch.num_rows for batch in crew.facts(files[:1])) == 30
    one, two = (pq.read_table(tmp_path / f"{workers}.parquet") for workers in (1, 2))
    assert one.schema == AD_SKILL
    assert one.equals(two)
    assert one.slice(0, 3).select(["ad_id", "skill_id"]).to_pylist() == [
        {"ad_id": "a0", "skill_id": skill_id("Java")},
        {"ad_id": "a2", "skill_id": skill_id("Java")},
        {"ad_id": "a2", "skill_id": skill_id("数据")},
    ]
    assert set(one["lexicon_version"].to_pylist()) == {version(SKILLS)}


def test_a_worker_that_is_killed_is_told(tmp_path, monkeypatch):
    file = ads(tmp_path / "a.parquet", ["Java"] * 8, group=2)
    monkeypatch.setattr(pool, "_prepare", kill)
    with pool.Crew(skills=SKILLS, workers=2) as crew:
        with pytest.raises(pool.WorkerLost, match="killed"):
            list(crew.facts([file]))
        monkeypatch.undo()
        assert sum(batch.num_rows for batch in crew.facts([file])) == 8


def kill(ready: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_no_more_portions_are_under_way_than_four_times_the_workers(tmp_path):
    file = ads(tmp_path / "a.parquet", ["Java"] * 40, group=1)
    with pool.Crew(skills=SKILLS, workers=2) as crew:
        given = crew.facts([file])
        next(given)
        file.unlink()  # what is under way may have been read by then, what is not cannot be
        with pytest.raises(FileNotFoundError):
            assert len(list(given)) < 8


def test_an_interrupted_run_ends_its_workers_and_leaves_nothing(tmp_path):
    file = ads(tmp_path / "a.parquet", ["Java，数据。" * 5000] * 400, group=1)
    program = (
        "import sys\nfrom pathlib import Path\nfrom ronghe.insight.extraction import pool\n"
        "from ronghe.insight.lexicon import Skill, SkillType\n"
        "if __name__ == '__main__':\n"
        "    skills = [Skill(name='Java', type=SkillType.SKILL, parent='', aliases=(), alone=False, within=())]\n"
        "    with pool.Crew(skills=skills, workers=2) as crew:\n"
        "        for batch in crew.facts([sys.argv[1]] * 50):\n"
        "            print('given', flush=True)\n"
    )
    (tmp_path / "run.py").write_text(program)
    running = subprocess.Popen(
        [sys.executable, tmp_path / "run.py", file],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(pool.__file__).parents[3])},
    )
    assert running.stdout.readline() == "given\n"
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=20)
    assert said.strip().endswith("KeyboardInterrupt")
    assert said.count("Traceback") == 1
    assert group_is_gone(running.pid)


def group_is_gone(group: int) -> bool:
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False
