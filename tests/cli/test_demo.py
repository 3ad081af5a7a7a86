"""`nexus demo`: five example RFQs through the whole product, in processes and on servers of its own."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest

from nexus.cli.drafts import lines_of
from nexus.documents.reading.files import read_file
from tests.platform.house import temporary_home

ROOT = Path(__file__).parents[2]
EXPECTED = json.loads((ROOT / "examples" / "expected.json").read_text("utf-8"))
TUTORIAL = ROOT / "docs" / "tutorials" / "first-quote.md"
FLOOR = ROOT / "docs" / "how-to" / "shop-floor.md"
SERVES = "Ctrl-C stops everything"

Draft = dict[str, Any]


class Demo:
    """A running `nexus demo` and what it has said."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.said = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nexus.cli", "demo", "--port", "0"],
            env={"PATH": os.defpath, "NEXUS_HOME": str(home), "COLUMNS": "140"},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def listen(self, until: str) -> None:
        """Take in what it says until it says that."""
        while until not in self.said:
            line = self.process.stdout.readline()
            assert line, f"it ended without saying {until!r}:\n{self.said}"
            self.said += line

    def stop(self) -> None:
        """Press Ctrl-C and wait for the end."""
        self.process.send_signal(signal.SIGINT)
        self.said += self.process.stdout.read()
        self.process.wait(60)

    def kill(self, word: str) -> None:
        """Kill the processes below it whose command line has the word, as the kernel would for want of memory."""
        children = psutil.Process(self.process.pid).children()
        commands = {child.pid: child.as_dict(["cmdline"])["cmdline"] or [] for child in children}
        for pid in [pid for pid, command in commands.items() if any(word in part for part in command)]:
            os.kill(pid, signal.SIGKILL)

    def password(self) -> str:
        return re.search(r"administrator is \S+, password (\S+)", self.said)[1]

    @property
    def address(self) -> str:
        return re.search(r"The API answers at\s+(\S+)", self.said)[1]

    @contextmanager
    def client(self, password: str) -> Generator[httpx2.Client]:
        """Sign in as a newcomer does, with what was printed."""
        with httpx2.Client(base_url=self.address, timeout=60) as client:
            who = {"email": "admin@main.example", "password": password}
            token = client.post("/api/v1/auth/login", json=who).json()["access_token"]
            client.headers["Authorization"] = f"Bearer {token}"
            yield client


@contextmanager
def running(home: Path) -> Generator[Demo]:
    demo = Demo(home)
    with demo.process:
        try:
            yield demo
        finally:
            demo.process.kill()


def drafts_of(client: httpx2.Client) -> dict[str, Draft]:
    """Return the drafts by the names of their files."""
    documents = client.get("/api/v1/documents").json()
    return {one["filename"]: client.get(f"/api/v1/documents/{one['id']}/quote").json() for one in documents}


def check(draft: Draft, expected: Draft) -> None:
    lines = lines_of(draft)
    quoted = [line["product_code"] if line["status"] != "missing" else None for line in lines]
    for sku, line in zip(quoted, expected["lines"], strict=True):
        assert sku in (line["one_of"] or [line["sku"]]), line
    doubtful = [line["requested_line_number"] for line in lines if line["status"] == "partial"]
    assert {line["line"] for line in expected["lines"] if line["one_of"]} <= set(doubtful)
    assert len(doubtful) <= 1, "a person should have to look at one line, not at many"
    assert [line["requested_quantity"] for line in lines] == [float(line["quantity"]) for line in expected["lines"]]
    assert draft["customer"]["name"] == expected["customer"]
    assert (draft["customer_rfq_number"], draft["due_date"]) == (expected["rfq_number"], expected["due_date"])
    priced = sum(Decimal(str(line["line_total"] or 0)) for line in lines)
    assert Decimal(str(draft["pricing_summary"]["subtotal"])) == priced


def quotes_of(demo: Demo) -> dict[str, str]:
    """Return the text of each quote that the demo says it has printed, by the quote's number."""
    files = [Path(path) for path in re.findall(r"As its customer gets it: (\S+)", demo.said)]
    return {file.stem: " ".join(word.text for page in read_file(file).pages for word in page.words) for file in files}


@pytest.fixture(scope="module")
def home() -> Generator[Path]:
    with temporary_home() as folder:
        yield folder


@pytest.fixture(scope="module")
def first(home: Path) -> tuple[Demo, dict[str, Draft]]:
    """The first demo in this home, from its start to Ctrl-C, and its drafts."""
    with running(home) as demo:
        demo.listen(SERVES)
        with demo.client(demo.password()) as client:
            drafts = drafts_of(client)
        demo.stop()
    return demo, drafts


@pytest.fixture(scope="module")
def second(home: Path, first: tuple[Demo, dict[str, Draft]]) -> Generator[Demo]:
    """The second demo in this home, serving."""
    with running(home) as demo:
        demo.listen(SERVES)
        yield demo
        demo.stop()


