"""Convert is killed at any moment: no reader sees half a set, and a rerun ends as ever."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from heap_support import households, in_order, text, values, wish, workbook

from tambon_gis.engine.store import open_dataset
from tambon_gis.errors import TambonError
from tambon_gis.study.convert import convert

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills a process group")

HERE = Path(__file__).parent
#: How often a convert is killed, and how often at most where too little was seen by then.
KILLS, MOST = 20, 80
Rows = list[Any]


@dataclass
class Server:
    """Where a convert is forked."""

    process: subprocess.Popen[str]

    def begin(self, source: Path, out: Path) -> int:
        """A convert runs now, in this process group."""
        assert self.process.stdin
        self.process.stdin.write(f"{source}\t{out}\n")
        self.process.stdin.flush()
        return int(self.line())

    def end(self) -> int:
        """How it ended."""
        return int(self.line())

    def line(self) -> str:
        """What the server says."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A process that has everything imported."""
    environment = {**os.environ, "PYTHONPATH": str(HERE), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, str(HERE / "kill_server.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=HERE.parent,
    ) as process:
        made = Server(process)
        assert made.line() == "ready"
        yield made
        process.kill()


def fill(folder: Path, *, first: int, files: int) -> None:
    """Small files of several kinds, some rows in two of them."""
    folder.mkdir(exist_ok=True)
    for number in range(files):
        rows = households(12, first + number, first=(first + number) * 20)
        rows += households(2, first, first=first * 20)
        if number % 6 == 5:
            workbook(folder / f"{number:02d}.xlsx", rows)
        else:
            (folder / f"{number:02d}.csv").write_text(text(rows), "utf-8")


def seen(out: Path) -> Rows | None:
    """What a reader sees; None where it is told that there is no whole set."""
    try:
        return values(in_order(open_dataset(out).to_pandas()))
    except TambonError as fault:
        if fault.code not in {"file.missing", "store.unfinished", "store.part_missing"}:
            raise
        return None


def card(out: Path) -> str:
    """The card apart from the day."""
    return re.sub('made_on = ".*"', "", (out / "dataset.toml").read_text("utf-8"))


def files_of(out: Path) -> dict[str, bytes]:
    """Every file of a dataset but its card."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name != "dataset.toml"
    }


@contextmanager
def killed(server: Server, source: Path, out: Path, after: float) -> Iterator[int]:
    """A convert that is killed after some seconds, and how it ended."""
    group = server.begin(source, out)
    time.sleep(after)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    yield server.end()


def whole(server: Server, source: Path, out: Path) -> float:
    """An uninterrupted convert, and how long it took."""
    start = time.perf_counter()
    server.begin(source, out)
    assert server.end() == 0
    return time.perf_counter() - start


@pytest.mark.parametrize("older", [False, True], ids=["first", "again"])
def test_killed_at_any_moment(server: Server, tmp_path: Path, older: bool) -> None:  # noqa: FBT001
    fill(tmp_path / "old", first=1, files=3)
    fill(tmp_path / "new", first=1, files=12)
    fill(tmp_path / "new", first=40, files=2)
    before: Rows | None = None
    if older:
        whole(server, tmp_path / "old", tmp_path / "was")
        before = seen(tmp_path / "was")
        assert before
    lasted = min(whole(server, tmp_path / "new", tmp_path / f"whole{n}") for n in range(2))
    after = seen(tmp_path / "whole0")
    assert after
    assert after != before
    random = Random(7 + older)  # noqa: S311
    states = set()
    reused = []
    killed_before = (-signal.SIGKILL, not older, True)
    for number in range(MOST // 2):
        told = killed_before in states and max(reused) > min(reused)
        if number >= KILLS // 2 and told:
            break
        out = tmp_path / f"set{number}"
        if older:
            subprocess.run(["cp", "-a", tmp_path / "was", out], check=True)
        moment = lasted * (number % (KILLS // 2) + random.random()) / (KILLS // 2)
        with killed(server, tmp_path / "new", out, moment) as code:
            now = seen(out)
            assert now in (before, after)
            states.add((code, now is None, now == before))
        if number >= KILLS // 2:  # the computer is slower than it was, or faster
            lasted *= 1.2 if code else 0.8
        done = convert([tmp_path / "new"], out, wish())
        reused.append(done.reused)
        assert seen(out) == after
        assert card(out) == card(tmp_path / "whole0")
        assert files_of(out) == files_of(tmp_path / "whole0")
        assert sorted(p.name for p in tmp_path.glob(f".set{number}*")) == []
    assert killed_before in states  # it was killed before the end
    assert max(reused) > min(reused)  # what was finished was not read again


def test_a_reader_meanwhile_sees_one_of_two_sets(server: Server, tmp_path: Path) -> None:
    fill(tmp_path / "old", first=1, files=2)
    fill(tmp_path / "new", first=1, files=5)
    whole(server, tmp_path / "old", tmp_path / "set")
    before = seen(tmp_path / "set")
    found: list[Rows | None] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                found.append(seen(tmp_path / "set"))
            except Exception:  # noqa: BLE001  (a file that the card read a moment ago named is gone)
                found.append(None)

    reader = threading.Thread(target=read)
    reader.start()
    whole(server, tmp_path / "new", tmp_path / "set")
    stop.set()
    reader.join()
    after = seen(tmp_path / "set")
    assert before != after
    assert found
    assert all(one in (before, after, None) for one in found)
    assert found.count(None) <= 1  # a card read just before its files were removed


def test_two_at_a_time_are_refused(tmp_path: Path) -> None:
    from tambon_gis.engine import home

    fill(tmp_path / "new", first=1, files=1)
    with home.opened(tmp_path / "set"):
        with pytest.raises(TambonError) as caught:
            convert([tmp_path / "new"], tmp_path / "set", wish())
        assert caught.value.code == "store.busy"
    assert convert([tmp_path / "new"], tmp_path / "set", wish()).card.dataset.rows


def test_readers_of_a_killed_run_end_with_it(tmp_path: Path) -> None:
    fill(tmp_path / "new", first=1, files=30)
    said = (
        "import sys; sys.path.insert(0, sys.argv[3]);"
        "from heap_support import wish; from tambon_gis.study.convert import convert;"
        "convert([sys.argv[1]], sys.argv[2], wish(), jobs=2,"
        "progress=lambda step: print(step, flush=True))"
    )
    arguments = [str(tmp_path / "new"), str(tmp_path / "set"), str(HERE)]
    with subprocess.Popen(
        [sys.executable, "-c", said, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout
        process.stdout.readline()
        group = process.pid
        process.kill()  # the parent alone, not the group
    deadline = time.monotonic() + 120
    while alive(group) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(group)
    assert convert([tmp_path / "new"], tmp_path / "set", wish()).card.dataset.rows


def alive(group: int) -> bool:
    """Whether any process of a group still runs; one that nobody asked for its end does not."""
    for one in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(one.pid) == group and one.status() != psutil.STATUS_ZOMBIE:
                return True
    return False
