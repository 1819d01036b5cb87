"""A wider layer that is looked into: what was given, how the work stands, what was found."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis.errors import ConflictError, TambonError
from tambon_gis.study import cut
from tambon_gis.study.fetching.download import plain_address

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tambon_gis.serve.here import At
    from tambon_gis.study.taking import incoming

__all__ = ["KIND", "Source", "Tried", "begin", "put_away", "slot", "tried"]

KIND = "boundaries"


@dataclass(frozen=True)
class Source:
    """
    The layer that a person gave.

    Parameters
    ----------
    path : pathlib.Path or None
        A file of this project, or one that was sent.
    address : str
        An address of the web, where it is none.
    kept : Kept or None
        What was sent, until it is let go of.
    """

    path: Path | None = None
    address: str = field(default="", repr=False)
    kept: incoming.Kept | None = None

    @property
    def name(self) -> str:
        """What it is called on the screen."""
        return self.path.name if self.path else plain_address(self.address)

    def let_go(self) -> None:
        """Remove what was sent."""
        if self.kept is not None:
            self.kept.let_go()


@dataclass(frozen=True)
class Tried:
    """
    What came of looking into a layer.

    Parameters
    ----------
    source : Source
        The layer.
    code : str
        The area that was looked for.
    how : Reading
        How it was read.
    looked : Looked or None
        What was found.
    fault : TambonError or None
        Why nothing was.
    mark : str
        By what a step says which of several it means.
    """

    source: Source
    code: str
    how: cut.Reading
    looked: cut.Looked | None = None
    fault: TambonError | None = None
    mark: str = field(default_factory=lambda: secrets.token_urlsafe(9))


def slot(at: At) -> Path:
    """
    Under what this work is told: it goes on beside a build, which it does not touch.

    Parameters
    ----------
    at : At
        The request.

    Returns
    -------
    pathlib.Path
        The folder into which it leads.
    """
    return at.home / cut.BOUNDARIES


def tried(at: At, mark: str) -> Tried:
    """
    Find the look that a step means.

    Parameters
    ----------
    at : At
        The request.
    mark : str
        Its mark.

    Returns
    -------
    Tried
        The look.

    Raises
    ------
    ConflictError
        When another one was begun, or this one put away, in another window.
    """
    job = at.desk.jobs.of(slot(at))
    found = job.result if job else None
    if not isinstance(found, Tried) or found.mark != mark:
        raise ConflictError("edit.elsewhere", what=at.say("boundaries.title"))
    return found


def begin(
    at: At,
    given: Source,
    code: str = "",
    how: cut.Reading | None = None,
    *,
    fresh: bool = False,
) -> None:
    """
    Begin to look into a layer; what was found before is put away.

    Parameters
    ----------
    at : At
        The request.
    given : Source
        The layer.
    code : str, default ""
        The area; empty for that of the project.
    how : Reading, optional
        How the layer is to be read.
    fresh : bool, default False
        Whether it is downloaded again.

    Raises
    ------
    ConflictError
        When one is being looked into.
    """
    place, before = slot(at), at.desk.jobs.of(slot(at))
    code, how = code or at.code, how or cut.Reading()

    def work(tell: Callable[[str], None]) -> Tried:
        try:
            cut.belongs(code, at.code)
            looked = cut.look(
                code,
                given.path or given.address,
                how=how,
                wish=cut.Wish(fresh=fresh),
                web=given.path is None,
                lang=at.lang,
                progress=tell,
            )
        except TambonError as fault:
            return Tried(given, code, how, fault=fault)
        except BaseException:
            given.let_go()
            raise
        return Tried(given, code, how, looked)

    at.desk.jobs.start(place, KIND, work)
    old = before.result if before else None
    if isinstance(old, Tried) and old.source is not given:
        old.source.let_go()


def put_away(at: At) -> None:
    """
    Forget what was found, and what was sent for it.

    Parameters
    ----------
    at : At
        The request.
    """
    job = at.desk.jobs.of(slot(at))
    if job is not None and isinstance(job.result, Tried):
        job.result.source.let_go()
    at.desk.jobs.clear(slot(at))
