"""Traced: the columns and rows of the inputs behind a refused file, told without any value."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tambon_gis.loaders import stored
from tambon_gis.publish import scan
from tambon_gis.publish.personal import SCALE, Personal, personal_values, plain
from tambon_gis.study import wide
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import pandas as pd

    from tambon_gis.model.schema import Field, Schema
    from tambon_gis.study.loaded import Loaded
    from tambon_gis.study.surveys import Answers

__all__ = ["traced"]

#: Rows that are named one by one.
_MOST = 5
_SPOT = ("latitude", "longitude")


def traced(
    loaded: Loaded, texts: Sequence[str], *, allowed: Collection[str] = (), lang: str = "th"
) -> list[str]:
    """
    Where in the surveys stands what a refused text repeats.

    Parameters
    ----------
    loaded : Loaded
        The project.
    texts : sequence of str
        Texts of the file that was refused.
    allowed : collection of str
        Reviewed exceptions.
    lang : {"th", "en"}, default "th"
        Language of the sentences.

    Returns
    -------
    list of str
        A sentence for each column: its title, its file, and rows where the file has them; never a
        value. Empty where no survey holds it.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> small = load("tests/data/small")
    >>> traced(small, ["บ้าน 99020000001"], lang="en")
    ['it matches column “House code” of the file households.csv, row 3']
    """
    seen = [one for text in texts for one in scan.readings(text)]
    exceptions = {plain(one) for one in allowed}
    names = set(loaded.boundaries["name"].astype(str))
    told: list[str] = []
    for one in loaded.answers:
        if one.schema is None:
            continue
        found = list(_columns(loaded, one, (seen, exceptions, names), lang))
        if not found and _met(one.personal, seen, exceptions) != Personal():
            found = [words(lang).text("scan.input_rest", file=one.survey.file)]
        told += found
    return told


def _columns(
    loaded: Loaded,
    one: Answers,
    asked: tuple[list[str], Collection[str], Collection[str]],
    lang: str,
) -> Iterator[str]:
    """A sentence for each column of a survey whose values stand in texts."""
    seen, allowed, names = asked
    for held in _fields(one.schema.field if one.schema else ()):
        schema = cast("Schema", one.schema).model_copy(update={"field": held})
        if wide.is_counted(one):
            personal = wide.personal(replace(loaded, answers=(replace(one, schema=schema),)), seen)
        else:
            personal = personal_values(_of(one.frame, held), schema, public_words=names)
        known = personal if len(held) == len(_SPOT) else replace(personal, points=frozenset())
        met = _met(known, seen, allowed)
        if met == Personal():
            continue
        facts = {"column": " · ".join(f.title.of(lang) for f in held), "file": one.survey.file}
        # A dataset is made of several files: its rows are not those of the file that is named.
        whole = stored.is_stored(loaded.folder / one.survey.file)
        yield _told([] if whole else _rows(one.frame, schema, met), facts, lang)


def _told(rows: Sequence[int], facts: Mapping[str, str], lang: str) -> str:
    """The sentence of a column: with its first rows, where they are known."""
    say = words(lang)
    if not rows:
        return say.text("scan.input_column", **facts)
    first = ", ".join(str(row) for row in rows[:_MOST])
    if len(rows) <= _MOST:
        return say.text("scan.input_cells", rows=first, **facts)
    return say.text("scan.input_cells_more", rows=first, more=len(rows) - _MOST, **facts)


def _fields(fields: Sequence[Field]) -> list[tuple[Field, ...]]:
    """The columns that could name a person, one by one; where a house stands is two of them."""
    spot = tuple(one for one in fields if one.name in _SPOT)
    texts = [(one,) for one in fields if not one.public and one.kind in {"text", "code"}]
    return [*texts, spot] if len(spot) == len(_SPOT) else [*texts]


def _of(frame: pd.DataFrame, fields: Sequence[Field]) -> pd.DataFrame:
    """These columns of a survey, of which it need not have any."""
    return frame[[one.name for one in fields if one.name in frame]]


def _met(personal: Personal, seen: Sequence[str], allowed: Collection[str]) -> Personal:
    """What of it stands in texts."""
    texts, names, points = set[str](), set[str](), set[tuple[int, int]]()
    for text in seen:
        texts |= personal.met(text, allowed)
        if personal.names:
            names |= {name for _, told in scan.called(text) for name in told}
        if personal.points:
            points |= {spot for _, x, y in scan.pairs(text) for spot in ((x, y), (y, x))}
    return Personal(
        frozenset(texts), personal.names & frozenset(names), personal.points & frozenset(points)
    )


def _rows(frame: pd.DataFrame, schema: Schema, met: Personal) -> list[int]:
    """The rows of the file whose cells hold what was met."""
    names = [one.name for one in schema.field if one.name in frame]
    if met.points:
        spots = (frame[names].astype("Float64") * SCALE).round()[list(_SPOT)]
        like = spots.apply(lambda spot: tuple(spot) in met.points, axis=1)
        return sorted(int(row) for row in frame.loc[like, "row"])
    cells = frame[names[0]].dropna().astype(str)
    distinct = {cell: plain(cell.strip()) for cell in cells.unique()}
    said = tuple(met.texts)
    near = {
        cell for cell, read in distinct.items()
        if read.endswith(said) or any(name in cell for name in met.names)
    }  # fmt: skip
    held = {cell for cell in near if _holds(cell, names[0], schema, met)}
    return sorted(int(row) for row in frame.loc[cells.index[cells.isin(held)], "row"])


def _holds(cell: str, name: str, schema: Schema, met: Personal) -> bool:
    """Whether a cell is one of those whose value was met."""
    import pandas as pd

    mine = personal_values(pd.DataFrame({name: [cell]}), schema)
    return bool(met.texts & set(map(plain, mine.texts)) or met.names & mine.names)
