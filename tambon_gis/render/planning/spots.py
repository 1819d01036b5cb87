"""Places and amounts of the trail as words: หมู่ 3, 5–7; 76 ครัวเรือน."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from tambon_gis.render.content import area_level
from tambon_gis.render.planning.rows import Spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.words import Words

__all__ = ["amount", "in_words", "spots_of"]


def spots_of(content: Content, say: Words) -> dict[str, Spot]:
    """
    The places that a problem or project can name.

    Parameters
    ----------
    content : Content
        Sealed parts.
    say : Words
        Words of the language.

    Returns
    -------
    dict[str, Spot]
        By code: the places of the map, and the whole area.
    """
    out = {}
    frame = content.places.frame
    rows = zip(frame["place"], frame["moo"], frame["name"], strict=True)
    for at, (code, moo, name) in enumerate(rows):
        short = title = say.written(str(name))
        if not pd.isna(moo):
            short = say.text("page.card.moo", moo=str(int(moo)))
            title = say.text("page.card.moo_name", moo=str(int(moo)), name=name)
        out[str(code)] = Spot(str(code), short, title, at)
    area, level = content.credits.area_code, area_level(content.credits)
    whole = say.text("page.card.whole", level=say.text(f"page.level.{level}"))
    return {area: Spot(area, whole, whole, -1)} | out


def in_words(spots: Sequence[Spot], content: Content, say: Words, *, either: bool = False) -> str:
    """
    Places in a few words.

    Parameters
    ----------
    spots : Sequence[Spot]
        Places, each once.
    content : Content
        Sealed parts.
    say : Words
        Words of the language.
    either : bool, default False
        Whether it is one of them, and nobody said which.

    Returns
    -------
    str
        ``ทุกหมู่บ้าน``, ``หมู่ 3, 5–7``, names of places without a number; nothing for none.
    """
    frame = content.places.frame
    inside = sorted({one.at for one in spots if one.at >= 0})
    if len(inside) == len(frame) > 1:
        return say.text("plan.where.all", level=say.text(f"page.level.{content.places.level}"))
    moos = [frame["moo"].iloc[at] for at in inside]
    numbered = sorted({int(moo) for moo in moos if not pd.isna(moo)})
    if inside and len(numbered) == len(inside):
        joint = say.text("plan.where.either") if either else ", "
        runs = [str(one) for one in numbered] if either else _spans(numbered)
        told = [say.text("plan.where.moos", moos=joint.join(runs))]
    else:
        told = [one.title for one in sorted(spots, key=lambda one: one.at) if one.at >= 0]
    return ", ".join([*told, *(one.title for one in spots if one.at < 0)])


def amount(number: Any, low: Any, high: Any, unit: str, say: Words) -> str:
    """
    How many, with the unit.

    Parameters
    ----------
    number : float or None
        The number where it is told.
    low, high : float or None
        The range that a band leaves.
    unit : str
        ``household``, ``person``, ``resident``, ``village``; ``mixed`` and others are cases.
    say : Words
        Words of the language.

    Returns
    -------
    str
        ``76 ครัวเรือน``, ``77–80 ครัวเรือน``; nothing where nothing is told.

    Examples
    --------
    >>> from tambon_gis.words import words
    >>> amount(None, 77, 80, "household", words("en"))
    '77–80 households'
    """
    if pd.isna(number) and not pd.isna(low) and low == high:
        number = low
    if not pd.isna(number):
        told = say.number(int(number))
    elif pd.isna(low) or pd.isna(high):
        return ""
    else:
        told = f"{say.number(int(low))}–{say.number(int(high))}"
    return say.text("plan.amount", n=told, unit=unit_of(unit, say))


def unit_of(unit: str, say: Words) -> str:
    """The unit in words; cases where it is mixed or not told."""
    known = say.has(f"page.unit.{unit}")
    return say.text(f"page.unit.{unit}") if known else say.text("plan.cases")


def _spans(numbers: Iterable[int]) -> list[str]:
    """Whole numbers with runs of three and more drawn together: 1, 3–5."""
    runs: list[list[int]] = []
    for one in numbers:
        if runs and one == runs[-1][-1] + 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [
        text
        for run in runs
        for text in ([f"{run[0]}–{run[-1]}"] if run[2:] else [str(one) for one in run])
    ]
