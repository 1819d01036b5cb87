"""A folder of tables, one a village or year: which files are read, and every fault at once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError, MissingFileError, TambonError
from tambon_gis.loaders import formats
from tambon_gis.loaders.formats.csv import SEPARATORS
from tambon_gis.loaders.formats.encoding import decode
from tambon_gis.model.findings import Finding
from tambon_gis.words import DEFAULT_LANG

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tambon_gis.model.stages import RawTable

__all__ = ["Faults", "gather", "ignored", "is_note"]

_IGNORED = frozenset({"thumbs.db", "desktop.ini"})
_NOT_A_TABLE = frozenset({"archive.no_table"})
#: Faults that a note beside the tables has as well as a table with other headings.
_UNFIT = frozenset({"table.no_heading", "table.not_held", "csv.quotes"})
_TEXTS = frozenset({".txt", ".csv", ".tsv"})
_OF_A_SENTENCE = re.compile(r",(?= )")


@dataclass(frozen=True)
class Faults:
    """
    What is wrong with each file.

    Parameters
    ----------
    of : tuple of (str, TambonError)
        File name and its fault.
    """

    of: tuple[tuple[str, TambonError], ...]

    def tell(self, lang: str = DEFAULT_LANG) -> str:
        """
        One line a file.

        Parameters
        ----------
        lang : {"th", "en"}, default "th"
            Language.

        Returns
        -------
        str
            File name and what is wrong.

        Examples
        --------
        >>> Faults((("a.csv", InputError("file.empty")),)).tell("en")
        '  · a.csv: the file or sheet is empty'
        """
        return "\n".join(
            f"  · {name}: {fault.tell(lang).splitlines()[0]}" for name, fault in self.of
        )


def gather(path: Path, read: Callable[[Path], tuple[RawTable, ...]]) -> tuple[RawTable, ...]:
    """
    Read every table file of a folder.

    Parameters
    ----------
    path : pathlib.Path
        The folder; not those in it.
    read : callable
        Reads one file.

    Returns
    -------
    tuple[RawTable, ...]
        In the order of the file names, each with its own file. Files of other kinds, notes in
        plain text and folders are told with the first one; lock files and what an operating
        system leaves are not.

    Raises
    ------
    MissingFileError
        When there is no such folder.
    InputError
        When it holds no table, or any file in it does not hold the one that is asked for: every
        file is named with its fault.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis.loaders.tables import read_raw
    >>> [one.file for one in gather(Path("tests/data"), lambda path: (read_raw(path),))]
    ['facilities.csv', 'plan.csv']
    """
    try:
        entries = sorted(path.iterdir(), key=lambda one: one.name)
    except FileNotFoundError:
        raise MissingFileError("file.missing", where=path.name) from None
    except OSError:
        raise InputError("file.locked", where=path.name) from None
    seen = [one for one in entries if not ignored(one.name)]
    folders = [one.name for one in seen if one.is_dir()]
    files = [one for one in seen if not one.is_dir()]
    others = [one.name for one in files if one.suffix.lower() not in formats.SUFFIXES]
    tables: list[RawTable] = []
    faults: list[tuple[str, TambonError]] = []
    for one in files:
        if one.name in others:
            continue
        try:
            tables += read(one)
        except TambonError as fault:
            if fault.code in _NOT_A_TABLE or is_note(one, fault.code):
                others.append(one.name)
            else:
                faults.append((one.name, fault))
    if faults:
        told = Faults(tuple(faults))
        raise InputError("table.folder_faults", where=path.name, count=len(faults), faults=told)
    if not tables:
        raise InputError("table.folder_empty", where=path.name)
    told_first = (*_tell(path.name, others, folders), *tables[0].findings)
    return (replace(tables[0], findings=told_first), *tables[1:])


def ignored(name: str) -> bool:
    """
    Whether a file is no file of the user's: a lock of an office program, a hidden file, a leftover.

    Parameters
    ----------
    name : str
        File name.

    Returns
    -------
    bool
        True for what nobody put there.

    Examples
    --------
    >>> ignored("~$หมู่ 1.xlsx"), ignored("Thumbs.db"), ignored("หมู่ 1.xlsx")
    (True, True, False)
    """
    return name.startswith((".", "~$", "~lock")) or name.lower() in _IGNORED


def is_note(path: Path, code: str) -> bool:
    """
    Whether a text file without the table is a note: blank, or no lines cut alike.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    code : str
        Of the error that its reading raised.

    Returns
    -------
    bool
        True for what need not be told as a fault.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_note(Path("tests/data/small/households.csv"), "table.no_heading")
    False
    """
    suffix = path.suffix.lower()
    if code == "file.empty":
        return suffix == ".txt"  # an empty table file is a village that was lost
    if code not in _UNFIT or suffix not in _TEXTS:
        return False
    try:
        text, _ = decode(path.read_bytes(), where=path.name)
    except (OSError, TambonError):
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    return not any(_cut_alike(lines, mark) for mark in SEPARATORS)


def _cut_alike(lines: list[str], mark: str) -> bool:
    """Whether a letter cuts at least two lines, and half of them, into the same number of cells."""
    counts = Counter(line.count(mark) for line in lines)
    if mark == "," and max(counts, default=0) == 1:
        counts = Counter(len(_OF_A_SENTENCE.sub("", line).split(mark)) - 1 for line in lines)
    del counts[0]
    most = max(counts.values(), default=0)
    return most > 1 and 2 * most >= len(lines)


def _tell(folder: str, others: list[str], folders: list[str]) -> list[Finding]:
    """Notes about what in the folder was not read."""
    found = []
    if others:
        facts = {"left": ", ".join(sorted(others))}
        found.append(
            Finding("table.files_left", "note", file=folder, count=len(others), facts=facts)
        )
    if folders:
        facts = {"left": ", ".join(folders)}
        found.append(
            Finding("table.folders_left", "note", file=folder, count=len(folders), facts=facts)
        )
    return found
