"""Headings held against the fields of a schema: which is which, and which only look alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from tambon_gis.loaders.reading.question import Question, part_of, question
from tambon_gis.thai import clean, digits_to_arabic, has_thai, normalise_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tambon_gis.model.schema import Field, Schema
    from tambon_gis.model.stages import RawTable

__all__ = ["NEAR", "Doubt", "Matching", "compare", "labels", "likeness"]

#: From this likeness on a heading is offered as a suggestion, and from the other on it is asked
#: about: a column that looks that much like a missing one was perhaps not meant to be left.
NEAR, ASKED_ABOUT = 70.0, 80.0
#: A heading whose words are further than this from the question's own is of another round.
SAME_WORDS = 60.0
_NUMBERS = re.compile(r"\d+")
_ENDS = ("›", "/", "-")


@dataclass(frozen=True)
class Doubt:
    """
    A heading that only looks like a field.

    Parameters
    ----------
    heading : str
        Heading as found.
    fields : tuple of (Field, float)
        Fields that it may be and its likeness to each from 0 to 100, the nearest first.
    """

    heading: str
    fields: tuple[tuple[Field, float], ...]


@dataclass
class Matching:
    """
    What the headings of a table are.

    Parameters
    ----------
    found : dict[str, str]
        Field name -> heading.
    read_as : dict[str, str]
        The same for headings that are no label word for word: by number of the question, or by
        the last part below a group.
    twice, unknown : list[str]
        Headings of a field found before, and headings of no field.
    doubtful : list[Doubt]
        Headings that a person should confirm.
    """

    found: dict[str, str] = field(default_factory=dict)
    read_as: dict[str, str] = field(default_factory=dict)
    twice: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    doubtful: list[Doubt] = field(default_factory=list)


def labels(one: Field) -> tuple[str, ...]:
    """
    Every heading under which a field is looked for.

    Parameters
    ----------
    one : Field
        The field.

    Returns
    -------
    tuple[str, ...]
        Titles, further headings and the name.

    Examples
    --------
    >>> from tambon_gis.model.schema import Field
    >>> labels(Field(name="moo", title={"th": "หมู่ที่", "en": "Moo"}, kind="moo"))
    ('หมู่ที่', 'Moo', 'moo')
    """
    return (one.title.th, one.title.en, *one.headers, one.name)


def compare(raw: RawTable, schema: Schema, given: dict[str, str] | None = None) -> Matching:
    """
    Hold the headings of a table against a schema.

    Parameters
    ----------
    raw : RawTable
        The table.
    schema : Schema
        Its fields.
    given : dict[str, str], optional
        Field name -> heading of this table, decided before; both are out of the game.

    Returns
    -------
    Matching
        Fields by title or name, by further heading, by number of the question and by the last part
        of a group heading, in this order of trust; nothing by likeness.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tambon_gis import catalog
    >>> from tambon_gis.loaders.tables import read_raw
    >>> raw = read_raw(Path("tests/data/small/households.csv"))
    >>> compare(raw, catalog.schema("bmn-household")).found["moo"]
    'หมู่ที่'
    """
    made = Matching(found=dict(given or {}))
    spoken = set(made.found.values())
    left = [str(heading) for heading in raw.frame.columns if heading not in spoken]
    rest = _by_label(made, schema, left)
    # The further of two equal headings carries its column letter; the header row told it already.
    again = {h for h in rest if h.endswith(f" [{raw.letters.get(h)}]")}
    rest = [heading for heading in rest if heading not in again]
    rest, asked = _by_number(made, schema, rest)
    rest, unsure = _by_last_part(made, schema, rest)
    forced = {**unsure, **asked}
    _doubt(made, schema, rest, forced)
    doubted = {doubt.heading for doubt in made.doubtful}
    made.unknown = [h for h in left if h in again or (h in rest and h not in doubted)]
    return made


def likeness(heading: str, one: Field) -> float:
    """
    How much a heading looks like a field.

    Parameters
    ----------
    heading : str
        Heading as found.
    one : Field
        The field.

    Returns
    -------
    float
        0 to 100 by edit distance; 0 where numbers or parts (passing, failing) differ, since
        "ผ่าน" is one word from "ไม่ผ่าน".

    Examples
    --------
    >>> from tambon_gis.model.schema import Field
    >>> one = Field(name="a", title={"th": "ข้อ 1 ไม่ผ่าน", "en": "A"}, kind="integer")
    >>> likeness("ข้อ 1 ไม่ผ่านน", one) > 90, likeness("ข้อ 1 ผ่าน", one)
    (True, 0.0)
    """
    from rapidfuzz import fuzz

    mine, marks = _shape(heading)
    best = 0.0
    for text in labels(one):
        other, others = _shape(text)
        if marks == others:
            best = max(best, fuzz.ratio(mine, other))
    return best


@lru_cache(maxsize=4096)
def _shape(text: str) -> tuple[str, tuple[str, ...]]:
    """A heading as it is compared, and what must not differ: its numbers and its part."""
    plain = normalise_label(text)
    return plain, (*_NUMBERS.findall(plain), part_of(plain))


def _asks(one: Field) -> Question | None:
    """The question of a field: from its labels; its code overrules their number."""
    said = [found for text in labels(one) if (found := question(text)) and found.marked]
    number = one.code or next((found.number for found in said), None)
    if number is None:
        return None
    parts = [found.part for found in said] + [part_of(text) for text in labels(one)]
    part = next(filter(None, parts), "result")
    number = digits_to_arabic(clean(number)).casefold().lstrip("0")
    return Question(number, part, marked=True, wording="")


def _words_of(one: Field) -> set[str]:
    """The Thai wording of a field without its number; empty where its titles have none."""
    texts = {normalise_label(text) for text in labels(one) if has_thai(text)}
    bare = {re.sub(r"^[\d.]+", "", text) for text in texts if not question(text)}
    return {text for text in bare if text and not part_of(text)}


def _fields_by_label(schema: Schema) -> dict[str, Field]:
    """Every label with its field: a title or name is its own field's, whoever else lists it."""
    own = {normalise_label(text): one for one in schema.field for text in one.headers}
    return own | {normalise_label(text): one for one in schema.field for text in _own(one)}


