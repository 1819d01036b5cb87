"""What forgetting a year removed, what stays, and what a person must remove by hand: in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tambon_gis.study.formats import INTERNAL
from tambon_gis.study.keeping.sweep import Sweep
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Forgotten", "lines", "tell"]

#: So many folders or files of one kind are named; of the sources of a dataset every one is.
NAMED = 20


@dataclass(frozen=True)
class Forgotten:
    """
    What is removed, or would be.

    Parameters
    ----------
    files : tuple[pathlib.Path, ...]
        Inputs with rows of households or persons, and internal reports.
    used : tuple[pathlib.Path, ...]
        Inputs of the year that stay, since something else of the project reads them.
    strange : tuple[pathlib.Path, ...]
        Files of a person beside the internal reports, which stay.
    sources : tuple of (str, tuple[str, ...])
        Datasets among the files, by name, and what each was made of: those files are never
        removed, wherever they lie.
    surveys : tuple[str, ...]
        Roles that are taken out of the project document, lists from elsewhere (``other-1``) too.
    done : bool
        Whether it was done.
    found : Sweep
        Other files of the folder in which people of the year stand: copies that go, documents that
        lose the words, files of which a person must look at some.
    year : int
        Year B.E. that is forgotten.
    story : tuple[int, ...]
        Steps of the project's story that speak of that year, from 1.
    """

    files: tuple[Path, ...]
    used: tuple[Path, ...]
    strange: tuple[Path, ...]
    sources: tuple[tuple[str, tuple[str, ...]], ...]
    surveys: tuple[str, ...]
    done: bool
    found: Sweep = field(default=Sweep(), repr=False)
    year: int = 0
    story: tuple[int, ...] = ()

    @property
    def archives(self) -> bool:
        """Whether archives are among what goes, which may hold other years too."""
        return any(path.suffix.lower() == ".zip" for path in self.found.holding)

    @property
    def kept(self) -> tuple[str, ...]:
        """Names of what stays, each once."""
        return tuple(sorted({path.name for path in (*self.used, *self.strange)}))


def tell(gone: Forgotten, *, lang: str = "th") -> str:
    """
    What was or would be removed, what stays and why, and what is left to do by hand.

    Parameters
    ----------
    gone : Forgotten
        From :func:`tambon_gis.study.forget.forget`.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        A line a path; the reports of many tambons are one line.

    Examples
    --------
    >>> from tambon_gis.study.forget import forget
    >>> tell(forget("tests/data/small", 2565), lang="en").splitlines()[0][-14:]
    'households.csv'
    """
    end = "done" if gone.done else "sure"
    last = words(lang).text(f"forget.{end}", surveys=", ".join(gone.surveys))
    return "\n".join([*lines(gone, lang=lang), last])


def lines(gone: Forgotten, *, lang: str = "th") -> Iterator[str]:
    """
    What goes, what stays and what a person must do, without what to do next.

    Parameters
    ----------
    gone : Forgotten
        From :func:`tambon_gis.study.forget.forget`.
    lang : {"th", "en"}, default "th"
        Language.

    Yields
    ------
    str
        A sentence.

    Examples
    --------
    >>> from tambon_gis.study.forget import forget
    >>> [one.partition(":")[0] for one in lines(forget("tests/data/small", 2565), lang="en")]
    ['would remove']
    """
    say = words(lang)
    state = "removed" if gone.done else "would"
    for (above, name), paths in _alike(gone.files).items():
        if len(paths) == 1:
            path = paths[0].resolve()
            ours = path.name in INTERNAL and path.parent.parent.name == "work"
            yield say.text(f"forget.{state}{'_report' if ours else ''}", path=path)
        else:
            facts = {"n": len(paths), "file": name, "folder": above, "names": _names(paths)}
            yield say.text(f"forget.{state}_many", **facts)
    yield from _found(gone, lang)
    for path in gone.used:
        yield say.text("forget.used", path=path.resolve())
    for (above, name), paths in _alike(gone.strange).items():
        if len(paths) == 1:
            yield say.text("forget.strange", path=paths[0].resolve())
        else:
            facts = {"n": len(paths), "file": name, "folder": above, "names": _names(paths)}
            yield say.text("forget.strange_many", **facts)
    for dataset, files in gone.sources:
        key = "sources" if files else "sources_unknown"
        facts = {"dataset": dataset, "n": len(files), "names": ", ".join(files)}
        yield say.text(f"forget.{key}", **facts)
    if gone.story:
        steps = ", ".join(map(str, gone.story))
        yield say.text("forget.story", steps=steps, year=str(gone.year))


def _found(gone: Forgotten, lang: str) -> Iterator[str]:
    """What else in the folder holds people of the year."""
    say, found = words(lang), gone.found
    kinds = {"copy": found.holding, "document": found.documents}
    for kind, paths in kinds.items():
        key = f"forget.{kind}" if gone.done else f"forget.{kind}_would"
        yield from (say.text(key, path=path.resolve()) for path in paths)
    yield from (say.text("forget.using", path=path.resolve()) for path in found.using)
    if found.unread:
        names = ", ".join([path.name for path in found.unread[:NAMED]])
        names += ", …" if len(found.unread) > NAMED else ""
        yield say.text("forget.unread", n=len(found.unread), names=names)


def _alike(paths: tuple[Path, ...]) -> dict[tuple[Path, str], list[Path]]:
    """Paths of one name in folders that stand side by side; a report of each tambon is one."""
    found: dict[tuple[Path, str], list[Path]] = {}
    for path in paths:
        full = path.resolve()
        found.setdefault((full.parent.parent, full.name), []).append(full)
    return found


def _names(paths: list[Path]) -> str:
    """The folders that hold them."""
    named = [path.parent.name for path in paths[:NAMED]]
    return ", ".join([*named, *(["…"] if len(paths) > NAMED else [])])
