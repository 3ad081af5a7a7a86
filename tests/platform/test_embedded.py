"""The embedded servers: private, recovered after a crash, shared by all of one home, gone with their owner."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from nexus.platform import embedded
from nexus.platform.embedded import Embedded, ServersError
from nexus.platform.embedded.account import account_for_servers, reads
from nexus.platform.embedded.binaries import readable_binaries
from nexus.platform.embedded.place import place_of
from tests.platform.house import temporary_home

OWNER = """
import sys, time
from pathlib import Path
from nexus.platform import embedded
servers = embedded.start(Path(sys.argv[1]), durable=len(sys.argv) < 3)
print(servers.owned is not None, flush=True)
sys.stdin.read()
servers.stop()
"""
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account to drop to")


@pytest.fixture
def home() -> Generator[Path]:
    with temporary_home() as home:
        yield home


@pytest.fixture(scope="module")
def servers() -> Generator[Embedded]:
    with temporary_home() as home, embedded.running(home, durable=False) as servers:
        yield servers


def ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
        return row and row[0]


def start_owner(home: Path) -> "subprocess.Popen[str]":
    """Start a process that runs the servers of `home` until its input ends; return when they run."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "True"
    return process


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def server_pids(home: Path) -> list[int]:
    folder = place_of(home).folder
    files = [folder / "valkey.pid", folder / "pg18" / "postmaster.pid"]
    return [int(file.read_text().split()[0]) for file in files if file.exists()]


def test_words_of_all_languages_compare(servers: Embedded) -> None:
    assert ask(servers.superuser_url, "select lower('ÄPFEL') || upper('straße')") == "äpfelSTRASSE"
    assert ask(servers.superuser_url, "select similarity('سلام دنیا', 'سلام')") == 0.5


def test_what_the_disk_changes_is_noticed(servers: Embedded) -> None:
    assert ask(servers.superuser_url, "show data_checksums") == "on"


def test_all_extensions_are_there(servers: Embedded) -> None:
    found = ask(servers.database_url, "select string_agg(extname, ' ' order by extname) from pg_extension")
    assert found == "btree_gin btree_gist pg_trgm plpgsql unaccent vector"


