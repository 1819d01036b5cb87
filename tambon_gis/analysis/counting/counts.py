"""The shape of a counted table: its sums, its groups and weights, and how a scan becomes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.engine import frames
from tambon_gis.errors import AnalysisError, CodeError
from tambon_gis.model.stages import COUNTED, SURVEY, Stage
from tambon_gis.places import COUNTRY, LADDER

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd
    import pyarrow as pa

    from tambon_gis.model.rulebook import Indicator, Rulebook

__all__ = ["HOUSEHOLDS", "KEY", "SUMS", "WEIGHTED", "groups_of", "levels_of", "weighted_of"]

#: What names a counted cell, beside the columns of its groups.
KEY = ("year", "framework", "code", "level", "place", "counts")
#: Households behind a cell.
HOUSEHOLDS = ("households_asked", "households_met", "households_unknown")
#: Additive counts.
SUMS = ("asked", "met", "unknown", *HOUSEHOLDS)
#: The same units, each counted with its weight.
WEIGHTED = ("weighted_asked", "weighted_met", "weighted_unknown")
#: Columns that tell of one row of a table alone: no groups, and left behind by sums.
OF_ONE_ROW = (
    *("row", "households_total", "failing", "share", "unknown_share", "weighted_share"),
    *("share_low", "share_high", "low", "high", "unit", "parts", "parts_due"),
    *("form", "households", "score", "rounded_to"),
)
#: A weight beyond this is no weight; also what an infinite one is held against.
LARGEST_WEIGHT = "1e300"


def groups_of(counted: pd.DataFrame) -> list[str]:
    """
    The group columns of a counted table.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted`` or ``measured``.

    Returns
    -------
    list[str]
        Columns that are neither its key, nor a sum, nor told of one row alone (a share),
        such as ``sex``.

    Notes
    -----
    Formula: all columns without those that the stages name.

    Units: none, a list of names.

    Missing: a group may be null; it is a group of its own.

    Source: our own.

    Examples
    --------
    >>> import pandas as pd
    >>> groups_of(pd.DataFrame(columns=["place", "asked", "met", "sex", "share"]))
    ['sex']
    """
    known = {*KEY, *SUMS, *WEIGHTED, *OF_ONE_ROW}
    return [str(name) for name in counted.columns if name not in known]


def weighted_of(counted: pd.DataFrame) -> list[str]:
    """
    The weighted sums that a counted table has.

    Parameters
    ----------
    counted : pandas.DataFrame
        Stage ``counted`` or ``measured``.

    Returns
    -------
    list[str]
        None or all of :data:`WEIGHTED`.

    Notes
    -----
    Formula: the columns of that name.

    Units: none, a list of names.

    Missing: without weights the list is empty.

    Source: our own.

    Examples
    --------
    >>> import pandas as pd
    >>> weighted_of(pd.DataFrame(columns=["asked", "met"]))
    []
    """
    return [name for name in WEIGHTED if name in counted.columns]


def levels_of(codes: pd.Series[str]) -> pd.Series[str]:
    """
    The level of every code.

    Parameters
    ----------
    codes : pandas.Series
        Codes of 2, 4, 6 or 8 digits, or :data:`tambon_gis.places.COUNTRY`.

    Returns
    -------
    pandas.Series
        Names of levels as text; ``"country"`` for the whole country.

    Raises
    ------
    CodeError
        When a code has another length.

    Notes
    -----
    Formula: by the number of digits.

    Units: none, names of levels.

    Missing: a code that is null or of another length is refused.

    Source: our own.

    Examples
    --------
    >>> import pandas as pd
    >>> levels_of(pd.Series(["15010903", "15", "TH"], dtype="str")).tolist()
    ['village', 'province', 'country']
    """
    levels = (
        codes.str.len()
        .map({digits: level for level, digits in LADDER.items()})
        .mask(codes.eq(COUNTRY), "country")
    )
    if levels.isna().any():
        raise CodeError("code.malformed")
    return levels.astype("str")


def check_table(survey: Any, by: str | Sequence[str], weight: str | None, *more: str) -> list[str]:
    """The groups, once the columns are there and none is named like a column of the result."""
    return checked(frames.first_row(survey), by, weight, *more)


def checked(
    first: pd.DataFrame, by: str | Sequence[str], weight: str | None, *more: str
) -> list[str]:
    """The same of the first row of a table."""
    by = [by] if isinstance(by, str) else list(by)
    extra = [*more, *by]
    numeric: list[tuple[str, Any]] = [] if weight is None else [(weight, "number")]
    wanted = (*SURVEY.columns, *((name, "any") for name in extra), *numeric)
    Stage(SURVEY.name, wanted).check(first)
    taken = {*KEY, *SUMS, *WEIGHTED, *OF_ONE_ROW}
    bad = [name for n, name in enumerate(by) if name in taken or name in by[:n]]
    if bad:
        raise AnalysisError("aggregate.by", columns=", ".join(bad))
    return by


def numeric_columns(first: pd.DataFrame) -> list[str]:
    """Columns that hold plain numbers, told by the first row of a table."""
    kinds = zip(first.columns, first.dtypes, strict=True)
    return [str(name) for name, one in kinds if getattr(one, "kind", "O") in "iuf"]


def sum_sql(expression: str, name: str) -> str:
    """A sum as a 64-bit integer."""
    return f"CAST(sum({expression}) AS BIGINT) AS {name}"


def weight_sql(weight: str | None) -> list[str]:
    """The count of rows whose weight is no weight, for the select of a scan."""
    if weight is None:
        return []
    value = f'CAST("{weight}" AS DOUBLE)'
    good = f"CASE WHEN {value} >= 0e0 AND {value} < {LARGEST_WEIGHT} THEN 0e0 ELSE 1e0 END"
    return [sum_sql(good, "no_weight")]


def refuse_weights(wide: pa.Table, weight: str | None) -> None:
    """Refuse weights that are missing, negative or without end."""
    if weight is None or not wide.num_rows:
        return
    bad = int(wide.column("no_weight").to_pandas().sum())
    if bad:
        raise AnalysisError("aggregate.weight", column=weight, rows=bad)


def quoted(names: Collection[str]) -> str:
    """Column names for a select."""
    return ", ".join(f'"{name}"' for name in names)


def long(
    wide: pa.Table,
    indicators: Sequence[Indicator],
    rulebook: Rulebook,
    *,
    year: int,
    by: Sequence[str] = (),
    weighted: bool = False,
) -> pd.DataFrame:
    """From one column an indicator and sum to one row a place, group and indicator."""
    import numpy as np
    import pandas as pd

    keys = ["place", *by]
    frame = frames.to_pandas(wide.select(keys)).sort_values(keys, kind="stable")
    if frame["place"].isna().any():
        raise AnalysisError("aggregate.no_place")
    frame["place"] = frame["place"].astype("str")
    many, rows = len(indicators), len(frame)
    from_row = frame.index.to_numpy() + rows * np.arange(many)[:, None]
    told = _stacked(wide, (*SUMS, *(WEIGHTED if weighted else ())), many).take(from_row.ravel())
    told = told.reset_index(drop=True)

    counted = pd.DataFrame(
        {
            "year": year,
            "framework": _each([rulebook.id] * many, rows),
            "code": _each([one.code for one in indicators], rows),
            "level": _again(levels_of(frame["place"]), many),
            "place": _again(frame["place"], many),
            "counts": _each([one.counts for one in indicators], rows),
            **{name: told[name] for name in SUMS},
            **{name: _again(frame[name], many) for name in by},
            **{name: told[name] for name in WEIGHTED if weighted},
        }
    )
    if rulebook.rulebook.unit != "household":
        for name in HOUSEHOLDS:
            counted[name] = pd.array([pd.NA] * len(counted), dtype="Int64")
    COUNTED.check(counted)
    return counted


def _again(column: pd.Series[Any], times: int) -> pd.Series[Any]:
    """A whole column, then the whole of it again."""
    import pandas as pd

    return pd.concat([column] * times, ignore_index=True)


def _each(told: Sequence[Any], rows: int) -> pd.Series[Any]:
    """What is told of each indicator, in each of its rows."""
    import pandas as pd

    return pd.Series(told, dtype="str").repeat(rows).reset_index(drop=True)


def _stacked(wide: pa.Table, sums: Sequence[str], many: int) -> pd.DataFrame:
    """The sums of the first indicator, below them those of the second, and so on."""
    import numpy as np
    import pandas as pd

    columns = {
        name: np.concatenate([wide.column(f"{name}{n}").to_numpy() for n in range(many)])
        for name in sums
    }
    kinds = {name: "Float64" if name in WEIGHTED else "Int64" for name in sums}
    return pd.DataFrame(columns).astype(kinds)