@pytest.mark.parametrize("name", EXPECTED)
def test_each_example_gets_the_right_quote(first: tuple[Demo, dict[str, Draft]], name: str) -> None:
    check(first[1][name], EXPECTED[name])


def test_each_quote_is_printed_and_names_the_request(first: tuple[Demo, dict[str, Draft]]) -> None:
    demo, drafts = first
    papers = quotes_of(demo)
    assert set(drafts) == set(EXPECTED)
    for draft in drafts.values():
        assert draft["customer_rfq_number"] in papers[draft["quote_number"]]


def test_ctrl_c_ends_the_demo_in_order(first: tuple[Demo, dict[str, Draft]]) -> None:
    demo, _ = first
    assert (demo.process.returncode, "everything is kept" in demo.said) == (0, True), demo.said


def test_a_second_demo_finds_everything_as_it_was(first: tuple[Demo, dict[str, Draft]], second: Demo) -> None:
    demo, drafts = first
    assert "The example company is here already" in second.said
    with second.client(demo.password()) as client:
        assert drafts_of(client) == drafts


def test_the_command_rfq_works_beside_a_running_demo(
    home: Path, first: tuple[Demo, dict[str, Draft]], second: Demo
) -> None:
    example, paper = ROOT / "examples" / "rfqs" / "ostermere-sheet.xlsx", home / "quote.pdf"
    done = subprocess.run(
        [sys.executable, "-m", "nexus.cli", "rfq", str(example), "--json", "--pdf", str(paper)],
        env={"PATH": os.defpath, "NEXUS_HOME": str(home)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == first[1][example.name]
    assert paper.read_bytes().startswith(b"%PDF")
    assert second.process.poll() is None


def done_as_told(page: Path, demo: Demo, password: str) -> dict[str, Any]:
    """Do what the Python of a page does with a running demo; return the names that it has defined."""
    code = "\n".join(re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL))
    code = code.replace("http://127.0.0.1:8000", demo.address).replace("the password that was printed", password)
    names: dict[str, Any] = {}
    exec(compile(code, str(page), "exec"), names)
    names["nexus"].close()
    return names


def test_the_tutorial_does_what_it_says(first: tuple[Demo, dict[str, Draft]], second: Demo) -> None:
    assert done_as_told(TUTORIAL, second, first[0].password())["quote"]["status"] == "pending"


def test_the_page_about_the_shop_floor_does_what_it_says(
    first: tuple[Demo, dict[str, Draft]], second: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = done_as_told(FLOOR, second, first[0].password())["done"]
    assert (done["status"], done["operations_done"]) == ("completed", 5)
    assert (tmp_path / "traveler.pdf").read_bytes().startswith(b"%PDF")


def test_the_demo_goes_on_to_the_finished_goods(first: tuple[Demo, dict[str, Draft]]) -> None:
    said = first[0].said
    assert re.search(r"Traveler T-\d{4}-00001 revision 1: completed", said)
    assert re.search(r"Reports: 100 % of travelers completed", said)
    paper = re.search(r"On paper: (\S+\.pdf)", said)
    assert paper is not None
    assert Path(paper[1]).read_bytes().startswith(b"%PDF")


def test_a_keyboard_works_as_a_scanner(first: tuple[Demo, dict[str, Draft]], second: Demo) -> None:
    with second.client(first[0].password()) as client:
        body = {"type": "PARTS", "quantity": 3, "operations": [{"step_number": 10, "step_name": "Mill"}]}
        made = client.post("/api/v1/travelers", json=body).json()
        path = f"/api/v1/travelers/{made['id']}"
        code = client.put(f"{path}/status", json={"status": "released"}).json()["operations"][0]["barcode"]
        typed = f"{code}\nstart\ngood 2\nfinish\nscrap 1 too short\nfinish\n"
        told = subprocess.run(
            [sys.executable, "-m", "nexus.cli", "scan"], input=typed, text=True, capture_output=True, timeout=60,
            env={"PATH": os.defpath, "NEXUS_HOME": str(second.home), "COLUMNS": "200"}, check=True,
        ).stdout  # fmt: skip
        assert "1 pieces are at hand; say how many are good" in told
        assert client.get(path).json()["status"] == "completed"


@pytest.mark.crash
def test_killing_api_worker_and_database_in_the_middle_of_the_demo_loses_nothing() -> None:
    with temporary_home() as home, running(home) as demo:
        demo.listen("The example company is loaded")
        demo.kill("worker")
        demo.kill("api")
        demo.kill("postgres")
        demo.listen(SERVES)
        with demo.client(demo.password()) as client:
            drafts = drafts_of(client)
        demo.stop()
    assert set(drafts) == set(EXPECTED)
    for name, expected in EXPECTED.items():
        check(drafts[name], expected)
