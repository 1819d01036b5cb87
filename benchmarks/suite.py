"""A suite of measurements on one world: its turns, what is kept, how the results compare."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from benchmarks import capped, inputs
from benchmarks.measure import ROOT, FailedError, measure
from benchmarks.records import open_record

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.plan import Contender, Task
    from benchmarks.records import Record
    from benchmarks.worlds.shelf import World

__all__ = ["Suite", "say"]

BEGUN = time.monotonic()
#: Turns of a contender for the second seed.
SECOND_TURNS = 2


@dataclass(frozen=True)
class Suite:
    """What is run, on which world, and where it is kept."""

    world: World
    records: Path
    fresh: bool = False
    second: bool = False
    turns: int | None = None

    def run(self, task: Task) -> None:
        """All turns of a task, then the comparison of the results."""
        task = self._chosen(task)
        record, kept = open_record(self.records, task.id), self.records / "kept" / task.id
        if self.fresh:
            record.path.unlink(missing_ok=True)
            shutil.rmtree(kept, ignore_errors=True)
            record = open_record(self.records, task.id)
        if not task.contenders:
            return
        say(f"{task.title} (seed {self.world.seed})")
        for name in dict.fromkeys(name for one in task.contenders for name in one.inputs):
            inputs.make(name, self.world)
        for turn in range(max(one.turns for one in task.contenders)):
            for one in task.contenders:
                if record.times(one.id) <= turn < one.turns:
                    self._measure(task, one, record, kept)
        self._compare(task, record, kept)

    def _chosen(self, task: Task) -> Task:
        """The contenders that are wanted and that can run here."""
        found = []
        for one in task.contenders:
            if self.second and not one.second:
                continue
            if why := left_out(one):
                say(f"  {one.label}: left out, {why}")
                continue
            turns = self.turns or one.turns
            found.append(replace(one, turns=min(turns, SECOND_TURNS) if self.second else turns))
        return replace(task, contenders=tuple(found))

    def _measure(self, task: Task, one: Contender, record: Record, kept: Path) -> None:
        """One run, told and kept."""
        path = kept / f"{one.id}.parquet"
        keep = path if task.same and not path.exists() and one.id not in record.same else None
        kept.mkdir(parents=True, exist_ok=True)
        try:
            if one.command and not record.times(one.id):
                measure(one, self.world, same="", keep=None)  # what is compiled stays compiled
            if task.id == "capped" and one.id.endswith("-capped"):
                found, record.facts["way"] = capped.capped(one, self.world, keep)
            else:
                found = measure(one, self.world, same=task.same, keep=keep)
        except FailedError as fault:
            record.failed[one.id] = str(fault)
            record.save()
            say(f"  {one.label}: failed\n{fault}")
            return
        record.add(one.id, found)
        say(f"  {one.label:44}{found['seconds']:9.3f} s {found['memory']:7.0f} MB")

    def _compare(self, task: Task, record: Record, kept: Path) -> None:
        """Hold the results against those of the first contender, in a process of its own."""
        there = [one for one in task.contenders if record.times(one.id)]
        new = [one for one in there if one.id not in record.same]
        if task.same and new and there[0] == task.contenders[0]:
            for one in dict.fromkeys([there[0], *new]):
                path = kept / f"{one.id}.parquet"
                if not path.exists():  # measured before an interruption
                    measure(one, self.world, same=task.same, keep=path)
            names = list(dict.fromkeys([there[0].id, *(one.id for one in new)]))
            record.same |= {names[0]: "reference"} | self._verdicts(task, names, kept)
            record.save()
            say(f"  {', '.join(f'{name}: {told}' for name, told in record.same.items())}")
        shutil.rmtree(kept, ignore_errors=True)

    def _verdicts(self, task: Task, names: list[str], kept: Path) -> dict[str, str]:
        """What another process says of the results, which may be large."""
        told = {
            "same": task.same,
            "folder": str(kept),
            "contenders": names,
            "world": inputs.describe(self.world),
        }
        command = [sys.executable, "-m", "benchmarks.same", json.dumps(told)]
        run = subprocess.run(  # noqa: S603
            command, cwd=ROOT, capture_output=True, text=True, check=False
        )
        if run.returncode:
            say(f"  comparing failed\n{run.stderr[-800:]}")
            return dict.fromkeys(names[1:], "not compared")
        found: dict[str, str] = json.loads(run.stdout.splitlines()[-1])
        return found


def left_out(one: Contender) -> str:
    """Why a contender cannot run here; empty where it can."""
    absent = [name for name in one.needs if find_spec(name) is None]
    if absent:
        return f"{', '.join(absent)} is not installed"
    if one.cores == 1 and not hasattr(os, "sched_setaffinity"):
        return "this system does not hold a process to one processor"
    return ""


def say(line: str) -> None:
    """A line of progress, with the time since the start."""
    passed = int(time.monotonic() - BEGUN)
    sys.stdout.write(f"[{passed // 60:3}:{passed % 60:02}] {line}\n")
    sys.stdout.flush()
