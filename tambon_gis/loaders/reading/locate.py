"""Where a row lies when no village code says it: from moo, from parts of codes, from names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.names import same_name
from tambon_gis.places import COUNTRY, LADDER, inside, lookup, strip_prefix

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.schema import Schema

__all__ = ["Located", "area_fields", "differing", "moo_field", "places", "possible", "tambon_of"]

AREAS = ("province", "amphoe", "tambon")
NAMED = 5
#: Digits that a level adds to the code of the wider one.
STEP = 2
_CAPITAL = "เมือง"


@dataclass(frozen=True)
class Located:
    """
    Where the rows of a table lie.

    Parameters
    ----------
    codes : pandas array of string
        Village codes; null where nothing gives one.
    how : dict[str, numpy.ndarray of bool]
        Code of a note -> the rows whose place was found so.
    faults : numpy.ndarray of object
        Code of a finding where the areas of a row cannot be settled, else an empty text.
    candidates : dict[int, str]
        Position of a row -> the areas that its name could mean, for a person.
    """

    codes: Any
    how: dict[str, NDArray[np.bool_]]
    faults: NDArray[np.object_]
    candidates: dict[int, str]


@dataclass(frozen=True)
class Found:
    """The tambon that a province, an amphoe and a tambon give, how, or why not."""

    code: str | None = None
    how: str = ""
    fault: str = ""
    candidates: str = ""


def possible(found: Collection[str], schema: Schema, *, within: str | None) -> bool:
    """
    Whether rows can be placed with the columns that a table has.

    Parameters
    ----------
    found : collection of str
        Names of the fields found.
    schema : Schema
        All fields.
    within : str or None
        Code of the project's area.

    Returns
    -------
    bool
        True with the column of the place itself; or with a moo column where the project is one
        tambon or a tambon column stands beside it.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> schema = catalog.schema("bmn-household")
    >>> [possible(["moo"], schema, within=code) for code in ("150109", "1501", None)]
    [True, False, False]
    """
    if schema.table.place in found:
        return True
    if schema.by_name[schema.table.place].kind != "village" or moo_field(schema, found) is None:
        return False
    one_tambon = within is not None and len(within) >= LADDER["tambon"]
    return one_tambon or "tambon" in area_fields(schema, found)


def moo_field(schema: Schema, found: Collection[str]) -> str | None:
    """
    The column of moo numbers, where there is one.

    Parameters
    ----------
    schema : Schema
        All fields.
    found : collection of str
        Names of the fields found.

    Returns
    -------
    str or None
        Name of the field.
    """
    return next((one.name for one in schema.field if one.kind == "moo" and one.name in found), None)


def area_fields(schema: Schema, found: Collection[str]) -> dict[str, str]:
    """
    The columns of wider areas.

    Parameters
    ----------
    schema : Schema
        All fields.
    found : collection of str
        Names of the fields found.

    Returns
    -------
    dict[str, str]
        Level -> name of the field, the widest first.
    """
    fields = {
        one.level: one.name
        for one in schema.field
        if one.kind == "area" and one.level and one.name in found
    }
    return {level: fields[level] for level in AREAS if level in fields}


def places(frame: pd.DataFrame, schema: Schema, *, within: str | None) -> Located:
    """
    Compose village codes from moo and the wider areas.

    Parameters
    ----------
    frame : pandas.DataFrame
        Typed columns by field name.
    schema : Schema
        Its fields.
    within : str or None
        Code of the project's area; it stands in for areas that a row does not name.

    Returns
    -------
    Located
        A code for each row that has a moo and whose tambon is certain.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis import catalog
    >>> frame = pd.DataFrame({"moo": pd.array([3, None], dtype="Int16")})
    >>> found = places(frame, catalog.schema("bmn-household"), within="150109")
    >>> found.codes.tolist(), list(found.how)
    (['15010903', <NA>], ['place.from_moo'])
    """
    import numpy as np
    import pandas as pd

    size = len(frame)
    columns = area_fields(schema, frame.columns)
    lists: list[list[str | None]] = [
        _texts(frame[columns[level]]) if level in columns else [None] * size for level in AREAS
    ]
    moo = moo_field(schema, frame.columns)
    numbers = [None] * size if moo is None else [None if n is pd.NA else n for n in frame[moo]]
    known: dict[tuple[str | None, ...], Found] = {}
    rows = []
    for areas in zip(*lists, strict=True):
        if areas not in known:
            known[areas] = tambon_of(areas, within)
        rows.append(known[areas])
    codes = [
        f"{one.code}{number:02d}" if one.code and number else None
        for one, number in zip(rows, numbers, strict=True)
    ]
    ways = sorted({one.how for one in rows if one.how})
    placed = np.array([code is not None for code in codes], dtype=bool)
    how = {way: placed & np.array([one.how == way for one in rows]) for way in ways}
    return Located(
        codes=pd.array(codes, dtype="string"),
        how={way: found for way, found in how.items() if found.any()},
        faults=np.array([one.fault for one in rows], dtype=object),
        candidates={at: one.candidates for at, one in enumerate(rows) if one.candidates},
    )


def tambon_of(areas: Sequence[str | None], within: str | None) -> Found:
    """
    The tambon that a province, an amphoe and a tambon name together.

    Parameters
    ----------
    areas : sequence of str or None
        Province, amphoe, tambon: each a whole code, its own two digits, a bare name, or None.
    within : str or None
        Code of the project's area.

    Returns
    -------
    Found
        Its code and how it was found, or why it was not.

    Examples
    --------
    >>> tambon_of(("อ่างทอง", "เมือง", "หัวไผ่"), None).code
    '150109'
    >>> tambon_of((None, None, "หัวไผ่"), None).fault
    'place.name_alone'
    """
    code: str | None = COUNTRY
    how = "place.from_moo"
    for level, said in zip(AREAS, areas, strict=True):
        size = LADDER[level]
        own = within[:size] if within and within != COUNTRY and len(within) >= size else None
        if said is None:
            code = own if own and code is not None and _lies_in(own, code) else None
        elif said.isdecimal():
            how = how if how == "place.by_name" else "place.from_parts"
            code = said if len(said) == size else _joined(code, said)
        else:
            meant = () if code is None else _named(said, code, level)
            if not meant and own and lookup(own) is None:
                meant = (own,)  # a made-up area: its names stand in no list
            if len(meant) != 1:
                rest = areas[AREAS.index(level) + 1 :]
                if any(a and a.isdecimal() and len(a) > STEP for a in rest):
                    code = None  # a whole code further down settles it all the same
                    continue
                return _unsettled(said, level, code, meant)
            how = how if meant[0] == own and how == "place.from_moo" else "place.by_name"
            code = meant[0]
    if code is None or len(code) != LADDER["tambon"]:
        named = any(areas)
        return Found(fault="place.incomplete" if named else "")
    return Found(code, how)


def differing(said: pd.Series[str], codes: pd.Series[str], level: str) -> NDArray[np.bool_]:
    """
    Rows in which an area is not that of the village code.

    Parameters
    ----------
    said : pandas.Series
        Values of an area column.
    codes : pandas.Series
        Village codes.
    level : str
        Level of the area column.

    Returns
    -------
    numpy.ndarray of bool
        False where either is unknown, or the name of the code is not known.

    Examples
    --------
    >>> import pandas as pd
    >>> said = pd.Series(["09", "หัวไผ่", "ยี่ล้น"], dtype="string")
    >>> differing(said, pd.Series(["15010903"] * 3, dtype="string"), "tambon").tolist()
    [False, False, True]
    """
    import numpy as np

    known: dict[tuple[str | None, str | None], bool] = {}
    found = []
    size = LADDER[level]
    for pair in zip(_texts(said), _texts(codes.str[:size]), strict=True):
        if pair not in known:
            known[pair] = None not in pair and not _agrees(str(pair[0]), str(pair[1]))
        found.append(known[pair])
    return np.array(found, dtype=bool)


def _texts(column: pd.Series[str]) -> list[str | None]:
    """A column of text with None for null."""
    return [text if isinstance(text, str) else None for text in column]


def _agrees(said: str, code: str) -> bool:
    """Whether an area as written can be that of a code."""
    if said.isdecimal():
        return code.endswith(said) if len(said) < len(code) else code == said
    official = lookup(code)
    return official is None or _same(said, official.th, official.en)


def _joined(code: str | None, own: str) -> str | None:
    """The wider area's code with the two digits of the next level."""
    return None if code is None or code == COUNTRY else code + own


