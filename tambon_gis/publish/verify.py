"""Verify: look again at a folder that somebody received, with nothing but the folder."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tambon_gis.errors import InputError, MissingFileError, TambonError
from tambon_gis.publish.habits import bad_habits
from tambon_gis.publish.manifest import NAME, PACK, checksum
from tambon_gis.publish.opened import parts
from tambon_gis.publish.scan import scan
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["Doubt", "Verdict", "verify"]

#: The first page of a pack: a folder that lists it is one, and holds no other.
_FIRST = "README.html"


@dataclass(frozen=True)
class Doubt:
    """
    One thing that is not as it should be.

    Parameters
    ----------
    kind : str
        Key of its sentence (``publish.doubt``).
    where : str
        File, and the member of it.
    facts : tuple of (str, str)
        What the sentence names; never a value that looks personal.
    """

    kind: str
    where: str
    facts: tuple[tuple[str, str], ...] = ()

    def tell(self, lang: str = "th") -> str:
        """
        The sentence.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language.

        Returns
        -------
        str
            Where and what.
        """
        told = words(lang).text(f"publish.doubt.{self.kind}", **self._facts(lang))
        return f"{self.where}: {told}"

    def _facts(self, lang: str) -> dict[str, str]:
        """Facts, kinds of leaks by their words."""
        say = words(lang)
        return {
            name: say.text(f"scan.{fact}") if name == "leak" else fact for name, fact in self.facts
        }


@dataclass(frozen=True)
class Verdict:
    """
    What was found in a folder.

    Parameters
    ----------
    area : str
        Code of the area.
    made_on : str
        Date of making, as the folder tells it.
    files : int
        Files that were looked at.
    doubts : tuple[Doubt, ...]
        What is not as it should be.
    unverified : tuple[str, ...]
        Rulebooks that the folder itself calls unverified.
    exceptions : int
        Texts that look personal and that its makers decided to publish.
    """

    area: str
    made_on: str
    files: int
    doubts: tuple[Doubt, ...]
    unverified: tuple[str, ...]
    exceptions: int = 0


def verify(folder: Path) -> Verdict:
    """
    Hold a folder against its own build document, and read every file as its reader would.

    Without the inputs nobody can look for the names of people; what has a shape of its own (citizen
    ids, phones, e-mails) is looked for in every file, unpacked. A pack that stands in the folder of
    a site is held against its own build document; a pack holds no other. Links to files elsewhere
    are not followed and do not belong: whoever copies the folder would take what they lead to.

    Parameters
    ----------
    folder : pathlib.Path
        A folder with ``build.json``.

    Returns
    -------
    Verdict
        Files that lack, are changed or do not belong; suspicions; addresses, hidden sheets and
        authors in them.

    Raises
    ------
    MissingFileError
        When there is no build document.
    InputError
        When it cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as place:
    ...     _ = (Path(place) / "build.json").write_text(
    ...         '{"area": "990101", "audience": "public", "outputs": {"a.txt": "0"}}')
    ...     [doubt.kind for doubt in verify(Path(place)).doubts]
    ['missing']
    """
    told = _manifest(folder)
    listed = {name: str(digest) for name, digest in told["outputs"].items()}
    inner = verify(folder / PACK) if _FIRST not in listed and _holds_pack(folder) else None
    found = {path.relative_to(folder).as_posix(): path for path in _entries(folder)}
    if inner is not None:
        found = {name: path for name, path in found.items() if not name.startswith(f"{PACK}/")}
    there = {name: path for name, path in found.items() if not path.is_symlink()}
    doubts = [Doubt("missing", name) for name in listed if name not in there]
    doubts += [
        Doubt("stranger", name)
        for name in found
        if name not in there or name not in {*listed, NAME}
    ]
    doubts += [
        Doubt("changed", name)
        for name, digest in listed.items()
        if name in there and checksum(there[name]) != digest
    ]
    if told.get("audience") != "public":
        doubts.append(Doubt("internal", NAME))
    allowed = [str(value) for value in told.get("exceptions", [])]
    for name, path in there.items():
        doubts += _doubts(name, path.read_bytes(), allowed)
    return _with_pack(
        Verdict(
            area=str(told["area"]),
            made_on=str(told.get("made_on", "")),
            files=len(there),
            doubts=tuple(doubts),
            unverified=tuple(_unverified(told)),
            exceptions=len(allowed),
        ),
        inner,
    )


def _with_pack(outer: Verdict, inner: Verdict | None) -> Verdict:
    """A folder together with the pack that stands in it."""
    if inner is None:
        return outer
    doubts = [Doubt(one.kind, f"{PACK}/{one.where}", one.facts) for one in inner.doubts]
    if inner.area != outer.area:
        doubts.append(Doubt("stranger", f"{PACK}/{NAME}"))
    return replace(
        outer,
        files=outer.files + inner.files,
        doubts=(*outer.doubts, *doubts),
        unverified=tuple(sorted({*outer.unverified, *inner.unverified})),
        exceptions=max(outer.exceptions, inner.exceptions),
    )


def _manifest(folder: Path) -> dict[str, Any]:
    """The build document of a folder."""
    path = folder / NAME
    if not path.is_file():
        raise MissingFileError("verify.missing", where=folder.name)
    try:
        told = json.loads(path.read_text("utf-8"))
        whole = isinstance(told["outputs"], dict) and bool(told["area"])
    except (ValueError, KeyError, TypeError):
        whole = False
    if not whole:
        raise InputError("verify.unreadable", where=NAME)
    return dict(told)


def _holds_pack(folder: Path) -> bool:
    """Whether a pack stands in a folder, and is no link to one elsewhere."""
    inside = folder / PACK
    if inside.is_symlink() or not (inside / NAME).is_file():
        return False
    return _FIRST in _manifest(inside)["outputs"]


def _entries(folder: Path) -> Iterator[Path]:
    """Every file of a folder, in order, and every link, which is not followed."""
    return (path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())


def _doubts(name: str, content: bytes, allowed: list[str]) -> Iterator[Doubt]:
    """Suspicions in one file."""
    try:
        seen = set()
        for part in parts(name, content):
            for hit in scan(part.text, allowed=allowed, where=part.where):
                if (part.where, hit.kind) not in seen:
                    seen.add((part.where, hit.kind))
                    yield Doubt("leak", part.where, (("leak", hit.kind),))
        for kind, where, fact in bad_habits(name, content):
            yield Doubt(kind, where, (("what", fact),) if fact else ())
    except TambonError as fault:
        yield Doubt("broken", name, (("what", fault.code),))


def _unverified(told: Mapping[str, Any]) -> Iterator[str]:
    """Rulebooks that are not verified."""
    books = told.get("rulebooks", {})
    return (str(book) for book, status in sorted(books.items()) if status != "verified")
