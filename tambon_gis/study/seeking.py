"""Seeking: the code of a tambon, by its name or by what a person remembers of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations, pairwise, permutations
from typing import TYPE_CHECKING

from tambon_gis.errors import CodeError
from tambon_gis.places import COUNTRY, LADDER, ancestors, inside, lookup, parse, successor
from tambon_gis.thai import clean, digits_to_arabic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MOST", "Sought", "seek"]

#: As many as a person reads.
MOST = 20
#: Longer than any address; a stranger's text is not searched further.
_LONGEST, _WORDS, _FEW = 100, 8, 5
_LEVELS = ("tambon", "amphoe", "province")
#: Words for the kind of an area. Those before a name, and those behind it in English.
_BEFORE = {
    "tambon": ("องค์การบริหารส่วนตำบล", "เทศบาลตำบล", "อบต.", "ทต.", "ตำบล", "แขวง", "ต.",
               "tambon", "khwaeng", "t.", "t"),
    "amphoe": ("กิ่งอำเภอ", "กิ่งอ.", "อำเภอ", "เขต", "อ.", "amphoe", "amphur", "khet", "a.", "a"),
    "province": ("จังหวัด", "จ.", "changwat", "jangwat", "p.", "c.", "p", "c"),
}  # fmt: skip
_BEHIND = {"tambon": ("subdistrict", "sub-district"), "amphoe": ("district",),
           "province": ("province",)}  # fmt: skip
#: Where one area ends and the next begins in an address that is written without spaces. Of the
#: official names only สามตำบล holds such a word, and จ.ป.ร. such a letter.
_GLUED = re.compile(
    r"(?<=[ก-๙])(?=กิ่งอำเภอ|(?<!กิ่ง)อำเภอ|จังหวัด|(?<!สาม)(?<!เทศบาล)(?<!ส่วน)ตำบล"
    r"|(?<!อบ)(?<!ท)ต\.|(?<!กิ่ง)อ\.|จ\.(?![ก-ฮ]\.))"
)
_BREAK = re.compile(r"[,;·/|()\u2022]")
_DASH = re.compile("[-\u2010-\u2015\u2212]")
_MARKS = re.compile(r"[\s.'’ʼ`\"ฯ\u2010-\u2015\u2212-]")
_MOO = re.compile(r"(?:หมู่ที่|หมู่|ม\.|\bmoo\b)\s*\d+", re.IGNORECASE)
_LETTERS = re.compile(r"[ก-ฮ]\.[ก-ฮ]\.")
_CODE = re.compile(r"(?:TH)?(\d{6}|\d{8})")
#: What ears and spelling hold for the same: marks of tone and silence, ไ and ใ; in Latin letters
#: the h behind a stop, and vowels that offices write in several ways.
_SAME = ((re.compile("[\u0e47-\u0e4c]"), ""), (re.compile("ใ"), "ไ"),
         (re.compile("(?<=[ptkc])h"), ""), (re.compile("j"), "c"),
         (re.compile("ie"), "ia"), (re.compile("ue|oo"), "u"),
         (re.compile("ee"), "i"), (re.compile(r"([a-z])\1"), r"\1"))  # fmt: skip
_SHORT = {"กทม": "กรุงเทพมหานคร", "bkk": "bangkok"}
#: How alike a name must be to be offered where nothing is called so, of 100.
_ALIKE = 80
#: How much further behind stands a tambon of which only a wider area is called so.
_ABOVE = 4
#: And what only sounds so.
_SOUNDS = 1

#: A word of an address with the level that is written beside it, None where there is none; and
#: whether another area begins with it.
_Word = tuple[str, str | None, bool]


@dataclass(frozen=True)
class Sought:
    """
    A tambon of the official list.

    Parameters
    ----------
    code : str
        Six digits.
    names : dict[str, tuple[str, ...]]
        Language -> its name, that of its amphoe, that of its province.
    sure : bool
        Whether it is called just so, or has that code; else a person has to look.
    """

    code: str
    names: dict[str, tuple[str, ...]]
    sure: bool = True


def seek(text: str, *, most: int | None = MOST) -> tuple[Sought, ...]:
    """
    Look for tambons.

    Parameters
    ----------
    text : str
        A code of a province, an amphoe, a tambon or a village, with Thai digits or spaces in it; or
        a name in Thai or Latin letters, with or without its kind (``ต.หัวไผ่``, ``Tambon Hua
        Phai``); names of the amphoe and the province may stand behind it. Case, spaces and hyphens
        make no difference.
    most : int or None, default 20
        At most so many; None for all.

    Returns
    -------
    tuple[Sought, ...]
        The likeliest first, to choose from. Where nothing is called so: what sounds the same, else
        what is written much like it. Empty where nothing is.

    Examples
    --------
    >>> [one.code for one in seek("๑๕๐๑๐๙๐๓")]
    ['150109']
    >>> [one.code for one in seek("ต.หัวไผ่ อ.เมืองอ่างทอง")]
    ['150109']
    >>> [one.code for one in seek("hua phai, sing buri")]
    ['170105']
    """
    text = digits_to_arabic(clean(text))[:_LONGEST].strip()
    found = _coded(text)
    if found is None:
        told = _words(text)
        free: list[_Word] = [(word, None, first) for word, _, first in told]
        plain = _words(text, kinds=False) if told and text.isascii() else []
        plain = plain if len(plain) <= _FEW else []
        found = _called(told, plain) or _called(free) or _alike(free)
    return tuple(_told(code, sure=sure) for code, sure in found[:most])


def _coded(text: str) -> list[tuple[str, bool]] | None:
    """The tambons of a code, None where the text is none."""
    inner = _CODE.findall(text)
    bare = _MARKS.sub("", text)
    try:
        code = parse(bare)
    except CodeError:
        if len(inner) != 1 or lookup(inner[0][: LADDER["tambon"]]) is None:
            return None
        code = inner[0]
    today = successor(code)
    code = (today.code if today else code)[: LADDER["tambon"]]
    return [(deeper, today is None) for deeper in _below(code)]


def _below(code: str) -> list[str]:
    """The tambons of an area of the official list."""
    if lookup(code) is None:
        return []
    if len(code) == LADDER["tambon"]:
        return [code]
    return [deeper for one in inside(code) for deeper in _below(one.code)]


def _words(text: str, *, kinds: bool = True) -> list[_Word]:
    """The words of an address, without kinds, numbers and the moo."""
    text = _GLUED.sub(" ", _MOO.sub(" ", text))
    level, first, out = None, True, list[_Word]()
    for part in _BREAK.sub(" , ", text).casefold().split()[: 2 * _WORDS]:
        if part == "," or part.isdecimal():
            level, first = None, True
            continue
        behind = _kind(part, _BEHIND, whole=True) if kinds else None
        if behind:
            begun = max((at for at, word in enumerate(out) if word[2]), default=len(out))
            out[begun:] = [(word, behind[0], new) for word, _, new in out[begun:]]
            level, first = None, True
            continue
        before = _kind(part, _BEFORE) if kinds else None
        if before:
            level, first = before[0], True
        word = _bare(before[1] if before else part)
        if word:
            out.append((word, level, first))
            first = False
    return out[:_WORDS]


def _kind(
    part: str, kinds: dict[str, tuple[str, ...]], *, whole: bool = False
) -> tuple[str, str] | None:
    """The level that a word tells, and what is left of it."""
    if _LETTERS.match(part):
        return None
    for level, names in kinds.items():
        for name in names:
            if part == name:
                return level, ""
            if not whole and part.startswith(name) and (name.endswith(".") or not name.isascii()):
                return level, part.removeprefix(name)
    return None


def _bare(text: str) -> str:
    """A name as it is compared: no spaces, points and hyphens, no capitals."""
    text = _MARKS.sub("", clean(text).casefold())
    return _SHORT.get(text, text)


def _folded(text: str) -> str:
    """A name as it sounds, roughly."""
    for pattern, to in _SAME:
        text = pattern.sub(to, text)
    return text


@lru_cache(maxsize=2)
def _names(step: int) -> dict[str, dict[str, tuple[str, ...]]]:
    """Level -> code of an area -> what it may be called; a step away as it sounds."""
    out: dict[str, dict[str, tuple[str, ...]]] = {level: {} for level in _LEVELS}
    codes = [COUNTRY]
    for level in reversed(_LEVELS):
        found = [place for code in codes for place in inside(code)]
        codes = [place.code for place in found]
        for place in found:
            names = [_bare(one) for one in (place.th, place.th.removeprefix("เขต"), place.en)]
            out[level][place.code] = tuple(_folded(one) if step else one for one in names)
    return out


def _called(*readings: list[_Word]) -> list[tuple[str, bool]]:
    """Codes of tambons that are called so, the nearest first; what sounds so a step behind."""
    best: dict[str, int] = {}
    for words in readings:
        sounds = [(_folded(word), level, first) for word, level, first in words]
        for code, far in chain(_meeting(words, 0), _meeting(sounds, _SOUNDS)):
            best[code] = min(far, best.get(code, far))
    return [(code, not far) for far, code in sorted((far, code) for code, far in best.items())]


def _meeting(words: list[_Word], step: int) -> Iterator[tuple[str, int]]:
    """Tambons of every way to read words as names, and how far they are from what was asked."""
    known: dict[tuple[str, str], dict[str, int]] = {}
    for parts in _parts(words):
        for levels in permutations(_LEVELS, len(parts)):
            pairs = list(zip(parts, levels, strict=True))
            if any(asked not in (None, level) for (_, asked), level in pairs):
                continue
            for (name, _), level in pairs:
                if (name, level) not in known:
                    known[name, level] = _hits(name, _names(step)[level])
            hits = {level: known[name, level] for (name, _), level in pairs}
            for code, far in _meet(hits):
                yield code, far + step


def _parts(words: list[_Word]) -> Iterator[list[tuple[str, str | None]]]:
    """Every way in which words may be names, one behind the other: of one area, two or three."""
    for many in range(min(len(words), len(_LEVELS))):
        for cuts in combinations(range(1, len(words)), many):
            edges = (0, *cuts, len(words))
            groups = [words[at:to] for at, to in pairwise(edges)]
            if any(new for group in groups for _, _, new in group[1:]):
                continue
            yield [("".join(word for word, _, _ in group), group[0][1]) for group in groups]


def _hits(name: str, areas: dict[str, tuple[str, ...]]) -> dict[str, int]:
    """Areas that are called so (0), whose name begins so (1), or holds it (2)."""
    out = {}
    for code, names in areas.items():
        if any(name in one for one in names):
            begins = any(one.startswith(name) for one in names)
            out[code] = 0 if name in names else 1 if begins else 2
    return out


def _meet(hits: dict[str, dict[str, int]]) -> Iterator[tuple[str, int]]:
    """Tambons that lie in all of these areas, and how far their names are from what was asked."""
    if not all(hits.values()):
        return
    within: Iterable[str] = hits.get("tambon") or _names(0)["tambon"]
    above = 0 if "tambon" in hits else _ABOVE
    for code in within:
        far = [found.get(code[: LADDER[level]]) for level, found in hits.items()]
        if None not in far:
            yield code, above + sum(one or 0 for one in far)


def _alike(words: list[_Word]) -> list[tuple[str, bool]]:
    """Codes of tambons whose name is written much like it."""
    from rapidfuzz import fuzz, process

    asked = _folded("".join(word for word, _, _ in words))
    if not asked:
        return []
    names = {f"{code} {at}": one for code, many in _names(_SOUNDS)["tambon"].items()
             for at, one in enumerate(many)}  # fmt: skip
    found = process.extract(asked, names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3 * MOST)
    ranked = sorted((-score, key.split()[0]) for _, score, key in found)
    return [(code, False) for code in dict.fromkeys(code for _, code in ranked)]


def _told(code: str, *, sure: bool) -> Sought:
    """A tambon with the names of what it lies in."""
    found = [place for one in (code, *ancestors(code)) if (place := lookup(one)) is not None]
    names = {"th": tuple(p.th for p in found), "en": tuple(p.en for p in found)}
    return Sought(code, names, sure)
