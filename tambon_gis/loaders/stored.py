"""Stored: the rows of an area out of a dataset that ``convert`` made, as a survey of today."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tambon_gis.engine.store import open_dataset, quoted
from tambon_gis.errors import DocumentError, InputError
from tambon_gis.loaders.reading.values import DTYPES
from tambon_gis.model.dataset import CARD, Card, Read
from tambon_gis.model.document import read_document
from tambon_gis.model.findings import Finding, Report
from tambon_gis.model.stages import SURVEY

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import pandas as pd

    from tambon_gis.engine.store import Dataset
    from tambon_gis.model.schema import Schema

__all__ = ["Stored", "is_stored", "open_stored"]

_SOURCE = "source"


def is_stored(path: Path) -> bool:
    """
    Whether a folder is a dataset.

    Parameters
    ----------
    path : pathlib.Path
        What a project names as a survey's file.

    Returns
    -------
    bool
        True where the card of a dataset stands in it.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_stored(Path("tests/data/small"))
    False
    """
    return (path / CARD).is_file()


def open_stored(path: Path, schema: Schema, *, year: int, where: str = "") -> Stored:
    """
    Open a dataset as a survey.

    Parameters
    ----------
    path : pathlib.Path
        Its folder.
    schema : Schema
        The schema that the project names.
    year : int
        The year that the project names.
    where : str, optional
        The entry of the project, for messages.

    Returns
    -------
    Stored
        Nothing is read yet but the card.

    Raises
    ------
    DocumentError
        When it was made by another schema, or is of another year.
    InputError
        When its files are missing or damaged.
    """
    card = read_document(Card, path / CARD)
    about = card.dataset
    if about.table != schema.id:
        raise DocumentError("stored.schema", where=where, found=about.table, asked=schema.id)
    if about.year != year:
        raise DocumentError("stored.year", where=where, found=str(about.year), asked=str(year))
    files = tuple(path / part.file for part in card.part)
    if not files:
        raise InputError("store.empty", where=path.name)
    for file in files:
        if not file.is_file():
            raise InputError("store.damaged", where=file.name)
    first = open_dataset(files[0])  # convert gives every file the same columns
    return Stored(path.name, card, schema, replace(first, files=files))


@dataclass(frozen=True)
class Stored:
    """
    A dataset as a survey.

    Parameters
    ----------
    name : str
        Name of its folder.
    card : Card
        What stands in it.
    schema : Schema
        Its fields.
    rows : Dataset
        All its rows, not yet read.
    """

    name: str
    card: Card
    schema: Schema
    rows: Dataset = field(repr=False)

    def within(self, code: str, *, role: str) -> list[tuple[pd.DataFrame, Report]]:
        """
        The rows of one area.

        Parameters
        ----------
        code : str
            Of a province, amphoe, tambon or village, or ``TH``.
        role : str
            What the survey is in the project, for the reports.

        Returns
        -------
        list of (pandas.DataFrame, Report)
            One for each file that rows of the area came from, in the order of the card: stage
            ``survey``, typed as validation gives it, with file, sheet and row number of that file.
            One empty table where no row is of the area. What was set aside when the dataset was
            made is told in its own report; a note in the first one says so.
        """
        return self._parts(self.rows.within(code), role)

    def report(self, role: str) -> Report:
        """
        What is said of the dataset whatever is read of it.

        Parameters
        ----------
        role : str
            What the survey is in the project.

        Returns
        -------
        Report
            Of no rows: where they come from, and files that could not be read when it was made.
        """
        told = [Finding("stored.read", "note", self.name, facts={"dataset": self.name})]
        lost = [one.file for one in self.card.unread]
        if lost:
            facts = {"files": ", ".join(lost)}
            told.append(Finding("stored.unread", "decide", self.name, count=len(lost), facts=facts))
        return Report(role, self.name, 0, 0, findings=tuple(told))

    def none(self) -> pd.DataFrame:
        """
        No row at all.

        Returns
        -------
        pandas.DataFrame
            Stage ``survey``, empty.
        """
        from tambon_gis.engine import frames

        return self._part(self._typed(frames.to_pandas(self.rows.head(0))), None)

    def elsewhere(
        self, known: Collection[str], *, within: str, role: str
    ) -> list[tuple[pd.DataFrame, Report]]:
        """
        The rows of an area whose place is none of those that are known.

        Parameters
        ----------
        known : collection of str
            Codes of places, all of one level.
        within : str
            Code of the area.
        role : str
            What the survey is in the project, for the reports.

        Returns
        -------
        list of (pandas.DataFrame, Report)
            As :meth:`within` gives them; of rows outside the area none. Empty where every row has
            its place.
        """
        digits = len(next(iter(known), ""))
        rows = self.rows.within(within)
        there = rows.select(["place"]).derive([("place", f'substr("place", 1, {digits})')])
        places = set(self.places(there)["place"]) - set(known)
        if not places:
            return []
        listed = ", ".join(f"'{place}'" for place in sorted(places) if place.isalnum())
        kept = [(name, quoted(name)) for name in rows.names]
        wanted = rows.derive(kept, where=f'substr("place", 1, {digits}) IN ({listed})')
        return self._parts(wanted, role)

    def places(self, rows: Dataset) -> pd.DataFrame:
        """
        How many rows each place has.

        Parameters
        ----------
        rows : Dataset
            Rows with a ``place``.

        Returns
        -------
        pandas.DataFrame
            ``place`` and ``rows``.
        """
        from tambon_gis.engine import frames, sql

        asked = "SELECT place, count(*) AS rows FROM survey GROUP BY place"
        return frames.to_pandas(sql.run(asked, {"survey": rows}))

    def _parts(self, rows: Dataset, role: str) -> list[tuple[pd.DataFrame, Report]]:
        """Rows as tables, one for each file that they came from."""
        frame = self._typed(rows.to_pandas())
        if frame.empty:
            return [(self._part(frame, None), self.report(role))]
        inputs = {one.number: one for one in self.card.input}
        found: list[tuple[pd.DataFrame, Report]] = []
        for number, own in frame.groupby(_SOURCE, sort=True):
            one = inputs.get(int(str(number)))
            file = one.file if one is not None else self.name
            part = self._part(own, one)
            said = () if found else self.report(role).findings
            found.append((part, Report(role, file, len(part), len(part), findings=said)))
        return found

    def _typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Columns in the types that validation gives; ordered by input and row."""
        kinds = {one.name: DTYPES[one.kind] for one in self.schema.field if one.name in frame}
        types = {"row": "Int64", "place": "string", **kinds}
        for one in self.schema.field:
            if one.partial and f"{one.name}_year" in frame:
                types |= {f"{one.name}_year": "Int16", f"{one.name}_month": "Int8"}
        typed = frame.astype(types)
        fields = [name for name in typed if name not in {"row", "place", _SOURCE}]
        ordered = typed[["row", "place", *fields, _SOURCE]]
        return ordered.sort_values([_SOURCE, "row"], ignore_index=True)

    def _part(self, rows: pd.DataFrame, one: Read | None) -> pd.DataFrame:
        """The rows of one file, with what messages say of it."""
        part = rows.drop(columns=_SOURCE).reset_index(drop=True)
        part.attrs = {
            "file": one.file if one is not None else self.name,
            "sheet": one.sheet if one is not None else "",
            "place_letter": "",
            "key_heading": "",
            "key_letter": "",
            "mended": "",
        }
        SURVEY.check(part)
        return part
