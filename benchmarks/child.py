"""One measurement: what runs in a process of its own, from its inputs in hand to its result.

It is started by :mod:`benchmarks.measure` with a specification on its command line, says ``begin``
when the clock starts and then what it took; the result is kept afterwards where it is asked for.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def main(told: dict[str, Any]) -> None:
    """Prepare, run, tell, keep."""
    restrict(told["cores"])
    run, arguments = prepared(told)
    gc.collect()
    forget_peak()
    sys.stdout.write("begin\n")
    sys.stdout.flush()
    begun, used = time.perf_counter(), time.process_time()
    result = run(*arguments)
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    found = {"seconds": seconds, "processor": used, "memory": peak()}
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()
    if told["keep"]:
        from benchmarks import kept

        kept.save(told["same"], result, Path(told["keep"]))


def prepared(told: dict[str, Any]) -> tuple[Any, list[Any]]:
    """The function with its module warm, and its arguments."""
    from benchmarks import inputs

    name, function = told["call"].split(":")
    module = importlib.import_module(name)
    arguments = [inputs.read(one, told["world"]) for one in told["inputs"]]
    if hasattr(module, "warm"):
        module.warm(*told["options"])
    return getattr(module, function), [*arguments, *told["options"]]


def restrict(cores: int) -> None:
    """Use so many processors, before any library counts them; left as it is where that fails."""
    if hasattr(os, "sched_setaffinity"):
        there = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, there[:cores])


def forget_peak() -> None:
    """Begin the peak of memory anew, where the system can."""
    clear = Path("/proc/self/clear_refs")
    if clear.exists():
        clear.write_text("5", encoding="ascii")


def peak() -> float:
    """Most memory that this process held, in MB, since the peak was forgotten."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 2**10
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
