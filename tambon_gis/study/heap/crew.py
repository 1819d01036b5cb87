"""A crew of processes that read inputs side by side; none outlives the one that sent for it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Self

from tambon_gis.errors import TambonError
from tambon_gis.study.heap import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from tambon_gis.study.heap.pieces import Job

__all__ = ["Crew"]


class Crew:
    """
    Processes that make pieces.

    Parameters
    ----------
    size : int
        How many.
    """

    def __init__(self, size: int) -> None:
        self._pool = ProcessPoolExecutor(
            size, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
        )

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
            Number of a job from 0, as each is done, and why it could not be.
        """
        running = {self._pool.submit(_make, job): at for at, job in enumerate(jobs)}
        for done in as_completed(running):
            yield running[done], done.result()


def _make(job: Job) -> TambonError | None:
    """Make one piece; a fault comes back as a value."""
    try:
        pieces.make(job)
    except TambonError as fault:
        return fault
    return None


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
