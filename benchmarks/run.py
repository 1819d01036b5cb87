"""Runs the benchmarks and writes RESULTS.md: ``python -m benchmarks.run``.

Every measurement is a process of its own; ours and the peers run turn by turn. What was measured
is kept in the work folder after every run, so that an interrupted suite goes on where it stopped
and tasks can be measured one by one.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import capped, growth, machine, report
from benchmarks.suite import Suite, say
from benchmarks.tasks import tasks
from benchmarks.worlds.shelf import FULL, QUICK, World

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.plan import Task

WORK = Path(__file__).parent / "work"


def wanted(every: dict[str, Task], names: Iterable[str]) -> list[Task]:
    """The tasks that are named (``national*`` names several); all where none is."""
    asked = list(names) or ["*"]
    unknown = [name for name in asked if not fnmatch.filter(every, name)]
    if unknown:
        told = f"no task {', '.join(unknown)}; there are {', '.join(every)}"
        raise SystemExit(told)
    return [task for name, task in every.items() if any(fnmatch.fnmatch(name, a) for a in asked)]


def suites(asked: argparse.Namespace) -> tuple[Suite, Suite]:
    """The first seed and the second."""
    size = QUICK if asked.quick else FULL
    found = []
    for number, seed in enumerate((asked.seed, asked.seed + 1)):
        world = World(asked.work / "worlds", seed, size)
        records = asked.work / "results" / f"{size.name}-{seed}"
        found.append(
            Suite(world, records, fresh=asked.fresh, second=bool(number), turns=asked.repeats)
        )
    return found[0], found[1]


def main() -> None:
    """Read what is asked for, run it, write the results."""
    asked = arguments().parse_args()
    asked.work = asked.work.resolve()
    first, second = suites(asked)
    every = tasks() | {"growth": growth.growth(first.world.size), "capped": capped.task()}
    if hasattr(os, "sched_getaffinity") and machine.cores() < 2:
        say("this process may use one processor only: marks are for two")
    if not asked.report:
        chosen = wanted(every, asked.only)
        for suite in (first,) if asked.one_seed else (first, second):
            say(f"making the world of seed {suite.world.seed} where it is not there yet")
            suite.world.households()
            for task in chosen:
                suite.run(task)
    path = report.write(every, first, second, asked.out)
    say(f"written: {path}")


def arguments() -> argparse.ArgumentParser:
    """What may be asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="200,000 households, three minutes")
    parser.add_argument("--only", nargs="+", default=[], metavar="TASK", help="these tasks")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first world")
    parser.add_argument("--repeats", type=int, help="turns of each contender, else its own number")
    parser.add_argument("--one-seed", action="store_true", help="leave out the second seed")
    parser.add_argument("--fresh", action="store_true", help="measure anew what is kept")
    parser.add_argument("--report", action="store_true", help="only write what was measured")
    parser.add_argument("--work", type=Path, default=WORK, help="folder of worlds and results")
    parser.add_argument("--out", type=Path, help="folder of RESULTS.md, by default this one")
    return parser


if __name__ == "__main__":
    main()
