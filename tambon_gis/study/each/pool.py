"""Workers for many pages: one that dies takes its page along, not the run."""

from __future__ import annotations

import gc
import multiprocessing as mp
import os
import threading
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.study.each.one import (
    Order,
    Outcome,
    Task,
    build_one,
    failed,
    is_whole,
    record_of,
    unexpected,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["outcomes"]

#: How often a page is tried alone after a worker died that may have been building it.
_TRIES = 2
#: Objects between two searches for garbage: tables are few and large.
_SELDOM = 100_000


def outcomes(
    order: Order,
    tasks: Iterable[Task],
    *,
    jobs: int,
    work: Callable[[Order, Task], Outcome] = build_one,
) -> Iterator[Outcome]:
    """
    Build pages in parallel processes, each as it is done.

    Parameters
    ----------
    order : Order
        What holds for all.
    tasks : iterable of Task
        The pages.
    jobs : int
        How many at a time; with 0 they are built one by one in this process.
    work : callable
        What builds one; it must be importable by a new process.

    Yields
    ------
    Outcome
        One a task, in no promised order. A page is given to a worker only when one is free, so what
        was running when a worker died is known: each of these is tried again, alone.
    """
    if jobs == 0:
        yield from (work(order, task) for task in tasks)
        return
    waiting, suspects = deque(tasks), deque[Task]()
    while waiting:
        yield from _until_broken(order, waiting, suspects, jobs=jobs, work=work)
        while suspects:
            yield from _alone(order, suspects.popleft(), work)


def _alone(order: Order, task: Task, work: Callable[[Order, Task], Outcome]) -> Iterator[Outcome]:
    """One page with nothing beside it, tried twice."""
    waiting = deque([task])
    for _ in range(_TRIES):
        again = deque[Task]()
        yield from _until_broken(order, waiting, again, jobs=1, work=work)
        if not again:
            return
        waiting = again
    whole = is_whole(order, task.code, record_of(order, task.code))
    yield failed(order, task, InputError("many.died"), stands=whole)


def _until_broken(
    order: Order,
    waiting: deque[Task],
    suspects: deque[Task],
    *,
    jobs: int,
    work: Callable[[Order, Task], Outcome],
) -> Iterator[Outcome]:
    """Pages until all are done or a worker died; those that were running then are suspects."""
    running: dict[Future[Outcome], Task] = {}
    context = mp.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin) as pool:
        while waiting or running:
            try:
                while waiting and len(running) < jobs:
                    running[pool.submit(work, order, waiting[0])] = waiting[0]
                    waiting.popleft()
            except BrokenProcessPool:
                suspects.extend(running.values())
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            broken = False
            for future in done:
                task = running.pop(future)
                fault = future.exception()
                if isinstance(fault, BrokenProcessPool):
                    suspects.append(task)
                    broken = True
                elif fault is not None:
                    yield failed(order, task, unexpected(fault), stands=False)
                else:
                    yield future.result()
            if broken:
                suspects.extend(running.values())
                return


def _begin() -> None:
    """End with the process that started this one, however that ends; look for garbage seldom."""
    gc.set_threshold(_SELDOM)
    parent = mp.parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: mp.process.BaseProcess) -> None:  # pragma: no cover
    """Wait for the end of a process."""
    parent.join()
    os._exit(1)
