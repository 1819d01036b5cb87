"""Two sources side by side: in both, only one, neither; an internal page, nothing merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tambon_gis.render.fonts import font_face
from tambon_gis.render.templates import environment
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tambon_gis.model.findings import Report
    from tambon_gis.model.sealed import Credits

__all__ = ["FOUR", "Side", "sides_page"]

#: The four corners of the picture, in the order of its rows.
FOUR = ("both", "only_survey", "only_list", "neither")
#: What is in none of them.
APART = (
    "unknown_listed",
    "unknown_unlisted",
    "not_applicable_listed",
    "not_applicable_unlisted",
    "no_code",
)


@dataclass(frozen=True)
class Side:
    """
    One list held against one indicator.

    Parameters
    ----------
    title, indicator, source : str
        What it lists, the indicator and where the list is from.
    year : int
        Year of the survey, B.E.
    rows : tuple of (str, Mapping[str, int])
        Title of each place with its counts.
    total : Mapping[str, int]
        Their sums, with ``absent``: houses of the list that the survey does not have.
    shares : Mapping[str, tuple[int, int]]
        Agreement as numerator and denominator: ``same``, ``failing_listed``, ``listed_failing``.
    report : Report
        What became of the rows of the list.
    """

    title: str
    indicator: str
    source: str
    year: int
    rows: tuple[tuple[str, Mapping[str, int]], ...]
    total: Mapping[str, int]
    shares: Mapping[str, tuple[int, int]]
    report: Report

    @property
    def listed(self) -> int:
        """Houses of the list."""
        return int(self.report.rows_kept)

    @property
    def apart(self) -> tuple[str, ...]:
        """Kinds of households outside the four that there are any of."""
        return tuple(name for name in APART if self.total[name])


def sides_page(sides: Sequence[Side], credit: Credits, *, lang: str = "th") -> str:
    """
    The internal page of lists held against the survey.

    Parameters
    ----------
    sides : sequence of Side
        One a list.
    credit : Credits
        Area and date.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        A whole HTML page without scripts, marked as internal; counts only, no house.
    """
    return (
        environment()
        .get_template("sides.html.j2")
        .render(
            say=words(lang),
            lang=lang,
            credit=credit,
            font=Markup(font_face()),  # noqa: S704  (made here, of no input)
            sides=sides,
            four=FOUR,
        )
    )
