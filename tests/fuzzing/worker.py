"""Reads one file after another in a process of its own, so that a crash or a hang is seen."""

from __future__ import annotations

import importlib
import json
import resource
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

MEMORY = 2 * 2**30
SHOWN = 12


def _limit_memory() -> None:
    """At most so much more than the libraries take by themselves."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _warm(readers: dict[str, Any], folder: Path) -> None:
    """Let every library load before the memory is counted."""
    for name, reader in readers.items():
        for at, seed in enumerate(reader.seeds()):
            own = folder / f"warm-{name}-{at}"
            own.mkdir(parents=True)
            for file, data in seed.items():
                (own / file).write_bytes(data)
            try_one(reader.read, own / next(iter(seed)))


def _listing(folder: Path) -> list[tuple[str, int]]:
    """What stands in a folder."""
    return sorted((path.name, path.stat().st_size) for path in folder.rglob("*"))


def try_one(read: Any, path: Path) -> dict[str, str]:
    """Read a file: fine, refused in words, or a fault of the package."""
    from tambon_gis.errors import TambonError

    before = _listing(path.parent)
    try:
        read(path)
        answer = {"end": "read", "what": ""}
    except TambonError as refusal:
        try:
            said = refusal.tell("th") and refusal.tell("en")
            answer = {"end": "refused", "what": refusal.code if said else "no words"}
        except Exception:  # noqa: BLE001  (a refusal without words is a fault too)
            answer = _fault(f"a refusal without words: {refusal.code}")
    except MemoryError:
        answer = _fault("memory")
    except BaseException as fault:  # noqa: BLE001  (whatever comes is the finding)
        answer = _fault(f"{type(fault).__name__}: {fault}")
    if _listing(path.parent) != before:
        answer = {"end": "fault", "what": "something was written beside the source"}
    return answer


def _fault(what: str) -> dict[str, str]:
    """A fault with the end of its traceback."""
    lines = traceback.format_exc(limit=-SHOWN)
    return {"end": "fault", "what": what[:400], "trace": lines}


def main(module: str, folder: str, *names: str) -> None:
    """Answer one line of JSON for each line with a reader's name and a path."""
    every = importlib.import_module(module).READERS
    readers = {name: every[name] for name in names}
    answers = sys.stdout
    sys.stdout = sys.stderr
    warnings.simplefilter("error")
    _warm(readers, Path(folder))
    _limit_memory()
    answers.write('{"end": "ready"}\n')
    answers.flush()
    for line in sys.stdin:
        name, path = json.loads(line)
        answers.write(json.dumps(try_one(readers[name].read, Path(path))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
