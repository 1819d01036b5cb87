"""What a place without a polygon was likely meant to be: proposals, ranked, never carried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tambon_gis.model.findings import Suggestion
from tambon_gis.places import LADDER, is_pseudo, successor
from tambon_gis.thai import digits_to_arabic, normalise_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

__all__ = ["Known", "Lost", "bare_name", "neighbours", "suggest", "suggest_text"]

MOST = 5
DIGITS = "0123456789"
_PREFIXES = ("หมู่บ้าน", "บ้าน", "บ.")
#: Likeness: what a reason is worth by itself, and what agreement beside it adds.
WHOLE, SUCCESSOR, TYPO, NAME, NAME_ONCE, MOTHER = 0.95, 0.9, 0.5, 0.55, 0.4, 0.35
SAME_NAME, SAME_MOO, PLAUSIBLE = 0.3, 0.1, 0.05
#: A slip of the pen is rare: it befalls a handful of rows, or this part of a village's. Where more
#: rows share a code it is how their village is written, and a neighbour is offered only if its name
#: is theirs, or if it has no rows and no name speaks against it.
HANDFUL, FEW = 5, 0.2


@dataclass(frozen=True)
class Lost:
    """
    A place without a polygon.

    Parameters
    ----------
    place : str
        Its code as read.
    name : str, default ""
        The village name that most of its rows give.
    rows : int, default 1
        How many rows it has.
    """

    place: str
    name: str = ""
    rows: int = 1


@dataclass(frozen=True)
class Known:
    """
    The places that have a polygon.

    Parameters
    ----------
    names : Mapping[str, str]
        Code -> name.
    rows : Mapping[str, int]
        Code -> rows of the survey that stand there already.
    aside : Mapping[str, str]
        Codes that the boundary file holds but whose shapes are not used -> where that is told.

    Examples
    --------
    >>> known = Known({"99020101": "ต้นน้ำ", "99020102": "กลางทุ่ง"}, {"99020101": 4})
    >>> known.last_moo["990201"]
    2
    """

    names: Mapping[str, str]
    rows: Mapping[str, int]
    aside: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        boundaries: gpd.GeoDataFrame,
        rows: Mapping[str, int],
        aside: Mapping[str, str] | None = None,
    ) -> Known:
        """Codes and names of a boundary layer, with the rows that stand on each."""
        named = zip(boundaries["place"], boundaries["name"].fillna(""), strict=True)
        return cls({str(code): str(name) for code, name in named}, rows, aside or {})

    def unused(self, place: str) -> str | None:
        """Where it is told that the shape of a place is not used; None where there is none."""
        found = (where for code, where in self.aside.items() if place.startswith(code))
        return next(found, None)

    @cached_property
    def last_moo(self) -> dict[str, int]:
        """Tambon -> highest moo among its villages."""
        last: dict[str, int] = {}
        for code in self.names:
            if len(code) == LADDER["village"] and not is_pseudo(code):
                last[code[:6]] = max(int(code[6:]), last.get(code[:6], 0))
        return last

    @cached_property
    def in_tambon(self) -> dict[str, list[str]]:
        """Tambon -> its codes."""
        found: dict[str, list[str]] = {}
        for code in self.names:
            found.setdefault(code[:6], []).append(code)
        return found

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        """Bare name -> codes that bear it."""
        found: dict[str, list[str]] = {}
        for code, name in self.names.items():
            if bare := bare_name(name):
                found.setdefault(bare, []).append(code)
        return found


def suggest(lost: Lost, known: Known) -> tuple[Suggestion, ...]:
    """
    What a code may have been meant to be.

    Parameters
    ----------
    lost : Lost
        The place.
    known : Known
        Places with a polygon.

    Returns
    -------
    tuple[Suggestion, ...]
        At most five, the likeliest first: the code that replaced an abolished one, codes at
        distance one (a digit wrong, two changed places, one too many or too few), places of the
        same name, and the village that a new one was split from. None where the boundary file holds
        the code itself: it is right, and its shape is to be mended. A code that many rows share
        is no slip: its neighbours are not offered under another name.

    Examples
    --------
    >>> known = Known({"99020101": "ต้นน้ำ", "99020102": "กลางทุ่ง"}, {"99020101": 40})
    >>> [(one.value, one.why) for one in suggest(Lost("99020110", "บ้านต้นน้ำ"), known)]
    [('99020101', 'typo_name')]
    """
    if known.unused(lost.place) is not None:
        return ()
    found = [*_heirs(lost, known), *_typos(lost.place, lost, known), *_namesakes(lost, known)]
    return _ranked([*found, *_mothers(lost, known)])


def suggest_text(text: str, name: str, known: Known) -> tuple[Suggestion, ...]:
    """
    What the cell of a place that is no code may have been meant to be.

    Parameters
    ----------
    text : str
        The cell as found; empty where it is blank.
    name : str
        The village name of the row, empty where there is none.
    known : Known
        Places with a polygon.

    Returns
    -------
    tuple[Suggestion, ...]
        At most five: the code that the digits of the cell are, codes at distance one from them,
        places of the name, or of the name that the cell itself gives instead of a code.

    Examples
    --------
    >>> known = Known({"99020101": "ต้นน้ำ", "99020102": "กลางทุ่ง"}, {})
    >>> [one.value for one in suggest_text("9902012", "", known)]
    ['99020102']
    >>> [one.value for one in suggest_text("บ้านกลางทุ่ง", "", known)]
    ['99020102']
    """
    digits = "".join(letter for letter in digits_to_arabic(text) if letter in DIGITS)
    if digits and known.unused(digits) is not None:
        return ()
    named = text if bare_name(text) in known.by_name else name
    alike = known.by_name.get(bare_name(named), []) if bare_name(named) else []
    worth = NAME_ONCE / max(len(alike), 1)
    by_name = [Suggestion(code, known.names[code], "name", round(worth, 2)) for code in alike]
    label = known.names.get(digits)
    whole = [] if label is None else [Suggestion(digits, label, "digits", WHOLE)]
    return _ranked([*whole, *_typos(digits, Lost(digits, named), known), *by_name])


def neighbours(text: str) -> set[str]:
    """
    Every run of digits at distance one: a digit changed, put in or taken out, two swapped.

    Parameters
    ----------
    text : str
        Digits.

    Returns
    -------
    set[str]
        Without the text itself.

    Examples
    --------
    >>> "21" in neighbours("12"), "3" in neighbours("12")
    (True, False)
    """
    cuts = [(text[:at], text[at:]) for at in range(len(text) + 1)]
    found = {a + b[1:] for a, b in cuts if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    found |= {a + digit + b[1:] for a, b in cuts if b for digit in DIGITS}
    found |= {a + digit + b for a, b in cuts for digit in DIGITS}
    return found - {text}


def bare_name(name: str) -> str:
    """
    The name of a village without its kind, in the form in which names are compared.

    Parameters
    ----------
    name : str
        Name as found.

    Returns
    -------
    str
        Empty where nothing is left.

    Examples
    --------
    >>> bare_name("บ้านหนองน้ำใส") == bare_name(" หนองน้ำ ใส")
    True
    """
    label = normalise_label(name)
    for prefix in _PREFIXES:
        if label.startswith(prefix) and len(label) > len(prefix) + 1:
            return label.removeprefix(prefix)
    return label


def _heirs(lost: Lost, known: Known) -> list[Suggestion]:
    """The successor of an abolished code."""
    new = successor(lost.place)
    if new is None:
        return []
    worth = SUCCESSOR if new.code in known.names else TYPO
    return [Suggestion(new.code, known.names.get(new.code, ""), "successor", worth)]


def _typos(digits: str, lost: Lost, known: Known) -> list[Suggestion]:
    """Codes at distance one that have a polygon."""
    found = []
    name = bare_name(lost.name)
    for code in neighbours(digits) & known.names.keys() if digits else ():
        there = bare_name(known.names[code])
        same = bool(name) and there == name
        standing = known.rows.get(code, 0)
        other = bool(name and there) and not same
        if not same and not _is_rare(lost.rows, standing, other=other):
            continue
        worth = TYPO + SAME_NAME * same + SAME_MOO * (code[-2:] == digits[-2:])
        worth += PLAUSIBLE * (standing == 0 or lost.rows <= FEW * standing)
        found.append(
            Suggestion(code, known.names[code], "typo_name" if same else "typo", round(worth, 2))
        )
    return found


def _is_rare(rows: int, standing: int, *, other: bool) -> bool:
    """Whether so many rows may be a slip for a place, which may bear another name than theirs."""
    return rows <= HANDFUL or (not other and (standing == 0 or rows <= FEW * standing))


def _namesakes(lost: Lost, known: Known) -> list[Suggestion]:
    """Places of the same name: in the same tambon, or where only one place bears it."""
    alike = known.by_name.get(bare_name(lost.name), []) if bare_name(lost.name) else []
    near = [code for code in alike if lost.place[:6] == code[:6]]
    if near:
        return [Suggestion(code, known.names[code], "name", NAME) for code in near]
    if len(alike) == 1:
        return [Suggestion(alike[0], known.names[alike[0]], "name", NAME_ONCE)]
    return []


def _mothers(lost: Lost, known: Known) -> list[Suggestion]:
    """Villages of the same tambon whose name begins the new one's: it was split from there."""
    name = bare_name(lost.name)
    near = {code: bare_name(known.names[code]) for code in known.in_tambon.get(lost.place[:6], ())}
    return [
        Suggestion(code, known.names[code], "mother", MOTHER)
        for code, mother in near.items()
        if mother and name.startswith(mother) and name != mother
    ]


def _ranked(found: list[Suggestion]) -> tuple[Suggestion, ...]:
    """Each code once, by its best reason; the likeliest first, then by code."""
    best: dict[str, Suggestion] = {}
    for one in found:
        if one.value not in best or one.likeness > best[one.value].likeness:
            best[one.value] = one
    ordered = sorted(best.values(), key=lambda one: (-one.likeness, one.value))
    return tuple(ordered[:MOST])
