"""Recheck: published figures against their own counts, so that a misprint is not copied."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from tambon_gis.engine.frames import same_kind
from tambon_gis.errors import AnalysisError
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

__all__ = ["percent_of", "recheck", "recheck_total", "tell"]

_WHOLE = 100
#: No percentage; beyond 28 digits a decimal cannot be rounded either.
_ABSURD = 10**9
_TEXTS = ("label", "what", "column")
_NUMBERS = ("published", "recomputed")
_COUNTS = ("row", "count", "asked")
_FLAGS = ("truncated", "fault")
_COLUMNS = ("row", *_TEXTS, *_NUMBERS, "count", "asked", *_FLAGS)
_IN_PERCENT = frozenset({"percent", "undefined", "not_all", "not_none"})


@dataclass(frozen=True)
class _Figures:
    """The published figures of one row, null where a cell is blank."""

    at: dict[str, Any]
    asked: int | None
    #: column -> (count beside it, percent as published)
    shares: dict[str, tuple[int | None, Decimal | None]]


def percent_of(count: int, asked: int, *, decimals: int = 2) -> Decimal:
    """
    A percentage as a report prints it, in whole numbers all the way.

    Parameters
    ----------
    count, asked : int
        Part and whole; nobody asked has no percentage.
    decimals : int, default 2
        Digits after the point.

    Returns
    -------
    decimal.Decimal
        Halves rounded up.

    Raises
    ------
    AnalysisError
        When nobody was asked.

    Notes
    -----
    Formula: floor(100 × count / asked × 10^decimals + 1/2) / 10^decimals, without floating point.
    Units: percent, 0 to 100. Missing: ``asked`` = 0 is refused, since it is undefined, not 0.
    Source: BMN reports of 2561 print pct = round(100 n / surveyed, 2).

    Examples
    --------
    >>> percent_of(617, 6850), percent_of(899080, 899118)
    (Decimal('9.01'), Decimal('100.00'))
    """
    if asked == 0:
        raise AnalysisError("recheck.nobody")
    scaled = (2 * _WHOLE * 10**decimals * count + asked) // (2 * asked)
    return Decimal(scaled).scaleb(-decimals)


@same_kind
def recheck(
    table: pd.DataFrame,
    *,
    asked: str,
    met: str | None = None,
    failing: str | None = None,
    percent: str | None = None,
    met_percent: str | None = None,
    decimals: int = 2,
    label: str | None = None,
) -> pd.DataFrame:
    """
    What the figures of a published table say against each other.

    Parameters
    ----------
    table : frame of any kind
        One row an area or indicator. Counts and percentages are numbers or plain decimal text.
    asked, met, failing : str
        Columns of counts; ``met`` or ``failing`` may be absent, and is ``asked`` less the other.
    percent, met_percent : str, optional
        Columns of the published percentage failing, and met.
    decimals : int, default 2
        Digits to which the percentages are rounded; further digits of a cell are not compared.
    label : str, optional
        Column that names the row.

    Returns
    -------
    frame of the same kind
        One row a difference, in the order of the table: ``row`` (position from 0), ``label``,
        ``what``, ``column``, ``published``, ``recomputed``, ``count``, ``asked``, ``truncated``
        (the digits were cut instead of rounded) and ``fault``. ``what`` is ``sum`` (met + failing
        is not asked), ``exceeds`` (a count below 0 or above asked), ``percent`` (another percentage
        than the counts give), ``undefined`` (a percentage of nobody); and, with ``fault`` false
        because the print is right and easily misread, ``not_all`` (100 % while some are missing)
        and ``not_none`` (0 % while there are some).

    Raises
    ------
    AnalysisError
        When a column is not there, a cell is no number, or a count is not whole.

    See Also
    --------
    recheck_total : Stated totals against the sum of the rows.

    Notes
    -----
    Formula: 100 × count / asked, halves rounded up (:func:`percent_of`); met + failing = asked.
    Units: counts in the table's own unit, percentages from 0 to 100. Missing: a blank cell is
    unknown and never zero; a check that needs it is left out. Source: the reports checked here
    print percentages to two decimals (BMN 2561, Central region and Surat Thani).

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"asked": [6850, 6228], "failing": [617, 967], "pct": [9.00, 15.53]})
    >>> found = recheck(table, asked="asked", failing="failing", percent="pct")
    >>> found[["row", "what", "published", "recomputed"]].values.tolist()
    [[0, 'percent', 9.0, 9.01]]
    """
    names = {"asked": asked, "met": met, "failing": failing}
    counts = {part: name for part, name in names.items() if name is not None}
    _must_hold(table, [*counts.values(), percent, met_percent, label])
    found = []
    for at in range(len(table)):
        row = table.iloc[at]
        numbers = {part: _whole(row[name], name, at) for part, name in counts.items()}
        printed = {
            name: (_side(part, numbers), _number(row[name], name, at))
            for part, name in (("failing", percent), ("met", met_percent))
            if name is not None
        }
        shown = None if label is None or _blank(row[label]) else str(row[label])
        figures = _Figures({"row": at, "label": shown}, numbers["asked"], printed)
        found += [*_of_counts(figures, counts, numbers), *_of_percents(figures, decimals)]
    return _frame(found)


@same_kind
def recheck_total(
    table: pd.DataFrame, *, stated: Mapping[str, int], label: str | None = None
) -> pd.DataFrame:
    """
    Stated totals against the sum of the rows.

    Parameters
    ----------
    table : frame of any kind
        The rows that the totals are of, without the total row itself.
    stated : Mapping[str, int]
        Column of counts -> its total as stated.
    label : str, optional
        What the total is called in the result.

    Returns
    -------
    frame of the same kind
        Rows as of :func:`recheck`, ``what`` = ``total`` and ``row`` null, one a total that the rows
        do not give.

    Raises
    ------
    AnalysisError
        When a column is not there, a cell is no number, or a count is not whole.

    Notes
    -----
    Formula: the sum of the column. Units: those of the column. Missing: where a cell is blank its
    count is unknown, so only a total below the sum of the others is a difference. Source: BMN 2561
    of Surat Thani says 60,388 surveyed in its text and 60,313 in its table.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"asked": [60000, 313]})
    >>> recheck_total(table, stated={"asked": 60388})[["published", "recomputed"]].values.tolist()
    [[60388.0, 60313.0]]
    """
    _must_hold(table, list(stated))
    found = []
    for name, total in stated.items():
        parts = [_whole(value, name, at) for at, value in enumerate(table[name])]
        known = [part for part in parts if part is not None]
        told = _whole(total, name, len(parts))
        all_known = len(known) == len(parts)
        if told is not None and (sum(known) != told if all_known else sum(known) > told):
            head = {"row": None, "label": label}
            found.append(_difference(head, "total", name, told, sum(known)))
    return _frame(found)


def tell(difference: Mapping[Any, Any], lang: str = DEFAULT_LANG, *, decimals: int = 2) -> str:
    """
    One difference as a sentence.

    Parameters
    ----------
    difference : Mapping
        A row of :func:`recheck` or :func:`recheck_total`: a dict, or a row of a pandas frame.
    lang : {"th", "en"}, default "th"
        Language.
    decimals : int, default 2
        Digits of percentages.

    Returns
    -------
    str
        One sentence, the label in front where there is one.

    Notes
    -----
    Formula: none; it tells what :func:`recheck` found. Units: those of the columns. Missing: an
    absent label is left out. Source: recheck.toml of the words.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"asked": [6850], "failing": [617], "pct": [9.00]})
    >>> found = recheck(table, asked="asked", failing="failing", percent="pct")
    >>> tell(found.iloc[0], "en")
    '“pct” says 9.00, yet 617 of 6,850 is 9.01 (the digits were cut, not rounded)'
    """
    say = words(lang)
    what = str(difference["what"])
    digits = decimals if what in _IN_PERCENT else 0
    count, asked = (_count(difference[name]) for name in ("count", "asked"))
    facts: dict[str, object] = {
        "column": difference["column"],
        "published": _written(say.number, difference["published"], digits),
        "recomputed": _written(say.number, difference["recomputed"], digits),
        "count": count,
        "asked": asked,
        "rest": asked - count,
    }
    cut = what == "percent" and bool(difference["truncated"])
    told = say.text(f"recheck.{what}_cut" if cut else f"recheck.{what}", **facts)
    label = difference["label"]
    return told if _blank(label) else say.text("recheck.line", label=label, told=told)


def _of_counts(
    one: _Figures, names: Mapping[str, str], numbers: Mapping[str, int | None]
) -> Iterator[dict[str, Any]]:
    """Counts against each other."""
    if one.asked is None:
        return
    for part, name in names.items():
        number = numbers[part]
        if number is not None and not 0 <= number <= one.asked:
            yield _difference(one.at, "exceeds", name, number, one.asked)
    met, failing = numbers.get("met"), numbers.get("failing")
    if met is not None and failing is not None and met + failing != one.asked:
        yield _difference(one.at, "sum", names["asked"], one.asked, met + failing)


def _of_percents(one: _Figures, decimals: int) -> Iterator[dict[str, Any]]:
    """Percentages against the counts beside them."""
    for name, (count, printed) in one.shares.items():
        if printed is None or one.asked is None or count is None or one.asked < 0:
            continue
        facts = {"count": count, "asked": one.asked}
        if one.asked == 0:
            yield _difference(one.at, "undefined", name, printed, None, **facts)
            continue
        right = percent_of(count, one.asked, decimals=decimals)
        # A workbook keeps digits that it does not show: what it shows is compared.
        shown = printed.quantize(right, ROUND_HALF_UP) if abs(printed) < _ABSURD else printed
        if shown != right:
            cut = Decimal(_WHOLE * 10**decimals * count // one.asked).scaleb(-decimals)
            cut_off = shown == cut
            yield _difference(one.at, "percent", name, printed, right, truncated=cut_off, **facts)
        elif (right == _WHOLE and count != one.asked) or (right == 0 and count != 0):
            exact = _WHOLE * count / one.asked
            what = "not_all" if right == _WHOLE else "not_none"
            yield _difference(one.at, what, name, printed, exact, fault=False, **facts)


def _difference(
    head: Mapping[str, Any],
    what: str,
    column: str,
    published: object,
    right: object,
    **more: object,
) -> dict[str, Any]:
    """One row of the result."""
    facts = {"count": None, "asked": None, "truncated": False, "fault": True, **more}
    return {
        **head,
        "what": what,
        "column": column,
        "published": published,
        "recomputed": right,
    } | facts


def _frame(found: list[dict[str, Any]]) -> pd.DataFrame:
    """Differences as a table with declared types."""
    import pandas as pd

    columns = {name: [one[name] for one in found] for name in _COLUMNS}
    text = pd.StringDtype(na_value=float("nan"))
    types: dict[str, Any] = {
        **dict.fromkeys(_TEXTS, text),
        **dict.fromkeys(_COUNTS, pd.Int64Dtype()),
        **dict.fromkeys(_NUMBERS, pd.Float64Dtype()),
        **dict.fromkeys(_FLAGS, pd.BooleanDtype()),
    }
    for name in _NUMBERS:
        columns[name] = [None if value is None else float(value) for value in columns[name]]
    return pd.DataFrame({name: pd.array(columns[name], dtype=types[name]) for name in _COLUMNS})


def _side(part: str, numbers: Mapping[str, int | None]) -> int | None:
    """The count that a percentage is of: as published, else asked less the other one."""
    if part in numbers:
        return numbers[part]
    other = numbers.get("met" if part == "failing" else "failing")
    asked = numbers["asked"]
    return None if other is None or asked is None else asked - other


def _must_hold(table: pd.DataFrame, names: list[str | None]) -> None:
    """Refuse a table that lacks a column."""
    lacking = [name for name in names if name is not None and name not in table.columns]
    if lacking:
        raise AnalysisError("recheck.columns", columns=", ".join(lacking))


def _blank(value: object) -> bool:
    """Whether a cell holds nothing."""
    import pandas as pd

    return value is None or value is pd.NA or value != value or value == ""  # noqa: PLR0124


def _number(value: object, column: str, row: int) -> Decimal | None:
    """A cell as an exact decimal; NaN counts as blank."""
    if _blank(value):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise AnalysisError("recheck.number", column=column, row=row + 1) from None
    if not number.is_finite():
        raise AnalysisError("recheck.number", column=column, row=row + 1)
    return number


def _whole(value: object, column: str, row: int) -> int | None:
    """A cell as a count."""
    number = _number(value, column, row)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise AnalysisError("recheck.whole", column=column, row=row + 1)
    return int(number)


def _count(value: Any) -> int:
    """A count for a sentence, 0 where a kind of difference has none."""
    return 0 if _blank(value) else int(value)


def _written(number: Any, value: Any, decimals: int) -> str:
    """A number as a sentence writes it."""
    return "-" if _blank(value) else str(number(float(value), decimals))
