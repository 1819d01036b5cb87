"""Two surveys meet: a year and the next, households and their village's form, or their members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.loaders.address import FIRST_FEW, listing
from tambon_gis.loaders.keys import among, held, numbered
from tambon_gis.model.findings import Finding
from tambon_gis.model.join import Join, Side
from tambon_gis.model.project import PERSONS
from tambon_gis.places import LADDER

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tambon_gis.model.findings import Report, Severity
    from tambon_gis.model.join import JoinKind

    Numbers = NDArray[np.intp]

__all__ = [
    "MEMBERS",
    "between_years",
    "counting",
    "one_a_row",
    "people_behind",
    "side",
    "with_persons",
    "with_villages",
]

#: Column of the people of a household, where a survey has one.
MEMBERS = "members"
HOUSE = "house_code"
#: Columns that count households and people of an area, the first that a table has.
HOUSEHOLDS, PEOPLE = ("households", "households_total"), ("population",)
PLACES_NAMED = 12


def between_years(
    before: Sequence[pd.DataFrame],
    after: Sequence[pd.DataFrame],
    *,
    roles: tuple[str, str],
    report: Report,
    level: str = "village",
    known: Collection[str] | None = None,
) -> tuple[Report, tuple[Join, ...]]:
    """
    Hold a survey against the one of an earlier year.

    Parameters
    ----------
    before, after : sequence of pandas.DataFrame
        Stage ``survey``, the tables of each year; ``attrs`` with file, sheet and place letter.
    roles : tuple of str
        Roles of the earlier and the later survey.
    report : Report
        The report of the later survey, which takes the findings.
    level : {"village", "tambon", "amphoe", "province"}, default "village"
        At which level places are compared: that of the map.
    known : collection of str, optional
        Places with a polygon: only these are told as new or gone, the others were told by the map.

    Returns
    -------
    tuple[Report, tuple[Join, ...]]
        The report with a note each about places that are new or gone, and, where both years have
        house codes, households that are new, gone, or stand in another village (their number and a
        few cells, never the code); one join on places and one on houses.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.model.findings import Report
    >>> one = pd.DataFrame({"row": [2, 3], "place": ["99020101", "99020102"]}, dtype="string")
    >>> later = Report("b-2565", "b.csv", 1, 1)
    >>> told, joins = between_years([one], [one[:1]], roles=("b-2564", "b-2565"), report=later)
    >>> [finding.code for finding in told.findings], joins[0].left.keys_left
    (['join.year_gone'], 1)
    """
    first, then = _together(before, level), _together(after, level)
    joins = [_join("year_year", "place", level, (first, then), roles)]
    earlier, later = (frame[_on_map(frame, known)] for frame in (first, then))
    found = _places_of_years(earlier, later, report)
    if all(HOUSE in frame for frame in (first, then)):
        houses = tuple(frame.dropna(subset=[HOUSE]) for frame in (first, then))
        joins.append(_join("year_year", HOUSE, "", houses, roles))
        found += _houses_of_years(*houses)
    return report.noting(found), tuple(joins)


def with_villages(
    households: Sequence[pd.DataFrame],
    villages: Sequence[pd.DataFrame],
    *,
    roles: tuple[str, str],
    report: Report,
    known: Collection[str] | None = None,
) -> tuple[Report, Join]:
    """
    Hold the households of a survey against the forms of their villages.

    Parameters
    ----------
    households, villages : sequence of pandas.DataFrame
        Stage ``survey``, the tables of each.
    roles : tuple of str
        Roles of the household and the village survey.
    report : Report
        The report of the household survey, which takes the findings.
    known : collection of str, optional
        Villages with a polygon: only these are told, the others were told by the map.

    Returns
    -------
    tuple[Report, Join]
        The report with a note about villages without a form, and about forms of villages without a
        household; and the join.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.model.findings import Report
    >>> homes = pd.DataFrame({"row": [2, 3], "place": ["99020101", "99020102"], "members": [4, 2]})
    >>> report = Report("bmn-2560-2565", "a.csv", 2, 2)
    >>> roles = ("bmn-2560-2565", "nrd2c-2564")
    >>> told, join = with_villages([homes], [homes[:1]], roles=roles, report=report)
    >>> told.findings[0].code, told.findings[0].households, told.findings[0].people
    ('join.no_form', 1, 2)
    """
    homes, forms = _together(households, "village"), _together(villages, "village")
    join = _join("household_village", "place", "village", (homes, forms), roles)
    found = []
    without = homes[~among(homes["place"], forms["place"].unique()) & _on_map(homes, known)]
    if len(without):
        found.append(_places_alone("join.no_form", without, report.file))
    alone = forms[~among(forms["place"], homes["place"].unique()) & _on_map(forms, known)]
    if len(alone):
        facts = {"places": _named(alone["place"])}
        n = alone["place"].nunique()
        file = str(alone["file"].iloc[0]) or report.file
        found.append(Finding("join.form_alone", "note", file, count=n, facts=facts))
    return report.noting(found), join


def with_persons(
    households: Sequence[pd.DataFrame],
    persons: Sequence[pd.DataFrame],
    *,
    roles: tuple[str, str],
    report: Report,
) -> tuple[Report, Join]:
    """
    Hold the households of a survey against the table of their members, by house code.

    Parameters
    ----------
    households, persons : sequence of pandas.DataFrame
        Stage ``survey``, the tables of each, with ``house_code``.
    roles : tuple of str
        Roles of the household and the person survey.
    report : Report
        The report of the person survey, which takes the findings.

    Returns
    -------
    tuple[Report, Join]
        The report with a finding about persons of households that are not there, whose answers are
        counted nowhere, and a note about households without a person; and the join.

    Examples
    --------
    >>> import pandas as pd
    >>> from tambon_gis.model.findings import Report
    >>> homes = pd.DataFrame({"row": [2], "place": ["99020101"], "house_code": ["1"]})
    >>> members = pd.DataFrame({"row": [2, 3], "place": ["99020101"] * 2, "house_code": ["1", "2"]})
    >>> report = Report("b-2565-persons", "p.csv", 2, 2)
    >>> told, join = with_persons([homes], [members], roles=("b-2565", report.role), report=report)
    >>> told.findings[0].code, told.findings[0].people, join.right.keys_left
    ('join.persons_alone', 1, 1)
    """
    homes = _together(households, "village")
    members = _together(persons, "village").dropna(subset=[HOUSE])
    marks = {name: (name, "first") for name in ("place", "file", "sheet", "place_letter")}
    counted = {"row": ("row", "min"), MEMBERS: ("row", "size")}
    folded = members.groupby(HOUSE, as_index=False, sort=False).agg(**marks, **counted)
    join = _join("household_person", HOUSE, "", (homes, folded), roles)
    alone = folded[~among(folded[HOUSE], homes[HOUSE].unique())]
    empty = homes[~among(homes[HOUSE], folded[HOUSE].unique())]
    found = _spots("join.persons_alone", alone, severity="decide")
    return report.noting(found + _spots("join.no_persons", empty)), join


def side(
    role: str, frame: pd.DataFrame, key: str, others: Collection[str] | pd.Series[str]
) -> Side:
    """
    Count one table of a join.

    Parameters
    ----------
    role : str
        What the table is in the project.
    frame : pandas.DataFrame
        One row a row of the file.
    key : str
        Column on which it is joined.
    others : collection of str
        Keys of the other table.

    Returns
    -------
    Side
        Rows and keys, all and matched, and what stands behind the rows that did not match.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"place": ["1", "1", "2"], "members": [4, 2, 1]})
    >>> one = side("bmn", frame, "place", {"1"})
    >>> one.rows_left, one.keys_left, one.keys_repeated, one.households_left, one.people_left
    (1, 1, 1, 1, 1)
    """
    import pandas as pd

    wanted: Any = others if hasattr(others, "dtype") else list(others)
    return _side(role, frame, *numbered(frame[key], pd.Series(wanted, dtype=frame[key].dtype)))


def people_behind(frame: pd.DataFrame, *, persons: bool = False) -> tuple[int | None, int | None]:
    """
    How many households and people stand behind some rows.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of a survey, one a row of the file: households (which have a house code or count their
        members), or areas that tell their number of households and people.
    persons : bool, default False
        Whether the rows are members of households instead.

    Returns
    -------
    tuple of int or None
        Households and people; None where the table does not tell.

    Examples
    --------
    >>> import pandas as pd
    >>> people_behind(pd.DataFrame({"members": [4, 2, None]}))
    (3, 6)
    >>> people_behind(pd.DataFrame({"households": [120], "population": [410]}))
    (120, 410)
    >>> people_behind(pd.DataFrame({"house_code": ["a", "a", "b"]}), persons=True)
    (2, 3)
    """
    if persons:
        return int(frame[HOUSE].nunique()) if HOUSE in frame else None, len(frame)
    if MEMBERS in frame or HOUSE in frame:
        return len(frame), int(frame[MEMBERS].sum()) if MEMBERS in frame else None
    households, people = (
        next((int(frame[name].sum()) for name in names if name in frame), None)
        for names in (HOUSEHOLDS, PEOPLE)
    )
    return households, people


def one_a_row(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Give published counts, which hold a line an indicator, one line a row of their file.

    Parameters
    ----------
    frame : pandas.DataFrame
        Stage ``survey`` or ``counted``.

    Returns
    -------
    pandas.DataFrame
        The same for a survey.

    Examples
    --------
    >>> import pandas as pd
    >>> counted = pd.DataFrame({"framework": ["t", "t"], "row": [2, 2], "place": ["11", "11"]})
    >>> len(one_a_row(counted))
    1
    """
    return frame.drop_duplicates("row") if "framework" in frame else frame


