"""Summaries: medians and age pyramids, coarse enough that no household can be read from them (P7).

Internal tables; what is published goes through :mod:`tambon_gis.analysis.disclose`.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from tambon_gis.analysis.protection.forms import SMALLEST_ASKED, SMALLEST_CELL
from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError
from tambon_gis.model.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

__all__ = ["BANDS", "age_pyramid", "medians"]

#: First and last age of the bands of a pyramid, years; the last band is open.
BANDS = ((0, 14), (15, 29), (30, 44), (45, 59), (60, None))
_DIGITS = 2
_PERSONS = Stage(
    "persons", (("place", "text"), ("house_code", "text"), ("sex", "any"), ("age", "number"))
)


@same_kind
def medians(rows: pd.DataFrame, column: str, *, by: Sequence[str] = ("place",)) -> pd.DataFrame:
    """
    The median of a column in every group, where enough answered.

    Parameters
    ----------
    rows : frame of any kind
        One row a household (or person), for example with ``income``. Rows of persons carry
        ``house_code``.
    column : str
        A column of numbers.
    by : sequence of str, default ("place",)
        Columns that group the rows.

    Returns
    -------
    frame of the same kind
        The columns of ``by``, in ascending order, ``n`` (answers), ``median``, and ``form``:
        ``exact`` or ``hidden``. Smallest and largest are never told.

    Raises
    ------
    AnalysisError
        When a column is missing.

    Notes
    -----
    Formula: the middle answer, or the mean of the two middle ones, rounded to two significant
    digits, since the middle answer of an odd number is somebody's own.

    Units: those of the column.

    Missing: an unknown answer is not counted; with fewer than 10 answers, or answers of fewer
    than 5 households where the rows carry ``house_code`` (told apart within a ``place``; an unknown
    one is no household), both ``n`` and ``median`` are null.

    Source: rule P7 of publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"place": ["15010901"] * 11 + ["15010902"],
    ...     "income": [*range(30_000, 41_000, 1_000), 5]})
    >>> medians(rows, "income").values.tolist()
    [['15010901', 11, 35000.0, 'exact'], ['15010902', <NA>, <NA>, 'hidden']]
    """
    import pandas as pd

    missing = [name for name in (*by, column) if name not in rows]
    if missing:
        raise AnalysisError("summaries.columns", columns=", ".join(missing))
    values = rows.assign(**{column: pd.to_numeric(rows[column]).astype("Float64")})
    grouped = values.groupby(list(by), sort=True)[column]
    n, middle = grouped.count().astype("Int64"), grouped.median().astype("Float64")
    enough = n >= SMALLEST_ASKED
    if "house_code" in rows:
        enough &= _households(values[values[column].notna()], by).reindex(n.index, fill_value=0)
    rough = middle.where(enough).map(_rough, na_action="ignore")
    found = pd.DataFrame({"n": n.where(enough), "median": rough})
    found["form"] = pd.Series("exact", index=found.index, dtype="str").where(enough, "hidden")
    found["median"] = found["median"].astype("Float64")
    return found.reset_index()


@same_kind
def age_pyramid(persons: pd.DataFrame) -> pd.DataFrame:
    """
    Persons by age band and sex in every place, each cell standing for five households at least.

    Parameters
    ----------
    persons : frame of any kind
        One row a person: ``place``, ``house_code``, ``sex``, ``age`` (whole years). Places of one
        level: pyramids of two levels could be subtracted.

    Returns
    -------
    frame of the same kind
        ``place``, ``band`` (such as ``0-14`` or ``45+``), ``first_age``, ``sex``, ``persons``, by
        place, age and sex; a place where even one band for all ages is too small has one row with
        null ``band`` and ``persons``.

    Raises
    ------
    StageError
        When a column is missing.
    AnalysisError
        When the places are of several levels.

    Notes
    -----
    Formula: bands 0-14, 15-29, 30-44, 45-59, 60 and over; of all ways to join neighbouring bands,
    for both sexes alike, under which each cell holds persons of five households or more, the one
    with most bands, then that whose smallest cell is largest.

    Units: persons; ages in whole years.

    Missing: persons whose age, sex or house is unknown are in no cell; a place with fewer than 10
    households has no pyramid, since its cells are hidden everywhere else.

    Source: rule P7 of publishing.

    Examples
    --------
    >>> import pandas as pd
    >>> persons = pd.DataFrame({"place": "15010901", "house_code": [str(n % 12) for n in range(24)],
    ...     "sex": ["f"] * 12 + ["m"] * 12, "age": ([20] * 6 + [70] * 6) * 2})
    >>> age_pyramid(persons)[["band", "sex", "persons"]].values.tolist()
    [['0-29', 'f', 6], ['0-29', 'm', 6], ['30+', 'f', 6], ['30+', 'm', 6]]
    """
    import pandas as pd

    _PERSONS.check(persons)
    if len(set(persons["place"].str.len())) > 1:
        raise AnalysisError("summaries.levels")
    known = persons.dropna(subset=["place", "house_code", "sex", "age"])
    firsts = [first for first, _ in BANDS]
    band = pd.cut(known["age"].astype("float64"), [*firsts, float("inf")], right=False,
                  labels=False)  # fmt: skip
    known = known.assign(band=band).dropna(subset=["band"])
    spots = known.groupby("place", sort=False).indices
    rows = []
    for place in sorted(persons["place"].dropna().unique()):
        rows += _pyramid(place, known.iloc[spots.get(place, [])])
    found = pd.DataFrame(rows, columns=["place", "band", "first_age", "sex", "persons"])
    return found.astype({"place": "str", "band": "str", "first_age": "Int64", "persons": "Int64"})


def _households(answered: pd.DataFrame, by: Sequence[str]) -> pd.Series[bool]:
    """Whether five households at least stand behind the answers of each group."""
    house = list(dict.fromkeys([*by, *(["place"] if "place" in answered else []), "house_code"]))
    houses = answered.dropna(subset=["house_code"]).drop_duplicates(house)
    return houses.groupby(list(by)).size() >= SMALLEST_CELL


def _rough(value: float) -> float:
    """A number to two significant digits."""
    import math

    if value == 0 or math.isnan(value):
        return value
    return round(value, _DIGITS - 1 - math.floor(math.log10(abs(value))))


def _joins() -> Iterator[list[tuple[int, int]]]:
    """All ways to join neighbouring bands, most bands first: first and last band of each."""
    number = len(BANDS)
    for cuts in range(number - 1, -1, -1):
        for at in combinations(range(1, number), cuts):
            edges = [0, *at, number]
            yield [(a, b - 1) for a, b in pairwise(edges)]


def _pyramid(place: str, persons: pd.DataFrame) -> list[tuple[object, ...]]:
    """The rows of one place."""
    sexes = sorted(persons["sex"].unique())
    groups = persons.groupby(["sex", "band"], sort=False)["house_code"]
    of_band = {group: codes.tolist() for group, codes in groups}
    homes = {group: frozenset(codes) for group, codes in of_band.items()}
    best: tuple[int, int] = (0, 0)
    chosen: list[tuple[int, int]] = []
    enough = persons["house_code"].nunique() >= SMALLEST_ASKED
    for joined in _joins() if enough else ():
        sizes = [
            len(frozenset().union(*(homes.get((sex, n), ()) for n in range(a, b + 1))))
            for a, b in joined
            for sex in sexes
        ]
        smallest = min(sizes, default=0)
        if smallest >= SMALLEST_CELL and (len(joined), smallest) > best:
            best, chosen = (len(joined), smallest), joined
    if not chosen:
        return [(place, None, None, None, None)]
    return [
        (place, _name(a, b), BANDS[a][0], sex,
         sum(len(of_band.get((sex, n), ())) for n in range(a, b + 1)))
        for a, b in chosen
        for sex in sexes
    ]  # fmt: skip


def _name(first: int, last: int) -> str:
    """The ages of joined bands."""
    low, high = BANDS[first][0], BANDS[last][1]
    return f"{low}+" if high is None else f"{low}-{high}"
