"""The embedded PostgreSQL keeps its data, under every identity that is possible here."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from launcher import postgres, privileges

_IDENTITIES = [privileges.NAMESPACE, privileges.NOBODY] if os.geteuid() == 0 else [privileges.ORDINARY]

_SERVE = """
import sys, time
from pathlib import Path
from launcher import postgres
with postgres.running(Path(sys.argv[1]), log=Path(sys.argv[2])) as server:
    print(server.url, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def data(tmp_path: Path):
    folder = tmp_path / "a folder with a 中文名" / "pg"
    folder.parent.mkdir()
    yield folder
    postgres.remove(folder)


@pytest.mark.parametrize("identity", _IDENTITIES, ids=lambda identity: identity.name)
def test_a_second_start_finds_what_the_first_wrote(identity, data, monkeypatch):
    monkeypatch.setattr(privileges, "choose", lambda: identity)
    log = data.with_name("log")
    with postgres.running(data, log=log) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '产学合作' AS word")

    with postgres.running(data, log=log) as server, psycopg.connect(server.url) as connection:
        row = connection.execute(
            "SELECT word, datctype, pg_encoding_to_char(encoding), current_setting('listen_addresses')"
            " FROM kept, pg_database WHERE datname = 'ronghe'"
        ).fetchone()

    assert row == ("产学合作", "C.UTF-8", "UTF8", "")


def test_a_killed_launcher_takes_the_server_with_it_and_the_next_recovers(data):
    log = data.with_name("log")
    launcher = subprocess.Popen([sys.executable, "-c", _SERVE, str(data), str(log)], stdout=subprocess.PIPE, text=True)
    assert launcher.stdout
    url = next(line.strip() for line in launcher.stdout if line.startswith("postgresql:"))
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    launcher.send_signal(signal.SIGKILL)
    launcher.wait()
    launcher.stdout.close()

    with postgres.running(data, log=log) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT one FROM kept").fetchall() == [(1,)]


def test_a_cluster_of_another_version_is_refused_with_a_way_out(data):
    log = data.with_name("log")
    with postgres.running(data, log=log):
        pass
    (data / "PG_VERSION").write_text("12\n", encoding="ascii")

    with pytest.raises(postgres.Failure, match=r"made by PostgreSQL 12.*begin anew"), postgres.running(data, log=log):
        pass


def test_a_folder_without_binaries_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BIN", str(tmp_path))

    with pytest.raises(postgres.Failure, match="there is no initdb in it"):
        postgres.find_binaries()