def counting(frame: pd.DataFrame) -> pd.DataFrame:
    """
    Keep what a join counts: one line a row of the file, with place, house, households and people.

    Parameters
    ----------
    frame : pandas.DataFrame
        Stage ``survey`` or ``counted``.

    Returns
    -------
    pandas.DataFrame
        The same rows with fewer columns and without ``attrs``.

    Examples
    --------
    >>> import pandas as pd
    >>> counting(pd.DataFrame({"row": [2], "place": ["11"], "water": [1]})).columns.tolist()
    ['row', 'place']
    """
    wanted = ("row", "place", HOUSE, MEMBERS, *HOUSEHOLDS, *PEOPLE)
    kept = one_a_row(frame)[[name for name in wanted if name in frame]]
    kept.attrs = {}
    return kept


def _together(parts: Sequence[pd.DataFrame], level: str) -> pd.DataFrame:
    """Tables of one survey as one, each row with its file, sheet and letter; places at a level."""
    import pandas as pd

    marked = []
    for part in parts:
        marks = {name: str(part.attrs.get(name, "")) for name in ("file", "sheet", "place_letter")}
        marked.append(counting(part).assign(**marks))
    empty = pd.DataFrame({"row": [], "place": pd.array([], dtype="string"), "file": []})
    all_rows = pd.concat(marked, ignore_index=True) if marked else empty
    return all_rows.assign(place=all_rows["place"].str[: LADDER[level]])