def _own(one: Field) -> tuple[str, ...]:
    """The titles and the name of a field, which come before its further headings."""
    return (one.title.th, one.title.en, one.name)


def _by_label(made: Matching, schema: Schema, headings: list[str]) -> list[str]:
    """Take headings that are labels, titles and names first; what is left, in its order."""
    whole = _fields_by_label(schema)
    said = {heading: one for heading in headings if (one := whole.get(normalise_label(heading)))}
    own = {one.name: {normalise_label(text) for text in _own(one)} for one in said.values()}
    for heading in sorted(said, key=lambda one: normalise_label(one) not in own[said[one].name]):
        if said[heading].name in made.found:
            made.twice.append(heading)
        else:
            made.found[said[heading].name] = heading
    made.twice.sort(key=headings.index)
    return [heading for heading in headings if heading not in said]


def _by_number(
    made: Matching, schema: Schema, headings: list[str]
) -> tuple[list[str], dict[str, list[Field]]]:
    """Take headings by the number of their question; what is left, and what may be meant."""
    fields = [(one, ask) for one in schema.field if (ask := _asks(one)) is not None]
    sure: dict[str, list[str]] = {}
    unsure: dict[str, list[Field]] = {}
    for heading in headings:
        said = question(heading)
        if said is None or said.part in {"passing", "unclear"}:
            continue
        same = [(one, ask) for one, ask in fields if ask.number == said.number]
        fitting = [one for one, ask in same if said.part in {"", ask.part}]
        if not fitting:
            continue
        clear = len(fitting) == 1 and (said.part or len(same) == 1)
        if clear and said.marked and _same_words(said.wording, fitting[0]):
            sure.setdefault(fitting[0].name, []).append(heading)
        else:
            unsure[heading] = fitting
    for name, claims in sure.items():
        if name in made.found:
            made.twice += claims
        elif len(claims) > 1:
            unsure |= {heading: [schema.by_name[name]] for heading in claims}
        else:
            made.found[name] = made.read_as[name] = claims[0]
    taken = {*made.found.values(), *made.twice}
    return [heading for heading in headings if heading not in taken], unsure


def _same_words(wording: str, one: Field) -> bool:
    """Whether the words of a heading do not speak against the field: rounds number differently."""
    from rapidfuzz import fuzz

    words = _words_of(one)
    if not wording or not words or not has_thai(wording):
        return True
    return max(fuzz.partial_ratio(wording, other) for other in words) >= SAME_WORDS


def _by_last_part(
    made: Matching, schema: Schema, headings: list[str]
) -> tuple[list[str], dict[str, list[Field]]]:
    """Take headings whose last part is a label that no other heading ends with."""
    whole = _fields_by_label(schema)
    claims: dict[str, list[tuple[str, str]]] = {}
    for heading in headings:
        for end in _last_parts(heading):
            if (one := whole.get(end)) is not None:
                claims.setdefault(one.name, []).append((heading, end))
                break
    unsure: dict[str, list[Field]] = {}
    for name, said in claims.items():
        one = schema.by_name[name]
        # "ผู้ดูแล › ชื่อ" is no name of a place: free text below a group needs its own Thai title
        plain = one.kind != "text" or said[0][1] in {normalise_label(one.title.th), name}
        if name in made.found:
            continue
        if len(said) == 1 and plain:
            made.found[name] = made.read_as[name] = said[0][0]
        else:
            unsure |= {heading: [one] for heading, _ in said}
    taken = set(made.found.values())
    return [heading for heading in headings if heading not in taken], unsure


def _last_parts(heading: str) -> Iterator[str]:
    """What stands behind the last sign of a group, for each such sign."""
    text = clean(heading)
    for sign in _ENDS:
        head, found, end = text.rpartition(sign)
        if found and head.strip() and end.strip():
            yield normalise_label(end)


def _doubt(
    made: Matching, schema: Schema, headings: Iterable[str], forced: dict[str, list[Field]]
) -> None:
    """Which of the headings left look like which of the fields left."""
    missing = [one for one in schema.field if one.name not in made.found]
    for heading in headings:
        if heading.startswith("["):  # a column without heading: its letter says nothing
            continue
        meant = [one for one in forced.get(heading, ()) if one in missing]
        near = {one.name: likeness(heading, one) for one in (meant or missing)}
        said = sorted(
            ((schema.by_name[name], round(score, 1)) for name, score in near.items()
             if meant or score >= ASKED_ABOUT),
            key=lambda pair: -pair[1],
        )  # fmt: skip
        if said:
            made.doubtful.append(Doubt(heading, tuple(said)))
