"""kill -9 at any moment of building many pages: a rerun completes, nothing is seen half-written."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing as mp
import os
import random
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from province_support import Province, province

from tambon_gis.publish import folder as folders
from tambon_gis.publish.folder import recover, write_folder
from tambon_gis.publish.manifest import checksum
from tambon_gis.publish.verify import verify
from tambon_gis.study.many import build_all

DAY = dt.date(2026, 11, 22)
#: How often a run without workers is killed, and one with workers; and how often at most, where
#: the computer grows so slow or so fast meanwhile that these say too little.
KILLS, WITH_WORKERS, MOST = 16, 4, 80
WARM = [
    "duckdb", "geopandas", "pandas", "pyarrow.parquet", "shapely", "sqlglot",
    "tambon_gis.study.many", "tambon_gis.study.road", "tambon_gis.study.each.slices",
    "tambon_gis.analysis.aggregate", "tambon_gis.analysis.disclose",
]  # fmt: skip

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are killed")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Province:
    """Three tambons, six villages, sixty households."""
    folder = tmp_path_factory.mktemp("province") / "wide"
    return province(folder, amphoes=1, tambons=3, villages=6, households=60)


def run(home: Path, out: Path, jobs: int) -> None:
    """Build all in a group of processes of its own."""
    os.setsid()
    build_all(home, out=out, jobs=jobs, today=DAY)


def whole_run(context: Any, home: Path, out: Path) -> float:
    """How long a run takes that nobody kills, from a process that is warm."""
    first = context.Process(target=time.sleep, args=(0,))
    first.start()
    first.join()
    begun = time.monotonic()
    process = context.Process(target=run, args=(home, out, 0))
    process.start()
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - begun


def kill(pid: int) -> None:
    """Kill a run with all its workers, at once, and wait until none of them can write."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:  # not yet a group of its own, or at its end
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 60
    while alive_in(pid):
        assert time.monotonic() < until, "a killed run goes on"
        time.sleep(0.01)


def alive_in(group: int) -> list[int]:
    """Processes of a group that still run; one that nobody asked for its end is none."""
    found = []
    for one in psutil.process_iter():
        with suppress(psutil.Error, ProcessLookupError):
            if os.getpgid(one.pid) == group and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one.pid)
    return found


def spawned(pid: int) -> list[psutil.Process]:
    """The workers of a run; others come and go meanwhile."""
    found = []
    with suppress(psutil.Error):
        for one in psutil.Process(pid).children(recursive=True):
            with suppress(psutil.Error):
                if "spawn_main" in " ".join(one.cmdline()):
                    found.append(one)
    return found


def half_written(maps: Path) -> list[str]:
    """Folders whose files are not those of their build document."""
    found = []
    for page in maps.glob("[!.]*/index.html"):
        document = page.parent / "build.json"
        listed = json.loads(document.read_text("utf-8"))["outputs"] if document.is_file() else {}
        there = {one.name for one in page.parent.iterdir()} - {"build.json"}
        whole = {name: checksum(page.parent / name) for name in there}
        if whole != listed or not listed:
            found.append(page.parent.name)
    if (maps / "build.json").is_file():
        found += [doubt.where for doubt in verify(maps).doubts]
    elif (maps / "index.html").is_file() and "</html>" not in (maps / "index.html").read_text():
        found.append("index.html")
    return found


def files_of(out: Path) -> dict[str, bytes]:
    """Every file that is to be the same."""
    paths = [path for path in out.rglob("*") if path.is_file() and path.suffix != ".parquet"]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}


def change(home: Path, chance: random.Random) -> None:
    """Another answer in one row, so that there is something to build again."""
    path = home / "households.csv"
    lines = path.read_text("utf-8-sig").splitlines()
    at = chance.randrange(1, len(lines))
    cells = lines[at].split(",")
    cells[6] = str(chance.randrange(10_000, 400_000))
    lines[at] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")