def _side(role: str, frame: pd.DataFrame, codes: Numbers, others: Numbers) -> Side:
    """The counts of one side, its keys and those of the other as numbers."""
    import numpy as np

    matched = held(codes, others)
    times = np.bincount(codes[codes >= 0])
    persons = role.endswith(PERSONS) and MEMBERS not in frame
    households, people = people_behind(frame[~matched], persons=persons)
    return Side(
        role=role,
        rows=len(frame),
        keys=int((times > 0).sum()),
        rows_matched=int(matched.sum()),
        keys_matched=int((np.bincount(codes[matched]) > 0).sum()),
        keys_repeated=int((times > 1).sum()),
        households_left=households,
        people_left=people,
    )


def _on_map(frame: pd.DataFrame, known: Collection[str] | None) -> NDArray[np.bool_]:
    """The rows whose place has a polygon; all where that is not asked."""
    import numpy as np

    if known is None:
        return np.ones(len(frame), dtype=bool)
    return among(frame["place"], known)


def _join(
    kind: JoinKind, key: str, level: str, tables: tuple[pd.DataFrame, ...], roles: tuple[str, str]
) -> Join:
    """The counts of both sides."""
    one, two = numbered(*(table[key] for table in tables))
    left = _side(roles[0], tables[0], one, two)
    return Join(kind, key, level, left, _side(roles[1], tables[1], two, one))


def _places_of_years(first: pd.DataFrame, then: pd.DataFrame, report: Report) -> list[Finding]:
    """Places that only one of two years has."""
    one, two = numbered(first["place"], then["place"])
    new, gone = then[~held(two, one)], first[~held(one, two)]
    found = []
    for code, rows in (("join.year_new", new), ("join.year_gone", gone)):
        if len(rows):
            found.append(_places_alone(code, rows, str(rows["file"].iloc[0]) or report.file))
    return found


def _places_alone(code: str, rows: pd.DataFrame, file: str) -> Finding:
    """Places that only one of two tables has, with what stands behind their rows."""
    households, people = people_behind(rows)
    facts = {"places": _named(rows["place"])}
    n = rows["place"].nunique()
    return Finding(code, "note", file, count=n, facts=facts, households=households, people=people)


def _houses_of_years(first: pd.DataFrame, then: pd.DataFrame) -> list[Finding]:
    """Households that only one of two years has, or that stand elsewhere: cells, never a code."""
    import numpy as np

    before, after = numbered(first[HOUSE], then[HOUSE])
    found = _spots("join.house_new", then[~held(after, before)])
    found += _spots("join.house_gone", first[~held(before, after)])
    home = np.full(max(before.max(initial=0), after.max(initial=0)) + 1, -1)
    home[before[::-1]] = np.arange(len(first))[::-1]  # the first row of a house
    lived = home[after]
    both = lived >= 0
    old, new = numbered(first["place"].iloc[lived[both]], then["place"][both])
    moved = np.zeros(len(then), dtype=bool)
    moved[both] = (old != new) & (old >= 0) & (new >= 0)
    return found + _spots("join.house_moved", then[moved])


def _spots(code: str, rows: pd.DataFrame, severity: Severity = "note") -> list[Finding]:
    """One finding a file, with the first few cells of the places."""
    import numpy as np

    found = []
    for (file, sheet, column), some in rows.groupby(["file", "sheet", "place_letter"], sort=False):
        numbers = np.sort(some["row"].to_numpy(dtype=np.int64))
        households, people = people_behind(some)
        ends = np.flatnonzero(np.diff(numbers) != 1)
        told = numbers[: ends[FIRST_FEW] + 1] if len(ends) > FIRST_FEW else numbers
        cells = listing(str(column), told.tolist())
        found.append(
            Finding(code, severity, str(file), str(sheet), cells, int(numbers[0]), len(numbers),
                    households=households, people=people)
        )  # fmt: skip
    return found


def _named(places: pd.Series[str]) -> str:
    """The first few places in one line."""
    codes = sorted(places.dropna().unique())
    return ", ".join(codes[:PLACES_NAMED]) + (" …" if len(codes) > PLACES_NAMED else "")
