"""Forks a convert for each line it is told, so that a test can kill it without paying imports."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import openpyxl  # noqa: F401  (loaded before the clock runs)
import pandas as pd  # noqa: F401
import pyarrow.parquet  # noqa: F401
from heap_support import wish

from tambon_gis.loaders.formats import sheet_xml, workbook  # noqa: F401
from tambon_gis.study.convert import convert
from tambon_gis.words import words


def say(what: object) -> None:
    """A line for the test."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    """For each line ``source, tab, out``: a process group of its own, told by its number."""
    how = wish()
    words("th")
    say("ready")
    for line in sys.stdin:
        source, out = line.rstrip("\n").split("\t")
        child = os.fork()
        if child == 0:
            os.setpgid(0, 0)
            try:
                convert([Path(source)], Path(out), how)
            except BaseException as fault:  # noqa: BLE001
                sys.stderr.write(f"{fault!r}\n")
                os._exit(3)
            os._exit(0)
        with suppress(OSError):  # it did so itself
            os.setpgid(child, child)
        say(child)
        _, status = os.waitpid(child, 0)
        say(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
