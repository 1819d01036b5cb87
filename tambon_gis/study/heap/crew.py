"""A crew of processes that read inputs side by side; none outlives the one that sent for it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Self

from tambon_gis.errors import InputError, TambonError
from tambon_gis.study.heap import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from tambon_gis.study.heap.pieces import Job

__all__ = ["Crew"]

#: A pool that broke before is met once more; then an input is tried alone twice.
_TRIES = 3


class Crew:
    """
    Processes that make pieces.

    Parameters
    ----------
    size : int
        How many.
    """

    def __init__(self, size: int) -> None:
        self._pool = _pool(size)

    def __enter__(self) -> Self:
        """Ready."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the processes end; what is begun is finished, what waits is not begun."""
        self._pool.shutdown(cancel_futures=True)

    def make(self, jobs: Sequence[Job]) -> Iterator[tuple[int, TambonError | None]]:
        """
        Make pieces.

        Parameters
        ----------
        jobs : sequence of Job
            The inputs.

        Yields
        ------
        tuple[int, TambonError or None]
            Number of a job from 0, as each is done, and why it could not be. What was not done when
            a process died is tried again, one by one: an input that takes its process along twice
            is a fault, the others are read.
        """
        left: list[int] = []
        with _deaf():
            running = {self._pool.submit(pieces.attempt, job): at for at, job in enumerate(jobs)}
        for done in as_completed(running):
            try:
                yield running[done], done.result()
            except BrokenProcessPool:
                left.append(running[done])
        for at in sorted(left):
            yield at, self._alone(jobs[at])

    def _alone(self, job: Job) -> TambonError | None:
        """Make one piece with nothing beside it; a new process comes where the last one died."""
        for _ in range(_TRIES):
            try:
                with _deaf():
                    waiting = self._pool.submit(pieces.attempt, job)
                return waiting.result()
            except BrokenProcessPool:
                self._pool.shutdown()
                self._pool = _pool(1)
        return InputError("convert.died", where=job.path.name)


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes that begin meanwhile leave Ctrl-C to this one from their first moment on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _pool(size: int) -> ProcessPoolExecutor:
    """Processes that wait for work."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(size, mp_context=context, initializer=_begin)


def _begin() -> None:
    """Leave Ctrl-C to the parent, and end with it also when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the end of the parent."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