def runs(process: psutil.Process) -> bool:
    """Whether it still does something."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_killed_at_twenty_moments(made, tmp_path):
    chance = random.Random(7)  # noqa: S311  (a seed is wanted)
    context = mp.get_context("forkserver")
    context.set_forkserver_preload(WARM)
    home, out, killed, seen = made.folder, tmp_path / "out", 0, set()
    longest = whole_run(context, home, tmp_path / "first")
    for n in range(MOST):
        if n >= KILLS + WITH_WORKERS and killed >= KILLS and len(seen) > 1:
            break
        jobs = 2 if KILLS <= n < KILLS + WITH_WORKERS else 0
        process = context.Process(target=run, args=(home, out, jobs))
        process.start()
        process.join(chance.uniform(0.02, longest * (0.7 if jobs == 0 else 1.5)))
        if process.is_alive():
            kill(process.pid)
            killed += 1
            seen.add(sum(1 for _ in (out / "work").rglob("done/*.json")))
            longest *= 1.05  # the moments follow the computer, whose load changes
        else:
            assert process.exitcode == 0
            change(home, chance)
            longest *= 0.8
        process.join()
        assert half_written(out / "maps" / "99") == []
    assert killed >= (KILLS + WITH_WORKERS) // 2
    assert len(seen) > 1  # pages were finished between the kills
    last = build_all(home, out=out, jobs=0, today=DAY)
    assert {one.state for one in last.outcomes} <= {"built", "kept"}
    assert half_written(out / "maps" / "99") == []
    build_all(home, out=tmp_path / "other", jobs=0, today=DAY)
    assert files_of(out) == files_of(tmp_path / "other")


def test_workers_end_with_the_process_that_started_them(made, tmp_path):
    context = mp.get_context("forkserver")
    process = context.Process(target=run, args=(made.folder, tmp_path, 1))
    process.start()
    workers: list[psutil.Process] = []
    until = time.monotonic() + 60
    while time.monotonic() < until and not workers:
        workers = spawned(process.pid)
        time.sleep(0.01)
    assert workers
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    until = time.monotonic() + 60
    while any(map(runs, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(runs, workers))


@pytest.mark.parametrize("step", range(4))
def test_between_any_two_steps_the_folder_is_one_or_the_other(tmp_path, monkeypatch, step):
    above, target = tmp_path / "a", tmp_path / "a" / "990101"
    old, new = {"index.html": "old", "b": "old"}, {"index.html": "new", "c": "new"}
    write_folder(target, {**old, "build.json": json.dumps({"outputs": dict.fromkeys(old, "")})})
    (target / "note.txt").write_text("a person's")
    calls = iter(range(100))
    kill = KeyboardInterrupt("killed")

    def dying(real):
        def instead(*args, **kwargs):
            if next(calls) == step:
                raise kill
            return real(*args, **kwargs)

        return instead

    monkeypatch.setattr(folders, "write_all", dying(folders.write_all))
    monkeypatch.setattr(Path, "rename", dying(Path.rename))
    monkeypatch.setattr(folders, "_flush", dying(folders._flush))
    with pytest.raises(KeyboardInterrupt):
        write_folder(target, new)
    monkeypatch.undo()
    seen = target.is_dir() and (target / "index.html").read_text()
    assert seen == {0: "old", 1: "old", 2: False, 3: "new"}[step]
    recover(above)
    assert [one.name for one in above.iterdir()] == ["990101"]
    found = {one.name: one.read_text() for one in target.iterdir() if one.name != "build.json"}
    told = old if step < 3 else new
    assert found == {**told, "note.txt": "a person's"}


def test_what_a_killed_run_left_in_any_folder_is_cleared_away(made, tmp_path):
    build_all(made.folder, out=tmp_path, jobs=0, today=DAY)
    whole = files_of(tmp_path)
    inside, public = tmp_path / "work" / "99", tmp_path / "maps" / "99"
    tambon = next(one.name for one in public.iterdir() if one.is_dir())
    for folder in (inside, inside / tambon, inside / "all" / "done", public, public / tambon):
        (folder / ".tambon-half.tmp").write_text("half", "utf-8")
        (folder / ".tambon-kept.old").mkdir()
        (folder / ".tambon-kept.old" / "0").write_text("old", "utf-8")
    build_all(made.folder, out=tmp_path, jobs=0, today=DAY)
    assert files_of(tmp_path) == whole
    assert not list(tmp_path.rglob(".tambon-*"))


def test_two_runs_do_not_write_to_one_place(made, tmp_path):
    from tambon_gis.errors import InputError
    from tambon_gis.publish.folder import held

    with held(tmp_path / "work" / "99" / "all" / "running"), pytest.raises(InputError) as fault:
        build_all(made.folder, out=tmp_path, jobs=0)
    assert fault.value.code == "many.running"
