"""The index over many pages, and the build document that vouches for them all."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from tambon_gis.model.document import Text
from tambon_gis.places import COUNTRY, LADDER, level_of, lookup, strip_prefix
from tambon_gis.publish import manifest, scan, write
from tambon_gis.publish.personal import Personal
from tambon_gis.render.web import index_page
from tambon_gis.study.each.one import PAGE, Order, Outcome, Record, record_of
from tambon_gis.thai import strip_controls
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tambon_gis.model.project import Area

__all__ = ["Whole", "replaces", "whole_of", "withdraw", "write_index"]

#: By this key a build document is known as that of an index.
_PAGES = "pages"
_TAMBON = LADDER["tambon"]


@dataclass(frozen=True)
class Whole:
    """
    The area of an index.

    Parameters
    ----------
    code : str
        Of a province or amphoe, or ``TH``.
    name : Text
        Its name without its kind; empty for the country.
    synthetic : bool
        Whether it is made up.
    """

    code: str
    name: Text
    synthetic: bool = False


def whole_of(areas: Sequence[Area]) -> Whole:
    """
    The smallest area that holds several tambons.

    Parameters
    ----------
    areas : sequence of Area
        Areas of projects, at least one.

    Returns
    -------
    Whole
        An amphoe, a province or the country.

    Examples
    --------
    >>> from tambon_gis.model.project import Area
    >>> whole_of([Area(code=code, name=Text(th="", en="")) for code in ("150101", "150201")]).code
    '15'
    """
    codes = [one.code for one in areas]
    shared = [
        step
        for step in (LADDER["province"], LADDER["amphoe"])
        if codes[0].isdigit() and len({code[:step] for code in codes}) == 1
    ]
    if not shared:
        return Whole(COUNTRY, Text(th="", en=""), any(one.synthetic for one in areas))
    code = codes[0][: max(shared)]
    synthetic = any(one.synthetic for one in areas)
    official = None if synthetic else lookup(code)
    if official is not None:
        return Whole(code, Text(th=official.th, en=official.en))
    named = (one.amphoe if len(code) == LADDER["amphoe"] else one.province for one in areas)
    return Whole(code, next(filter(None, named), Text(th=code, en=code)), synthetic)


def replaces(order: Order) -> bool:
    """
    Whether a page of the whole area stands where the index will.

    Parameters
    ----------
    order : Order
        The run.

    Returns
    -------
    bool
        That page goes as soon as a page of a tambon is built.
    """
    path = order.target / manifest.NAME
    try:
        return _PAGES not in json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return False


def withdraw(order: Order) -> None:
    """
    Take back the build document of an index before a page of it changes.

    Parameters
    ----------
    order : Order
        The run. A page of the whole area that stood in its place goes too: it and the pages of
        tambons must not be published side by side.
    """
    if replaces(order):
        for name in manifest.stale(order.target, ()):
            (order.target / name).unlink()
    (order.target / manifest.NAME).unlink(missing_ok=True)


def write_index(order: Order, whole: Whole, found: Sequence[Outcome]) -> Path:
    """
    Write the index, then the build document of everything below it.

    Parameters
    ----------
    order : Order
        The run.
    whole : Whole
        The area.
    found : sequence of Outcome
        What became of each page, by code.

    Returns
    -------
    pathlib.Path
        The index.

    Raises
    ------
    LeakError
        When a name in it looks like an id, a phone or an address of a person.
    """
    records = {one.code: record_of(order, one.code) for one in found if one.stands}
    known = {code: record for code, record in records.items() if record is not None}
    html = index_page.draw(_listed(order, whole, found, known), lang=order.lang)
    html += "\n"
    below = {
        f"{code}/{name}": digest
        for code, record in sorted(known.items())
        for name, digest in sorted(record.files.items())
    }
    about = _about(order, known)
    scan.refuse_leaks(html, Personal(), name=PAGE, allowed=about["exceptions"], lang=order.lang)
    document = {
        "area": whole.code,
        "audience": order.audience,
        "made_on": _day(order),
        "made_with": {"tambon_gis": version("tambon_gis")},
        "synthetic": whole.synthetic,
        _PAGES: len(known),
        **about,
        "outputs": {PAGE: manifest.checksum_of(html), **below},
    }
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    if _says(order.target / PAGE) != html or _says(order.target / manifest.NAME) != text:
        withdraw(order)
        write.write_all(order.target, {PAGE: html})
        write.write_all(order.target, {manifest.NAME: text})
    return order.target / PAGE


def _listed(
    order: Order, whole: Whole, found: Sequence[Outcome], known: Mapping[str, Record]
) -> index_page.Listed:
    """What the index shows."""
    coded = [one for one in found if len(one.code) == _TAMBON and one.code.isdigit()]
    wide = whole.code == COUNTRY
    entries = tuple(_entry(one, known.get(one.code), wide=wide) for one in coded)
    return index_page.Listed(
        code=whole.code,
        title=_title(whole, order.lang),
        entries=entries,
        made_on=_day(order),
        version=version("tambon_gis"),
        synthetic=whole.synthetic,
        internal=order.audience != "public",
        unread=len(found) - len(coded),
    )


def _entry(one: Outcome, record: Record | None, *, wide: bool) -> index_page.Entry:
    """One tambon."""
    state = "there" if one.state != "failed" else "missing" if record is None else "older"
    province = lookup(one.code[: LADDER["province"]]) if wide else None
    name, amphoe = (strip_prefix(strip_controls(text)) for text in one.names)
    return index_page.Entry(
        one.code,
        name,
        amphoe,
        record.villages if record else one.villages,
        state,
        f"{one.code}/{PAGE}" if record else "",
        record.outline if record else "",
        province.th if province else "",
    )


def _about(order: Order, known: Mapping[str, Record]) -> dict[str, Any]:
    """Rulebooks and exceptions of all pages."""
    books: dict[str, str] = {}
    exceptions: set[str] = set()
    for code in known:
        try:
            told = json.loads((order.target / code / manifest.NAME).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        books |= told.get("rulebooks", {})
        exceptions |= set(told.get("exceptions", ()))
    return {"rulebooks": dict(sorted(books.items())), "exceptions": sorted(exceptions)}


def _title(whole: Whole, lang: str) -> str:
    """The area with its kind."""
    say = words(lang)
    if whole.code == COUNTRY:
        return say.text("many.country")
    return say.text(f"many.{level_of(whole.code)}", name=whole.name.of(lang))


def _day(order: Order) -> str:
    """The day of the run, written out."""
    return words(order.lang).date(order.today or dt.datetime.now().astimezone().date())


def _says(path: Path) -> str | None:
    """The text of a file, None where it is not there."""
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError):
        return None
