"""`ronghe insight invent`: an invented country goes the whole way into an empty store, and into no other."""

from pathlib import Path

import pyarrow as pa
import pytest

from ronghe.cli.__main__ import main
from ronghe.insight import schemas
from ronghe.insight.store import Store


def test_nothing_invented_goes_into_a_store_that_holds_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path / "store")
    with store.staging("ads", "a" * 16, schema=schemas.JOB_AD) as one:
        one.rows(pa.Table.from_pylist([], schema=schemas.JOB_AD))

    assert main(["insight", "invent", str(tmp_path / "files"), "--into", str(store.root)]) == 0

    assert "holds data already: nothing invented goes into it" in capsys.readouterr().out
    assert not (store.root / "DEMO").exists()
    assert len(store.staged("ads")) == 1
