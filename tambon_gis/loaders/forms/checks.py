"""What a column of a form accepts: lists, limits, text formats, and a made-up example."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from tambon_gis.model.schema import Field

__all__ = ["FORMATS", "answers", "check", "limits", "limits_told", "sample"]

#: Kinds whose cells are text: a spreadsheet then leaves zeros and Buddhist years alone.
FORMATS = {"village": "@", "code": "@", "area": "@", "date": "@", "answer": "@", "text": "@"}
#: A place that does not exist.
NOWHERE = "99010101"
#: An amount of money.
MANY = 12000
_DASHED = 9


def answers(one: Field) -> tuple[str, ...]:
    """
    The answers to choose from, each meaning once.

    Parameters
    ----------
    one : Field
        A field.

    Returns
    -------
    tuple[str, ...]
        In the order of the schema, a word before the bare code; ``-`` where it means "not
        applicable". Empty for other kinds.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> answers(catalog.schema("bmn-household").by_name["ind08"])
    ('ผ่าน', 'ไม่ผ่าน', '-')
    """
    if one.kind != "answer":
        return ()
    by_code: dict[int, str] = {}
    for text, code in one.values.items():
        best = by_code.get(code)
        if best is None or (best.isdecimal() and not text.isdecimal()):
            by_code[code] = text
    if one.dash == "not_applicable" and by_code.get(_DASHED, "9").isdecimal():
        by_code[_DASHED] = "-"
    return tuple(by_code.values())


def limits(one: Field) -> tuple[str, str]:
    """
    The limits of a field as they are shown.

    Parameters
    ----------
    one : Field
        A field.

    Returns
    -------
    tuple[str, str]
        Lowest and highest value; empty where open.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> limits(catalog.schema("facilities").by_name["latitude"])
    ('5.5', '20.6')
    """
    low, high = ("" if x is None else f"{x:.10g}" for x in (one.minimum, one.maximum))
    return low, high


def limits_told(one: Field, lang: str = DEFAULT_LANG) -> str:
    """
    The limits of a number in words.

    Parameters
    ----------
    one : Field
        A field.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        Empty for other kinds and where no limit is set.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> limits_told(catalog.schema("facilities").by_name["latitude"])
    '5.5 ถึง 20.6'
    """
    low, high = limits(one)
    if one.kind not in {"integer", "number"} or not (low or high):
        return ""
    key = "limits" if low and high else "from" if low else "up_to"
    return words(lang).text(f"template.{key}", low=low, high=high)


def check(one: Field, cell: str, source: str, lang: str = DEFAULT_LANG) -> dict[str, Any]:
    """
    The rule that a spreadsheet holds a column to.

    Parameters
    ----------
    one : Field
        The column.
    cell : str
        Address of its first cell.
    source : str
        Range of the list to choose from; empty where there is none.
    lang : {"th", "en"}, default "th"
        Language of the message.

    Returns
    -------
    dict[str, Any]
        For XlsxWriter; empty where anything goes. A list of answers is strict; the rest warns and
        lets a person go on, since "-" and Thai digits are understood as well.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> check(catalog.schema("facilities").by_name["moo"], "C5", "")["value"]
    '=OR(C5="-",AND(ISNUMBER(C5),C5=INT(C5),C5>=1,C5<=99))'
    """
    if source:
        strict = one.kind == "answer"
        rule: dict[str, Any] = {"validate": "list", "source": source}
    elif formula := _formula(one, cell):
        strict = False
        rule = {"validate": "custom", "value": formula}
    else:
        return {}
    say = words(lang)
    told = say.text(f"template.fault.{one.kind}", limits=limits_told(one, lang))
    return {
        **rule,
        "ignore_blank": True,
        "error_type": "stop" if strict else "warning",
        "error_title": say.text("template.fault.title"),
        "error_message": told,
    }


def sample(one: Field, *, place: str = "", lang: str = DEFAULT_LANG) -> str | int | float:
    """
    What the example row shows in a column; never a real person's.

    Parameters
    ----------
    one : Field
        The column; its own ``example`` comes first.
    place : str, default ""
        Village code of the form's area; by default one that does not exist.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str, int or float
        The value as a person would type it.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> sample(catalog.schema("facilities").by_name["moo"])
    1
    """
    numeric = one.kind in {"integer", "moo", "number"}
    if numeric:
        shown = _number(one.example)
        return _middle(one) if shown is None else shown
    if one.example and one.kind != "village":
        return one.example
    kinds = {
        "village": place or NOWHERE,
        "code": f"{NOWHERE[:4]}0000001",
        "date": words(lang).text("template.sample.date"),
        "answer": next(iter(answers(one)), ""),
    }
    text = words(lang).text("template.sample.text", column=one.title.of(lang))
    return kinds.get(one.kind, text)


def _number(text: str) -> int | float | None:
    """The number that a text is; None for another text."""
    if text.isdecimal():
        return int(text)
    return float(text) if text.replace(".", "", 1).isdecimal() else None


def _middle(one: Field) -> int | float:
    """A number that the limits allow: 1 for a count, the middle of a measured range."""
    low, high = one.minimum, one.maximum
    if one.kind == "number" and low is not None and high is not None:
        return round((low + high) / 2, 1)
    if one.kind == "number" and high is None:
        return MANY
    if one.at_most is not None:
        return int(low or 0)
    least = max(1, low or 0)
    return int(least if high is None else min(least, high))


def _formula(one: Field, cell: str) -> str:
    """A spreadsheet's formula that holds for what may be typed; empty where anything may."""
    if one.kind in {"integer", "number", "moo"}:
        low, high = ("1", "99") if one.kind == "moo" else limits(one)
        parts = [f"ISNUMBER({cell})"]
        parts += [] if one.kind == "number" else [f"{cell}=INT({cell})"]
        parts += [f"{cell}>={low}"] if low else []
        parts += [f"{cell}<={high}"] if high else []
        return f'=OR({cell}="-",AND({",".join(parts)}))'
    if one.kind == "village":
        return f"=AND(LEN({cell})=8,ISNUMBER(VALUE({cell})))"
    if one.kind == "code":
        bare = f'SUBSTITUTE(SUBSTITUTE({cell},"-","")," ","")'
        return f'=OR({cell}="-",ISNUMBER(VALUE({bare})))'
    if one.kind == "date":
        slashes = f'LEN({cell})-LEN(SUBSTITUTE({cell},"/",""))=2'
        return f'=OR({cell}="-",ISNUMBER({cell}),AND({slashes},ISNUMBER(VALUE(RIGHT({cell},4)))))'
    return ""
