"""The national job in two gigabytes: a control group where one may be made, else the measured peak.

Run apart: ``python -m benchmarks.run --only capped``. The group holds the process and everything
that it starts; memory of files that were read counts in the group as well and is given back by the
system when it runs short, so the group may stand at its limit without harm. What ends a process is
memory that cannot be given back.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import FailedError, measure
from benchmarks.plan import Contender, Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.worlds.shelf import World

__all__ = ["LIMIT", "capped", "task"]

LIMIT = 2 * 2**30
ROOT = Path("/sys/fs/cgroup")
#: Where a group is made, the file of its limit and that of its processes, by kind of system.
_KINDS = {
    "control group, version 2": (ROOT, "memory.max", "cgroup.controllers"),
    "control group, version 1": (ROOT / "memory", "memory.limit_in_bytes", "tasks"),
}


@dataclass(frozen=True)
class Cap:
    """How memory is capped; the folder of the group, None where none can be made."""

    way: str
    group: Path | None

    @property
    def before(self) -> tuple[str, ...]:
        """What stands before a command, so that its process is in the group."""
        if self.group is None:
            return ()
        return ("sh", "-c", f'echo $$ > "{self.group}/cgroup.procs" && exec "$@"', "sh")


def task() -> Task:
    """The national job on DuckDB and Polars, capped and not."""
    found = []
    for engine in ("duckdb", "polars"):
        for name in ("free", "capped"):
            label = f"tambon_gis, {engine}" + (", capped at 2 GB" if name == "capped" else "")
            found.append(
                Contender(f"{engine}-{name}", label, "benchmarks.ours.national:national",
                          ("households",), (engine,), turns=1)
            )  # fmt: skip
    note = "Spark is left out: its Java process asks for more before it begins."
    return Task("capped", "National job with a cap of 2 GB", tuple(found), (), "national", note)


def capped(one: Contender, world: World, keep: Path | None) -> tuple[dict[str, float], str]:
    """What one run in a group of its own took, and how it was capped."""
    with cap() as found:
        run = measure(one, world, same="national", keep=keep, before=found.before)
    if found.group is None and run["memory"] * 2**20 > LIMIT:
        told = f"peak of {run['memory']:.0f} MB is above 2 GB"
        raise FailedError(told)
    return run, found.way


@contextmanager
def cap() -> Iterator[Cap]:
    """A group with the limit, taken away afterwards."""
    found = _cap()
    try:
        yield found
    finally:
        if found.group is not None:
            found.group.rmdir()


def _cap() -> Cap:
    """A group of the first kind that may be made here."""
    for way, (home, limit, sign) in _KINDS.items():
        group = home / f"tambon-gis-bench-{os.getpid()}"
        if not (home / sign).exists():
            continue
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            (group / limit).write_text(str(LIMIT), encoding="ascii")
        except OSError:
            group.rmdir()
            continue
        return Cap(way, group)
    return Cap("no group may be made here; the measured peak must stay under it", None)
