"""Damaged files: only errors of the package may come, and a reader that breaks is caught."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

import fuzz
import pytest
from fuzzing import mutate, readers

if sys.platform != "linux":
    pytest.skip("memory is bounded by what Linux offers", allow_module_level=True)

SEED = 2569
#: Tries of each reader: two minutes or a few seconds. A count and no clock, so that a faster or a
#: slower computer reads the same files.
TRIES = 250 if os.environ.get("CI") else 12
PLANTED = """
import ctypes, time
from fuzzing.readers import Reader

def crash(path):
    ctypes.string_at(0)

def hang(path):
    time.sleep(600)

def stranger(path):
    raise KeyError("no error of ours")

def glutton(path):
    bytearray(5 * 2**30)

def scribbler(path):
    path.with_suffix(".idx").write_bytes(b"")

def good(path):
    path.read_bytes()

READERS = {one.__name__: Reader(one.__name__, one, lambda: [])
           for one in (crash, hang, stranger, glutton, scribbler, good)}
"""


def test_only_our_own_errors(tmp_path):
    """More of them where CI is set."""
    names = list(readers.READERS)
    keep = os.environ.get("FUZZ_KEEP", str(tmp_path))
    tally = fuzz.run(names, minutes=0, seed=SEED, keep=Path(keep), fewest=TRIES)
    sys.stdout.write(f"seed {SEED}\n")
    fuzz.tell(tally, sys.stdout.write)
    assert not tally.failures
    assert all(tally.tried[name] == TRIES for name in names)


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """Readers that break in every way, and one that does not."""
    (tmp_path / "planted.py").write_text(PLANTED)
    environment = {**fuzz.environment()}
    environment["PYTHONPATH"] += os.pathsep + str(tmp_path)
    monkeypatch.setattr(fuzz, "environment", lambda: environment)
    names = ["crash", "hang", "stranger", "glutton", "scribbler", "good"]
    worker = fuzz.Worker(tmp_path, names, "planted")
    monkeypatch.setattr(fuzz, "seeds", lambda _name: ({"a.csv": b"1,2\n3,4\n"},))
    yield worker, names, tmp_path
    worker.close()


def test_a_reader_that_breaks_is_caught(planted, monkeypatch):
    """A crash, a hang, a stranger's error, too much memory, a file beside the source."""
    worker, names, folder = planted
    tally = fuzz.Tally()
    for name in names:
        monkeypatch.setattr(fuzz, "LONGEST", 3.0 if name == "hang" else 60.0)
        fuzz.one(worker, folder / "try", (name, 1, 0), tally, folder / "keep")
    told = {one.reader: one.what for one in tally.failures}
    assert told.keys() == set(names) - {"good"}
    assert "died" in told["crash"]
    assert "no answer" in told["hang"]
    assert "KeyError" in told["stranger"]
    assert "memory" in told["glutton"]
    assert "beside" in told["scribbler"]
    for one in tally.failures:
        assert (folder / "keep" / f"{one.reader}-1-0" / "a.csv").is_file()
        assert f"--only {one.reader} --read" in one.again


@pytest.mark.parametrize("name", readers.READERS)
def test_every_reader_has_seeds_that_it_reads(name, tmp_path):
    """Damage starts from files that are good, or nearly so."""
    from tambon_gis.errors import TambonError

    read = 0
    for at, seed in enumerate(readers.seeds(name)):
        own = tmp_path / str(at)
        own.mkdir()
        for file, data in seed.items():
            (own / file).write_bytes(data)
        try:
            readers.READERS[name].read(own / next(iter(seed)))
        except TambonError:
            continue
        read += 1
    assert read


def test_the_same_seed_gives_the_same_damage():
    data = bytes(range(256)) * 4
    one, same, other = (
        mutate.damaged(data, ".csv", Random(seed))  # noqa: S311
        for seed in ("1/csv/0", "1/csv/0", "1/csv/1")
    )
    assert one == same
    assert one != other


def test_members_of_an_archive_are_damaged():
    """The letters of a workbook change, not only the bytes of its zip."""
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("a.xml", "<a>1</a>" * 50)
    found = set()
    for at in range(60):
        damaged = mutate.damaged(out.getvalue(), ".zip", Random(at))  # noqa: S311
        try:
            with zipfile.ZipFile(io.BytesIO(damaged)) as packed:
                found.add(packed.read("a.xml"))
        except Exception:  # noqa: BLE001, S112  (whatever the reader of zips says)
            continue
    assert len(found) > 20
