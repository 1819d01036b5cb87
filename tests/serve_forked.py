"""Forks a local page for each folder it is told, so that a test can kill it without its imports."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import uvicorn  # noqa: F401  (loaded before the clock runs)

from tambon_gis.serve import app  # noqa: F401
from tambon_gis.serve.run import run
from tambon_gis.study import deciding
from tambon_gis.study.load import load


def say(what: object) -> None:
    """A line for the test."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    """For each line, a folder: a process of its own, told by its number and its address."""
    deciding.questions(load(Path(__file__).parent / "data" / "small"))
    say("ready")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            say(os.getpid())
            try:
                run(line.rstrip("\n"), browser=False, told=say)
            finally:
                os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
