"""Runs a contender in a process of its own and watches the memory of it and of its children."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import inputs

if TYPE_CHECKING:
    from benchmarks.plan import Contender
    from benchmarks.worlds.shelf import World

__all__ = ["FailedError", "measure"]

ROOT = Path(__file__).parents[1]
PAUSE = 0.02


class FailedError(Exception):
    """A contender ended with an error; the message is the last lines that it said."""


@dataclass
class Watch:
    """The most memory that a process and its children held together, sampled."""

    process: int
    most: float = 0.0
    stopped: bool = False

    def run(self) -> None:
        """Sample until stopped or until the process is gone."""
        import psutil

        try:
            root = psutil.Process(self.process)
            while not self.stopped:
                self.most = max(self.most, _together(root))
                time.sleep(PAUSE)
        except psutil.NoSuchProcess:
            return


def _together(root: Any) -> float:
    """Resident memory of a process and its children now, in MB."""
    import psutil

    total = root.memory_info().rss
    for child in root.children(recursive=True):
        try:
            total += child.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20


def measure(
    one: Contender, world: World, *, same: str, keep: Path | None, before: tuple[str, ...] = ()
) -> dict[str, float]:
    """
    One run of a contender; ``before`` stands before the command of its process.

    Returns seconds, seconds of the processor where known, and the peak of memory in MB. Where
    ``keep`` is a path, the result is kept there for the comparison; that of a program is made by
    its ``call`` in a run of its own.
    """
    if one.command:
        if keep:
            measure(replace(one, command=()), world, same=same, keep=keep)
        return _program(one, world)
    told = {
        "call": one.call,
        "inputs": one.inputs,
        "options": one.options,
        "cores": one.cores,
        "world": inputs.describe(world),
        "same": same,
        "keep": str(keep) if keep else "",
    }
    command = [*before, sys.executable, "-m", "benchmarks.child", json.dumps(told)]
    with tempfile.TemporaryFile("w+") as errors, _start(command, errors) as child:
        watch = Watch(child.pid)
        found = _listen(child, watch)
        watch.stopped = True
        child.wait()
        if child.returncode or found is None:
            raise FailedError(_last_lines(errors))
    return {**found, "memory": max(found["memory"], watch.most)}


def _start(command: list[str], errors: Any) -> subprocess.Popen[str]:
    """A process at the root of the repository; modules are kept compiled, as for anyone."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
    )


def _listen(child: subprocess.Popen[str], watch: Watch) -> dict[str, float] | None:
    """What the process tells of its run; memory is watched from ``begin`` on."""
    found: dict[str, float] | None = None
    for line in child.stdout or ():
        if line == "begin\n":
            threading.Thread(target=watch.run, daemon=True).start()
        elif line.startswith('{"seconds"'):
            watch.stopped = True
            found = json.loads(line)
    return found


def _program(one: Contender, world: World) -> dict[str, float]:
    """A program from its start to its end."""
    told = inputs.describe(world)
    facts = {name: str(inputs.read(name, told)) for name in one.inputs}
    facts |= {"python": sys.executable, "tambon-gis": _script("tambon-gis")}
    with tempfile.TemporaryDirectory() as out, tempfile.TemporaryFile("w+") as errors:
        command = [part.format(out=out, **facts) for part in one.command]
        begun = time.perf_counter()
        with _start(command, errors) as child:
            watch = Watch(child.pid)
            threading.Thread(target=watch.run, daemon=True).start()
            child.communicate()
            seconds = time.perf_counter() - begun
            watch.stopped = True
        if child.returncode:
            raise FailedError(_last_lines(errors))
    return {"seconds": seconds, "memory": watch.most}


def _script(name: str) -> str:
    """A program of this environment."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    return found or name


def _last_lines(errors: Any) -> str:
    """The end of what a process said."""
    errors.seek(0)
    return "\n".join(errors.read().splitlines()[-6:])
