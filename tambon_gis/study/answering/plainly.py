"""Saying plainly: villages by name, land in rai, ways by the compass, advice for a screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tambon_gis.places import LADDER
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tambon_gis.model.findings import Finding
    from tambon_gis.model.fixes import Fix
    from tambon_gis.study.loaded import Loaded

__all__ = ["advice", "does", "drawing", "named", "names", "what"]

#: Square metres of a rai.
RAI = 1600
#: Findings that the owner of a map file settles, by another file, or whoever draws the land.
_LAND = frozenset({"boundary.overlap", "boundary.warnings", "boundary.not_mended", "shape.empty",
                   "shape.invalid", "join.polygon_twice"})  # fmt: skip
_MOVED = frozenset({"crs.assumed", "crs.doubtful", "layer.crs_link", "point.shifted",
                    "boundary.outside_thailand", "vector.crs_doubtful"})  # fmt: skip
#: Findings about a number that is right as soon as its village has an outline.
_NUMBERED = frozenset({"plan.no_such_moo", "point.no_such_moo"})
_CODE = re.compile(r"\b[0-9]{2,8}\b")


def names(loaded: Loaded, lang: str = "th") -> dict[str, str]:
    """
    Places by what people call them.

    Parameters
    ----------
    loaded : Loaded
        The project.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    dict[str, str]
        Code -> number and name of a village; of a wider place, its name. Of villages without an
        outline as far as the files tell their names.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> names(load("tests/data/small"), "en")["99020101"]
    'Moo 1 ต้นน้ำ'
    """
    frame = loaded.boundaries
    out = {
        str(code): named(str(code), str(name), lang)
        for code, name in zip(frame["place"], frame["name"].fillna(""), strict=True)
    }
    for report in loaded.findings.reports:
        for one in report.findings:
            code, village = str(one.facts.get("place", "")), str(one.facts.get("village", ""))
            if village and code.isdecimal():
                out.setdefault(code, named(code, village, lang))
    return out


def named(code: str, name: str, lang: str = "th") -> str:
    """
    What people call a place.

    Parameters
    ----------
    code, name : str
        Its code and its name; the name may be empty.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        Number and name of a village; of a wider place, its name or code.

    Examples
    --------
    >>> named("99020101", "ต้นนา"), named("990201", "")
    ('หมู่ 1 ต้นนา', '990201')
    """
    if len(code) == LADDER["village"] and code.isdecimal():
        return words(lang).text("deciding.village", moo=int(code[6:]), name=name).strip()
    return name or code


def what(
    one: Finding, called: Mapping[str, str], lang: str = "th", lacking: Collection[str] = ()
) -> str:
    """
    What was found, as people say it.

    Parameters
    ----------
    one : Finding
        The finding.
    called : Mapping[str, str]
        Code -> what people call the place.
    lang : {"th", "en"}, default "th"
        Language.
    lacking : collection of str, optional
        Codes of villages without an outline: a single one is rather what a gap is.

    Returns
    -------
    str
        One sentence.

    Examples
    --------
    >>> from tambon_gis.model.findings import Finding
    >>> gap = Finding("boundary.gap", "decide", facts={"places": "1501", "square_metres": "3,200"})
    >>> what(gap, {"1501": "ป่าโมก"})
    'มีพื้นที่ว่างราว 2 ไร่ ติดกับ ป่าโมก ไม่อยู่ในแนวเขตใด'
    """
    say, facts = words(lang), one.facts
    if one.code == "boundary.gap":
        rai = max(1, round(float(str(facts["square_metres"]).replace(",", "")) / RAI))
        beside = _CODE.sub(lambda found: called.get(found[0], found[0]), str(facts["places"]))
        told = say.text("deciding.plain.gap", rai=rai, places=beside)
        lost = [called.get(code, named(code, "", lang)) for code in lacking]
        rather = say.text("deciding.plain.gap_of", village=lost[0]) if len(lost) == 1 else ""
        return f"{told} {rather}".strip()
    meant = [code for code in lacking if code[6:].lstrip("0") == str(one.facts.get("moo"))]
    if one.code in _NUMBERED and meant:
        code = meant[0]
        return say.text("deciding.plain.undrawn", village=called.get(code) or named(code, "", lang))
    if one.code == "point.shifted":
        way = [_way(str(facts["east"]), "east", "west", lang)]
        way.append(_way(str(facts["north"]), "north", "south", lang))
        return say.text("deciding.plain.shifted", **{**facts, "count": one.count},
                        way=" ".join(filter(None, way)))  # fmt: skip
    return one.tell(lang)


def advice(one: Finding, lang: str = "th") -> str:
    """
    How somebody settles a finding who works with the screens alone.

    Parameters
    ----------
    one : Finding
        The finding.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        The advice.

    Examples
    --------
    >>> from tambon_gis.model.findings import Finding
    >>> "EPSG" in advice(Finding("crs.assumed", "decide"))
    False
    """
    say = words(lang)
    if one.code == "boundary.gap":
        return say.text("deciding.plain.gap_mend")
    if one.code in {"join.unknown", "join.beyond"}:
        return say.text("deciding.plain.join_mend")
    if one.code in _LAND:
        return say.text("deciding.plain.land_mend")
    return say.text("deciding.plain.moved_mend") if one.code in _MOVED else one.mend(lang)


def drawing(one: Finding, lang: str = "th") -> str:
    """
    How a finding goes by itself once the village that it names has an outline.

    Parameters
    ----------
    one : Finding
        The finding.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        The advice; empty for findings of another kind.

    Examples
    --------
    >>> from tambon_gis.model.findings import Finding
    >>> drawing(Finding("plan.no_such_moo", "decide", facts={"moo": "7"}))
    'วาดแนวเขตของหมู่นี้แล้ว เรื่องนี้หายเอง ไม่ต้องแก้ไฟล์'
    """
    return words(lang).text("deciding.plain.undrawn_mend") if one.code in _NUMBERED else ""


def does(fix: Fix, about: Finding | None, called: Mapping[str, str], lang: str = "th") -> str:
    """
    What a decision does, in the words of the button that was pressed.

    Parameters
    ----------
    fix : Fix
        The decision.
    about : Finding or None
        What it keeps, where that is still told.
    called : Mapping[str, str]
        Code -> what people call the place.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        A phrase.

    Examples
    --------
    >>> from tambon_gis.model.fixes import Fix
    >>> does(Fix(row=2, use="99020101"), None, {"99020101": "หมู่ 1 ต้นนา"})
    'ใช้รหัส 99020101 หมู่ 1 ต้นนา'
    >>> does(Fix(row=2, keep=True, finding="value.exceeds"), None, {})
    'ให้เป็นไม่ทราบต่อไป'
    """
    say = words(lang)
    if fix.use is not None:
        return say.text("deciding.does.use", use=fix.use, name=called.get(fix.use, "")).strip()
    if fix.leave_out:
        return say.text("deciding.does.leave_out")
    first = about.facts.get("first") if about is not None else None
    if fix.finding == "row.duplicate" and first:
        return say.text("deciding.does.keep_first", row=str(first))
    if fix.finding.startswith("join."):
        return say.text("deciding.does.keep_aside")
    if fix.finding in {"value.out_of_range", "value.not_number", "value.exceeds"}:
        return say.text("deciding.does.keep_unknown")
    return say.text("deciding.does.keep")


def _way(metres: str, on: str, back: str, lang: str) -> str:
    """So many metres one way or the other; nothing where there are none."""
    far = metres.lstrip("+-")
    if not far.strip("0"):
        return ""
    key = back if metres.startswith("-") else on
    return words(lang).text(f"deciding.way.{key}", metres=far)
