"""What villages confirmed and corrected, before and after, as an internal page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from tambon_gis.render.fonts import font_face
from tambon_gis.render.planning.confirming import ConfirmRow, confirm_rows, place_titles
from tambon_gis.render.templates import environment
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tambon_gis.model.findings import Report
    from tambon_gis.render.content import Content
    from tambon_gis.words import Words

__all__ = ["STATES", "confirmed_page"]

STATES = ("right", "changed", "open")


@dataclass(frozen=True)
class _Village:
    """One village: who signed, and how many of its lines are right, corrected, not answered."""

    title: str
    by: str
    on: str
    people: str
    counts: Mapping[str, int]

    @property
    def confirmed(self) -> bool:
        """Whether somebody signed anything."""
        return bool(self.by)


def confirmed_page(
    frame: pd.DataFrame, report: Report, content: Content, *, lang: str = "th"
) -> str:
    """
    The internal page of what was confirmed.

    Parameters
    ----------
    frame : pandas.DataFrame
        What :func:`tambon_gis.loaders.confirmed.read` gave.
    report : Report
        And what it noticed.
    content : Content
        Sealed parts, for villages and lines that nobody answered.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        A whole HTML page without scripts, marked as internal: nothing of it is merged.
    """
    say = words(lang)
    lines = confirm_rows(content, lang=lang)
    villages = _villages(frame, content, lines, say)
    titles = place_titles(content, lang=lang)
    known = {(row.place, row.ref): row for row in lines}
    changed = [
        _change(row, titles, known[row["place"], f"{row['framework']}/{row['code']}"], say)
        for row in frame[frame["state"] == "changed"].to_dict("records")
    ]
    return (
        environment()
        .get_template("confirmed.html.j2")
        .render(
            say=say,
            lang=lang,
            credit=content.credits,
            font=Markup(font_face()),  # noqa: S704  (made here, of no input)
            villages=villages,
            confirmed=sum(one.confirmed for one in villages),
            waiting=[one for one in villages if not one.confirmed],
            changes=changed,
            report=report,
            states=STATES,
        )
    )


def _villages(
    frame: pd.DataFrame, content: Content, lines: tuple[ConfirmRow, ...], say: Words
) -> list[_Village]:
    """Every village of the map."""
    asked: dict[str, int] = {}
    for line in lines:
        asked[line.place] = asked.get(line.place, 0) + 1
    found = []
    for place, (_, title) in place_titles(content, lang=say.lang).items():
        mine = frame[(frame["place"] == place) & (frame["state"] != "open")]
        counts = {state: int(mine["state"].eq(state).sum()) for state in STATES[:2]}
        counts["open"] = asked.get(place, 0) - len(mine)
        signed = mine.drop_duplicates(["by", "on", "people"])
        found.append(
            _Village(
                title=title,
                by=" · ".join(signed["by"].astype(str)),
                on=" · ".join(say.date(day) for day in signed["on"]),
                people=" · ".join(
                    say.text("page.table.none") if pd.isna(n) else say.number(int(n))
                    for n in signed["people"]
                ),
                counts=counts,
            )
        )
    return found


def _change(
    row: Mapping[Any, Any], titles: Mapping[str, tuple[str, str]], line: ConfirmRow, say: Words
) -> dict[str, str]:
    """One correction in words."""
    before, after = str(row["before"]), ""
    if line.is_project:
        after = say.text(f"confirm.status.{row['status']}")
    else:
        before = say.text("confirm.report.printed", value=before, of=line.of, unit=line.unit)
        of = say.text("page.table.none") if line.asked is None else say.number(line.asked)
        number = say.number(int(row["after"]))
        after = say.text("confirm.report.number", n=number, of=of, unit=line.unit)
    return {
        "place": titles[line.place][0],
        "title": line.title,
        "year": "" if line.year is None else str(line.year),
        "before": before,
        "after": after,
        "why": str(row["reason"]),
        "by": str(row["by"]),
        "on": say.date(row["on"]),
    }
