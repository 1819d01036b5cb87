"""Differing: a new year's table beside the newest earlier one of the same kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tambon_gis.loaders import fixes
from tambon_gis.loaders.decide.dealing import key
from tambon_gis.loaders.decide.suggest import bare_name
from tambon_gis.render.told.change_report import (
    CodeLine,
    ColumnLine,
    FixLine,
    IndicatorLine,
    VillageLine,
)
from tambon_gis.thai import clean, digits_to_arabic, normalise_label
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import pandas as pd

    from tambon_gis.model.findings import Report
    from tambon_gis.model.fixes import Fixes
    from tambon_gis.model.rulebook import Rulebook
    from tambon_gis.model.schema import Field, Schema
    from tambon_gis.render.told.change_report import IndicatorKind, VillageKind
    from tambon_gis.study.newcomers import Table

__all__ = ["codes", "decisions", "headings", "meanings", "villages"]

#: A village whose rows changed by more than this share, and by so many, is told.
LARGE_SHARE, LARGE_ROWS = 0.2, 10
NAME = "village_name"
_YEAR = re.compile(r"\d{4}")
_BE = "2400"


def villages(
    before: Sequence[pd.DataFrame] | None,
    now: Sequence[pd.DataFrame],
    on_map: Collection[str],
    names: dict[str, str],
) -> tuple[VillageLine, ...]:
    """
    Hold the villages of two years side by side.

    Parameters
    ----------
    before, now : sequence of pandas.DataFrame
        Stage ``survey`` of each year; ``None`` where there is no earlier one.
    on_map : collection of str
        Places with a polygon.
    names : dict[str, str]
        Names on the map.

    Returns
    -------
    tuple[VillageLine, ...]
        In the order of codes.
    """
    rows, named = _by_place(now)
    rows_before, named_before = _by_place(before or ())
    found = []
    for place in sorted({*rows, *rows_before}):
        first, then = rows_before.get(place), rows.get(place)
        name, earlier = named.get(place, ""), named_before.get(place, "")
        renamed = bool(name and earlier) and bare_name(name) != bare_name(earlier)
        what: VillageKind = "same" if before is None else _what(first, then)
        title = name or names.get(place, "") or earlier
        found.append(
            VillageLine(place, title, earlier, first, then, what, renamed, place in on_map)
        )
    return tuple(found)


def headings(before: Table, now: Table, schema: Schema) -> tuple[ColumnLine, ...]:
    """
    Tell columns that only one year has, and those whose heading changed.

    Parameters
    ----------
    before, now : Table
        Both years.
    schema : Schema
        Titles of the fields.

    Returns
    -------
    tuple[ColumnLine, ...]
        In the order of the schema, then headings of no field.
    """
    first, then = before.fields, now.fields
    found = []
    for one in schema.field:
        old, new = first.get(one.name), then.get(one.name)
        title = one.title.th
        if old is None and new is not None:
            found.append(ColumnLine("new", title, now=new))
        elif new is None and old is not None:
            found.append(ColumnLine("gone", title, before=old))
        elif old and new and normalise_label(old) != normalise_label(new):
            found.append(ColumnLine("renamed", title, old, new))
    old_ones = {normalise_label(text): text for text in before.unknown}
    new_ones = {normalise_label(text): text for text in now.unknown}
    found += [ColumnLine("unknown_new", t, now=t) for n, t in new_ones.items() if n not in old_ones]
    found += [
        ColumnLine("unknown_gone", t, before=t) for n, t in old_ones.items() if n not in new_ones
    ]
    return tuple(found)


def codes(
    before: Table, now: Table, schema: Schema, *, lang: str = DEFAULT_LANG
) -> tuple[CodeLine, ...]:
    """
    Tell what is written otherwise: 1 and 0 against ผ่าน and ไม่ผ่าน, days B.E. against C.E.

    Parameters
    ----------
    before, now : Table
        Both years.
    schema : Schema
        Its columns; only answers that it lists and ways of writing are told, never what a cell
        holds.
    lang : {"th", "en"}, default "th"
        Language of the ways of writing.

    Returns
    -------
    tuple[CodeLine, ...]
        Columns of the same change together.
    """
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for one in schema.field:
        if one.kind == "answer":
            first, then = _written(before, one), _written(now, one)
        elif one.kind in {"date", "moo"}:
            first, then = _styles(before, one, lang), _styles(now, one, lang)
        else:
            continue
        if first and then and not (first <= then or then <= first):
            pair = (tuple(sorted(first)), tuple(sorted(then)))
            alike.setdefault(pair, []).append(one.title.th)
    return tuple(CodeLine(tuple(titles), *pair) for pair, titles in alike.items())


def meanings(before: Rulebook, now: Rulebook, *, lang: str = "th") -> tuple[IndicatorLine, ...]:
    """
    Hold two rulebooks against each other: the same number may mean something else.

    Parameters
    ----------
    before, now : Rulebook
        Of the earlier and of the new year.
    lang : {"th", "en"}, default "th"
        Language of the titles.

    Returns
    -------
    tuple[IndicatorLine, ...]
        Empty where the rulebook is the same one. By number: ``same``: may be compared
        (``same_as``, either way); ``similar``: of the same matter, not known to mean the same;
        ``other``: another matter; ``new`` and ``gone``: only one of them has it. Earlier indicators
        of another number that mean the same, or nearly, stand in ``kin``.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> lines = meanings(catalog.rulebook("bmn-2560"), catalog.rulebook("bmn-2566"), lang="en")
    >>> [(one.what, one.before) for one in lines if one.code == "11"]
    [('other', 'Tidy, clean house')]
    """
    if before.id == now.id:
        return ()
    found = []
    for one in now.indicator:
        same, similar = _kin(one.same_as, before), _kin(one.similar_to, before)
        same += [o.code for o in before.indicator if f"{now.id}/{one.code}" in o.same_as]
        old = before.by_code.get(one.code)
        what: IndicatorKind = "new" if old is None else "other"
        if one.code in same:
            what = "same"
        elif one.code in similar:
            what = "similar"
        kin = [
            (kind, f"{number} {before.by_code[number].short.of(lang)}")
            for kind, numbers in (("same", same), ("similar", similar))
            for number in dict.fromkeys(numbers)
            if number != one.code
        ]
        said = old.short.of(lang) if old else ""
        found.append(IndicatorLine(what, one.code, said, one.short.of(lang), tuple(kin)))
    gone = [one for one in before.indicator if one.code not in now.by_code]
    found += [IndicatorLine("gone", one.code, one.short.of(lang), "") for one in gone]
    return tuple(found)


def decisions(
    decided: Fixes, reports: Iterable[Report], *, roles: tuple[str, str | None], found: set[str]
) -> tuple[FixLine, ...]:
    """
    Tell which decisions of a person go on in the new file.

    Parameters
    ----------
    decided : Fixes
        All decisions of the project.
    reports : iterable of Report
        Of the new file.
    roles : tuple of str
        Role of the new file, and of the earlier survey.
    found : set[str]
        Places that the new file holds.

    Returns
    -------
    tuple[FixLine, ...]
        ``applies`` with its rows; ``idle`` where the decision is about every input and finds
        nothing here; ``fits`` where it was taken for the earlier year and its place stands here
        too: a person may take it over. Decisions about other inputs are left out.
    """
    carried: dict[str, int] = {}
    for told in reports:
        for one in told.findings:
            if one.code in fixes.DONE:
                number = str(one.facts["fix"])
                carried[number] = carried.get(number, 0) + one.count
    lines = []
    for n, fix in enumerate(decided.fix, start=1):
        about = _about(fix.place, fix.row, fix.use)
        if str(n) in carried:
            lines.append(FixLine(str(n), "applies", about, carried[str(n)]))
        elif fix.input in {fixes.EVERY, roles[0]}:
            lines.append(FixLine(str(n), "idle", about, 0))
        elif fix.input == roles[1] and fix.row is None and key(fix.place) in found:
            lines.append(FixLine(str(n), "fits", about, 0))
    return tuple(lines)


def _by_place(tables: Iterable[pd.DataFrame]) -> tuple[dict[str, int], dict[str, str]]:
    """Rows and the usual name of each place."""
    import pandas as pd

    parts = [one[[name for name in ("place", NAME) if name in one]] for one in tables]
    if not parts:
        return {}, {}
    whole = pd.concat(parts, ignore_index=True)
    whole = whole[whole["place"].notna()]
    rows = {str(place): int(n) for place, n in whole["place"].value_counts().items()}
    if NAME not in whole:
        return rows, {}
    said = whole.dropna(subset=[NAME]).groupby("place")[NAME]
    return rows, {str(place): clean(str(some.mode().iloc[0])) for place, some in said}


def _what(before: int | None, now: int | None) -> VillageKind:
    """What became of a village."""
    if before is None:
        return "new"
    if now is None:
        return "gone"
    changed = abs(now - before)
    return "large" if changed >= LARGE_ROWS and changed > LARGE_SHARE * before else "same"


def _written(table: Table, field: Field) -> set[str]:
    """The known answers that a column holds, as they are written."""
    known = {normalise_label(text): text for text in dict(field)["values"]}
    found: set[str] = set()
    for raw, one in zip(table.raws, table.headings, strict=True):
        if field.name in one:
            cells = raw.frame[one[field.name]].dropna().unique()
            found |= {known[t] for cell in cells if (t := normalise_label(str(cell))) in known}
    return found


def _styles(table: Table, field: Field, lang: str) -> set[str]:
    """The ways in which days and moo are written."""
    say = words(lang)
    cells = {
        clean(str(cell))
        for raw, one in zip(table.raws, table.headings, strict=True)
        if field.name in one
        for cell in raw.frame[one[field.name]].dropna().unique()
    }
    found = set()
    for cell in cells:
        plain = digits_to_arabic(cell)
        year = _YEAR.search(plain)
        if field.kind == "date" and year:
            found.add(say.text(f"update.style.{'be' if year[0] >= _BE else 'ce'}"))
        elif field.kind == "moo" and any(sign.isdigit() for sign in plain):
            found.add(say.text(f"update.style.{'digits' if plain.isdecimal() else 'words'}"))
    return found


def _kin(references: Iterable[str], book: Rulebook) -> list[str]:
    """Numbers of a rulebook among references."""
    pairs = [name.partition("/") for name in references]
    return [code for of, _, code in pairs if of == book.id and code in book.by_code]


def _about(place: str | None, row: int | None, use: str | None) -> str:
    """What a decision is about, as codes only."""
    spot = place if place is not None and place.isdecimal() else f"row {row}" if row else "…"
    return f"{spot} → {use}" if use else spot
