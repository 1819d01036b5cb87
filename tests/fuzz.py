"""Bounded fuzzing of every reader: ``python tests/fuzz.py --minutes 10 [--seed N] [--only csv]``.

Only errors of the package may come. Anything else, a reading of more than 20 seconds, memory beyond
2 GB or a file written beside the source is a failure. Its bytes are kept and can be tried again
with ``--only READER --read FILE``.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

TESTS = Path(__file__).parent
if __name__ == "__main__":
    sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from fuzzing.mutate import damaged  # noqa: E402
from fuzzing.readers import READERS, seeds  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 20.0
WARMING = 120.0


@dataclass
class Failure:
    """An input that broke a reader."""

    reader: str
    seed: int
    at: int
    what: str
    trace: str = ""
    kept: str = ""

    @property
    def again(self) -> str:
        """How to try it again."""
        return f"python tests/fuzz.py --only {self.reader} --read '{self.kept}'"


@dataclass
class Tally:
    """What came of a run."""

    tried: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)


class Worker:
    """A process that reads files; started again after it died."""

    def __init__(self, folder: Path, names: list[str], module: str = "fuzzing.readers") -> None:
        self.folder, self.names, self.module = folder, names, module
        self.starts = 0
        self._start()

    def _start(self) -> None:
        """A new process, ready to read."""
        self.starts += 1
        home = self.folder / f"worker-{self.starts}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fuzzing.worker", self.module, str(home), *self.names],
            cwd=TESTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True, env=environment(),
        )  # fmt: skip
        ready = self._answer(WARMING)
        if ready["end"] != "ready":
            raise RuntimeError(ready["what"])

    def _answer(self, patience: float) -> dict[str, str]:
        """The next line, or why there is none."""
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], patience)[0]:
            return {"end": "fault", "what": f"no answer after {patience:g} seconds"}
        line = self.process.stdout.readline()
        if line:
            return dict(json.loads(line))
        return {"end": "fault", "what": f"the process died ({self.process.wait()})"}

    def read(self, name: str, path: Path) -> dict[str, str]:
        """What came of reading a file."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([name, str(path)]) + "\n")
        self.process.stdin.flush()
        answer = self._answer(LONGEST)
        if "no answer" in answer.get("what", "") or self.process.poll() is not None:
            self.close()
            self._start()
        return answer

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()


def environment() -> dict[str, str]:
    """The environment of a worker: few threads, so that it is light."""
    few = {"OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "1"}
    paths = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    return {**os.environ, **few, "PYTHONPATH": paths, "PYTHONFAULTHANDLER": "1"}


def files(name: str, seed: int, at: int) -> dict[str, bytes]:
    """The damaged files of one try, drawn by reader, seed and number."""
    random = Random(f"{seed}/{name}/{at}")  # noqa: S311
    known = seeds(name)
    chosen = dict(random.choice(known))
    victim = random.choice(list(chosen))
    chosen[victim] = damaged(chosen[victim], Path(victim).suffix.lower(), random)
    return chosen


def tries(names: list[str], minutes: float, fewest: int) -> Iterator[tuple[str, int]]:
    """Readers in turn until the time is over, each at least so often."""
    end = time.monotonic() + 60 * minutes
    at = 0
    while time.monotonic() < end or at < fewest:
        for name in names:
            yield name, at
        at += 1


def run(
    names: list[str], *, minutes: float, seed: int, keep: Path | None = None, fewest: int = 1
) -> Tally:
    """Fuzz readers for some minutes."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as home:
        worker = Worker(Path(home), names)
        try:
            for name, at in tries(names, minutes, fewest):
                one(worker, Path(home) / "try", (name, seed, at), tally, keep)
        finally:
            worker.close()
    return tally


def one(
    worker: Worker, folder: Path, which: tuple[str, int, int], tally: Tally, keep: Path | None
) -> None:
    """One try, written, read and judged."""
    name, seed, at = which
    damage = files(name, seed, at)
    answer = worker.read(name, _put(damage, folder))
    tally.tried[name] += 1
    if answer["end"] == "refused":
        tally.refused[name] += 1
    if answer["end"] == "fault":
        failure = Failure(name, seed, at, answer["what"], answer.get("trace", ""))
        if keep is not None:
            failure.kept = str(_put(damage, keep / f"{name}-{seed}-{at}"))
        tally.failures.append(failure)


def _put(damage: dict[str, bytes], folder: Path) -> Path:
    """Write files into a fresh folder; the path of the first one, which is the one to be read."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file, data in damage.items():
        (folder / file).write_bytes(data)
    return folder / next(iter(damage))


def tell(tally: Tally, say: Any) -> None:
    """What was tried, and what broke, each kind of failure once."""
    for name, tried in sorted(tally.tried.items()):
        say(f"{name:12} {tried:6} read, {tally.refused[name]:6} of them refused\n")
    seen: set[tuple[str, str]] = set()
    for failure in tally.failures:
        last = [line for line in failure.trace.splitlines() if "tambon_gis" in line][-1:]
        key = (failure.reader, "".join(last) or failure.what)
        if key not in seen:
            seen.add(key)
            say(f"\nFAILED {failure.reader} (seed {failure.seed}, no. {failure.at}): ")
            say(f"{failure.what}\n{failure.trace}{failure.again}\n")
    say(f"\n{sum(tally.tried.values())} files, {len(tally.failures)} failures\n")


def main() -> int:
    """Run from the command line; 1 when a reader broke."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=10.0)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument("--only", action="append", choices=sorted(READERS))
    words.add_argument("--read", type=Path, help="a file that was kept, read again")
    words.add_argument("--keep", type=Path, default=Path("work") / "fuzz")
    asked = words.parse_args()
    names = asked.only or list(READERS)
    if asked.read is not None:
        READERS[names[0]].read(asked.read)
        return 0
    tally = run(names, minutes=asked.minutes, seed=asked.seed, keep=asked.keep)
    tell(tally, sys.stdout.write)
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
