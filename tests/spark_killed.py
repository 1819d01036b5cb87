"""Counts a dataset on workers of their own, one of which is killed; run by its test alone."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psutil

from tambon_gis import catalog
from tambon_gis.analysis.aggregate import count
from tambon_gis.engine import spark
from tambon_gis.engine.store import open_dataset

WORKER = "CoarseGrainedExecutorBackend"
PATIENCE = 60
TRIES = 40


def main(folder: Path, master: str) -> None:
    """Count, print as JSON whom it cost, and leave the counts beside the dataset."""
    session = spark.session(master)
    session.conf.set("spark.sql.files.maxPartitionBytes", "1m")  # a file a task
    told: dict[str, Any] = {"master": session.conf.get("spark.master")}
    done = Event()
    killer = Thread(target=kill, args=(session.sparkContext, told, done))
    killer.start()
    try:
        book = catalog.rulebook("bmn-2560")
        for _ in range(TRIES):
            counted = count(open_dataset(folder), book, year=2565, engine="spark")
            if "pid" in told:  # it was killed while this count was under way
                break
    finally:
        done.set()
        killer.join()
    told["lost"] = lost(session.sparkContext, told.get("killed"))
    spark.stop()
    counted.to_parquet(folder.parent / "counted.parquet")
    sys.stdout.write(json.dumps(told))


def kill(context: Any, told: dict[str, Any], done: Event) -> None:
    """End a worker without warning, as soon as it has a task done and another under way."""
    while not done.wait(0.002):
        for one in executors(context):
            if one.isActive() and one.completedTasks() and one.activeTasks():
                process = process_of(one.id())
                if process is None:
                    continue
                process.kill()
                told["killed"], told["completed"] = one.id(), one.completedTasks()
                told["pid"] = process.pid
                return


def lost(context: Any, name: str | None) -> bool:
    """Whether Spark itself says that it lost this worker."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if any(one.id() == name and not one.isActive() for one in executors(context)):
            return True
        time.sleep(0.1)
    return False


def executors(context: Any) -> list[Any]:
    """What Spark knows of its workers, also of lost ones; the driver is none."""
    held = context._jsc.sc().statusStore().executorList(False)  # noqa: FBT003
    found = [held.apply(at) for at in range(held.size())]
    return [one for one in found if one.id() != "driver"]


def process_of(name: str) -> psutil.Process | None:
    """The process of a worker: a grandchild of this one; others come and go meanwhile."""
    for process in psutil.Process().children(recursive=True):
        try:
            said = process.cmdline()
        except psutil.Error:
            continue
        named = said[said.index("--executor-id") + 1] if "--executor-id" in said else None
        if named == name and any(WORKER in word for word in said):
            return process
    return None


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
