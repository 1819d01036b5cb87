"""Long work in the background: one at a time for a project, told step by step."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from threading import Lock, Thread
from typing import TYPE_CHECKING, Literal

from tambon_gis.errors import ConflictError, TambonError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["Job", "Jobs"]

_LOG = logging.getLogger(__name__)
State = Literal["running", "done", "failed"]


class _Stopped(BaseException):
    """Somebody ended the work; nothing on the way may take it for a fault."""


@dataclass(frozen=True)
class Job:
    """
    What is told of a long piece of work.

    Parameters
    ----------
    kind : str
        ``build``, ``pack``, ``verify`` or ``boundaries``.
    state : {"running", "done", "failed"}
        How it stands.
    steps : tuple[str, ...]
        Names of the steps so far, the present one last.
    fault : TambonError or None
        Why it failed, where that can be told.
    result : object
        What it gave back.
    """

    kind: str
    state: State = "running"
    steps: tuple[str, ...] = ()
    fault: TambonError | None = None
    result: object = field(default=None, repr=False)


@dataclass
class Jobs:
    """The work of all projects, by folder."""

    _found: dict[Path, Job] = field(default_factory=dict)
    _stopped: set[Path] = field(default_factory=set, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def of(self, home: Path) -> Job | None:
        """
        The last work of a project.

        Parameters
        ----------
        home : pathlib.Path
            The project folder.

        Returns
        -------
        Job or None
            None where there was none since the start.
        """
        with self._lock:
            return self._found.get(home)

    def busy(self) -> bool:
        """
        Whether any work is under way.

        Returns
        -------
        bool
            True until the last one has ended.

        Examples
        --------
        >>> Jobs().busy()
        False
        """
        with self._lock:
            return any(job.state == "running" for job in self._found.values())

    def start(self, home: Path, kind: str, work: Callable[[Callable[[str], None]], object]) -> None:
        """
        Begin a piece of work.

        Parameters
        ----------
        home : pathlib.Path
            The project folder.
        kind : str
            What it is.
        work : callable
            Called in a thread of its own with a function that takes the name of each step.

        Raises
        ------
        ConflictError
            When work of this project is under way.
        """
        with self._lock:
            now = self._found.get(home)
            if now is not None and now.state == "running":
                raise ConflictError("serve.busy")
            self._found[home] = Job(kind)
            self._stopped.discard(home)
        Thread(target=self._run, args=(home, work), daemon=True).start()

    def stop(self, home: Path) -> None:
        """
        End the work of a project at its next step; it leaves as if it had not begun.

        Parameters
        ----------
        home : pathlib.Path
            The project folder.
        """
        with self._lock:
            self._stopped.add(home)

    def clear(self, home: Path) -> None:
        """
        Forget the last work of a project, unless it is under way.

        Parameters
        ----------
        home : pathlib.Path
            The project folder.
        """
        with self._lock:
            now = self._found.get(home)
            if now is not None and now.state != "running":
                del self._found[home]

    def _run(self, home: Path, work: Callable[[Callable[[str], None]], object]) -> None:
        """Do it, and keep what came of it."""
        try:
            result = work(lambda step: self._tell(home, step))
        except _Stopped:
            with self._lock:
                del self._found[home]
        except TambonError as fault:
            self._end(home, state="failed", fault=fault)
        except Exception:  # noqa: BLE001 - told to the person, kept in the log of the window
            _LOG.exception("work in the background failed")
            self._end(home, state="failed", fault=None)
        else:
            self._end(home, state="done", result=result)

    def _tell(self, home: Path, step: str) -> None:
        with self._lock:
            if home in self._stopped:
                raise _Stopped
            now = self._found[home]
            if now.steps[-1:] != (step,):
                self._found[home] = replace(now, steps=(*now.steps, step))

    def _end(self, home: Path, **how: object) -> None:
        with self._lock:
            self._found[home] = replace(self._found[home], **how)  # type: ignore[arg-type]