def _lies_in(code: str, wider: str) -> bool:
    """Whether an area is part of another."""
    return wider == COUNTRY or code.startswith(wider)


@cache
def _named(name: str, wider: str, level: str) -> tuple[str, ...]:
    """Areas of a level inside a wider one that bear a name, one level below it."""
    if LADDER[level] - (0 if wider == COUNTRY else len(wider)) != STEP:
        return ()
    areas = inside(wider)
    exact = [one.code for one in areas if _bare(one.th) == _bare(name)]
    if not exact and level == "amphoe" and strip_prefix(name) == _CAPITAL:
        province = lookup(wider)
        capital = _CAPITAL + (province.th if province else "")
        exact = [one.code for one in areas if one.th == capital]
    return tuple(exact or [one.code for one in areas if _same(name, one.th, one.en)])


def _same(name: str, th: str, en: str) -> bool:
    """Whether a name is that of an area in either language."""
    letters = name.casefold().replace(" ", "")
    return same_name(_bare(name), _bare(th)) or letters == en.casefold().replace(" ", "")


def _bare(name: str) -> str:
    """A name without its kind, its second name in brackets, and spaces."""
    bare = strip_prefix(name).split("(")[0].replace(" ", "")
    return bare.removeprefix("แขวง").removeprefix("เขต")


def _unsettled(name: str, level: str, wider: str | None, meant: Sequence[str]) -> Found:
    """A name that means no area of its wider one, or several, or whose wider area is not known."""
    if meant:
        return Found(fault="place.ambiguous", candidates=_listed(meant))
    if wider is not None and LADDER[level] - len(wider.removeprefix(COUNTRY)) == STEP:
        return Found(fault="place.name_unknown")
    named = _everywhere(level).get(_bare(name), ())
    near = [code for code in named if wider is None or _lies_in(code, wider)]
    return Found(fault="place.name_alone", candidates=_listed(near or named))


@cache
def _everywhere(level: str) -> dict[str, tuple[str, ...]]:
    """Bare name -> codes of all areas of a level in the country."""
    areas = list(inside(COUNTRY))
    for _ in range(AREAS.index(level)):
        areas = [below for one in areas for below in inside(one.code)]
    names: dict[str, tuple[str, ...]] = {}
    for one in areas:
        names[_bare(one.th)] = (*names.get(_bare(one.th), ()), one.code)
    return names


def _listed(codes: Sequence[str]) -> str:
    """Areas by code and name, the wider ones behind."""
    shown = []
    for code in codes[:NAMED]:
        sizes = [size for size in LADDER.values() if size <= len(code)]
        names = [found.th for size in reversed(sizes) if (found := lookup(code[:size]))]
        shown.append(f"{code} {' '.join(names)}")
    return "; ".join(shown) + (" …" if len(codes) > NAMED else "")