def test_the_runtime_roles_are_held_by_row_level_security(servers: Embedded) -> None:
    for url in (servers.database_url, servers.worker_url):
        assert (
            ask(url, "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = current_user")
            is False
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(url, "create table mine (id int)")


def test_nobody_gets_in_without_the_password(servers: Embedded) -> None:
    password = psycopg.conninfo.conninfo_to_dict(servers.database_url)["password"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(servers.database_url.replace(str(password), "guessed"))
    with (
        redis.Redis.from_url("redis://" + servers.redis_url.rpartition("@")[2]) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


def test_the_servers_listen_on_the_loopback_only(servers: Embedded) -> None:
    assert servers.owned is not None
    assert servers.owned.database is not None
    assert servers.owned.cache is not None
    for server in (servers.owned.database, servers.owned.cache):
        listening = [c.laddr.ip for c in server.process.net_connections() if c.status == psutil.CONN_LISTEN]
        assert set(listening) == {"127.0.0.1"}


def test_secrets_and_data_are_private(servers: Embedded) -> None:
    assert servers.owned is not None
    secrets = servers.owned.place.home / "secrets"
    assert {path.stat().st_mode & 0o077 for path in [secrets, *secrets.iterdir(), servers.folder / "pg18"]} == {0}


def test_no_password_shows_in_the_process_list_or_the_logs(servers: Embedded) -> None:
    assert servers.owned is not None
    secrets = {path.read_text() for path in (servers.owned.place.home / "secrets").iterdir()}
    shown = " ".join(word for process in psutil.process_iter(["cmdline"]) for word in process.info["cmdline"] or [])
    logged = "".join(log.read_text() for log in servers.folder.glob("*.log"))
    assert not [secret for secret in secrets if secret in shown + logged]


def test_a_second_start_keeps_the_data_and_the_addresses(home: Path) -> None:
    with embedded.running(home, durable=False) as first:
        with psycopg.connect(first.superuser_url) as connection:
            connection.execute("create table kept as select 42 as answer")
        with redis.Redis.from_url(first.redis_url) as client:
            client.set("kept", "42")
    with embedded.running(home, durable=False) as second:
        assert second == replace(first, owned=second.owned)
        assert ask(second.superuser_url, "select answer from kept") == 42
        with redis.Redis.from_url(second.redis_url) as client:
            assert client.get("kept") == b"42"


def test_a_second_process_attaches_and_leaves_the_servers_to_their_owner(home: Path) -> None:
    owner = start_owner(home)
    with embedded.running(home) as attached:
        assert attached.owned is None
    assert ask(attached.database_url, "select 1") == 1
    owner.communicate()
    assert server_pids(home) == []


def test_of_two_that_start_at_once_one_owns_the_servers(home: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(home), "not durable"]
    both = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = sorted(process.stdout.readline().strip() for process in both if process.stdout)
    for process in both:
        process.communicate()
    assert answers == ["False", "True"]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells the servers of it on Linux only")
def test_the_servers_end_with_an_owner_that_is_killed_and_nothing_committed_is_lost(home: Path) -> None:
    owner = start_owner(home)
    pids = server_pids(home)
    with embedded.running(home) as attached, psycopg.connect(attached.superuser_url) as connection:
        connection.execute("create table kept as select 42 as answer")
    kill(owner)
    wait_until(lambda: not any(psutil.pid_exists(pid) for pid in pids))
    with embedded.running(home) as again:
        assert again.owned is not None
        assert ask(again.superuser_url, "select answer from kept") == 42


def test_a_killed_server_is_revived_at_its_address_with_all_that_was_committed(home: Path) -> None:
    with embedded.running(home) as servers:
        with psycopg.connect(servers.superuser_url) as connection:
            connection.execute("create table kept as select 42 as answer")
        for pid in server_pids(home):
            os.kill(pid, signal.SIGKILL)
            psutil.Process(pid).wait(10)
        revived = embedded.revive(servers)
        try:
            assert revived.database_url == servers.database_url
            assert ask(revived.superuser_url, "select answer from kept") == 42
            assert redis.Redis.from_url(revived.redis_url).ping()
        finally:
            revived.stop()


# The test plays dead: its children are stopped by somebody else, which Python's bookkeeping takes for forgetting them.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_servers_left_over_by_a_dead_owner_give_way_to_the_next_one(home: Path) -> None:
    left = embedded.start(home, durable=False)
    assert left.owned is not None
    pids = server_pids(home)
    left.owned.lock.close()
    with embedded.running(home, durable=False) as servers:
        assert servers.owned is not None
        assert not [pid for pid in pids if psutil.pid_exists(pid)]
        assert ask(servers.database_url, "select 1") == 1


def test_the_file_of_a_server_that_is_gone_does_not_stop_the_next_one(home: Path) -> None:
    with embedded.running(home, durable=False):
        pass
    folder = place_of(home).folder
    (folder / "pg18" / "postmaster.pid").write_text(f"{os.getpid()}\n{folder / 'pg18'}\n0\n1\n\n127.0.0.1\n0\nready\n")
    with embedded.running(home, durable=False) as servers:
        assert ask(servers.database_url, "select 1") == 1


def test_an_interrupted_first_start_leaves_nothing_half_made(home: Path) -> None:
    half_made = place_of(home).folder / "pg18.new"
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    with embedded.running(home, durable=False) as servers:
        assert ask(servers.database_url, "select 1") == 1
    assert not half_made.exists()


def test_only_the_server_that_is_wanted_starts(home: Path) -> None:
    with embedded.running(home, database=False) as servers:
        assert servers.database_url == ""
        assert redis.Redis.from_url(servers.redis_url).ping()


def test_a_database_that_cannot_start_says_why(home: Path) -> None:
    with embedded.running(home, durable=False):
        pass
    (place_of(home).folder / "pg18" / "global" / "pg_control").unlink()
    with pytest.raises(ServersError, match="pg_control"):
        embedded.start(home, durable=False)


@as_root
def test_programs_that_the_account_cannot_read_are_copied_once(home: Path) -> None:
    account = account_for_servers()
    hidden = home / "root-only"
    hidden.mkdir(mode=0o700)
    assert not reads(account, hidden)
    programs = readable_binaries(home / "runtime", account)
    assert reads(account, programs.postgres)


@as_root
def test_a_home_that_the_account_cannot_reach_keeps_its_databases_elsewhere_and_says_so(home: Path) -> None:
    home.chmod(0o700)
    with embedded.running(home, durable=False) as servers:
        assert home not in servers.folder.parents
        assert str(servers.folder) in servers.remarks[0]
        assert home.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(servers.folder)
