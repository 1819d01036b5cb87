"""How the command leaves: at once, with its exit code, everything said and every last step done."""

from __future__ import annotations

import os
import subprocess
import sys

_LAST = """
import atexit, sys
from tambon_gis.cli import main
{before}
sys.argv = ["tambon-gis", {words}]
sys.stdout.write("said before. ")
main()
"""

_LATE = """
from tambon_gis import cli
run = cli._run
def later(given):
    atexit.register(print, "the last step")
    run(given)
cli._run = later
"""
_BROKEN = """
from tambon_gis import cli
def broken(given):
    raise ZeroDivisionError
cli._run = broken
"""


def left(*words: str, before: str = "", options: tuple[str, ...] = ()) -> tuple[int, str]:
    """Exit code and output of a line."""
    script = _LAST.format(before=before, words=", ".join(map(repr, words)))
    env = os.environ | {"PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *options, "-c", script]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=env, check=False
    )
    return done.returncode, done.stdout


def test_what_was_said_comes_out_with_the_exit_code() -> None:
    code, told = left("--help")
    assert code == 0
    assert told.startswith("said before. ")
    assert "build" in told
    assert left("no-such-command")[0] == 2


def test_the_developers_mode_leaves_the_long_way_alike() -> None:
    assert left("no-such-command", options=("-X", "dev"))[0] == 2


def test_steps_that_others_left_for_the_end_are_done() -> None:
    code, told = left("--help", before=_LATE)
    assert code == 0
    assert told.rstrip().endswith("the last step")


def test_a_fault_that_nobody_caught_is_no_success() -> None:
    assert left("--help", before=_BROKEN)[0] == 1
