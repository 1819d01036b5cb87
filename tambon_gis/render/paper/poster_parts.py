"""What the poster holds, as plain data: the map, five problems with their projects, numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.render.fonts import clean
from tambon_gis.render.paper.paper_parts import Namer, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.render.image.studio import Studio
    from tambon_gis.render.layers import Layer
    from tambon_gis.render.paper.poster_trail import Problem

__all__ = ["PROBLEMS", "first_map", "poster_of"]

#: Problems on the poster, and lines of a list below them.
PROBLEMS, _MOST = 5, 3


def first_map(studio: Studio, problems: Sequence[Problem]) -> tuple[Layer, int] | None:
    """
    The indicator that the poster's map shows.

    Parameters
    ----------
    studio : Studio
        The content.
    problems : Sequence[Problem]
        The problems of the poster, most pressing first.

    Returns
    -------
    tuple of (Layer, int) or None
        That of the first problem, or else the one that the page opens with; None without any.
    """
    for one in problems:
        layer = studio.by_ref.get(one.ref)
        if layer is not None and one.year in layer.cells and not layer.withheld:
            return layer, one.year
    return next(iter(studio.mapped(1)), None)


def poster_of(
    studio: Studio, problems: Sequence[Problem], legend: Sequence[tuple[str, str, str]]
) -> dict[str, Any]:
    """
    The whole poster.

    Parameters
    ----------
    studio : Studio
        The content.
    problems : Sequence[Problem]
        The problems of the poster.
    legend : sequence of (str, str, str)
        File of a patch, its words, number of places.

    Returns
    -------
    dict
        What the template reads, JSON all through.
    """
    content, say, credit = studio.content, studio.say, studio.content.credits
    namer = Namer(names_of(studio), say.written)
    shown = first_map(studio, problems)
    return {
        "lang": studio.lang,
        "thai": content.digits == "thai",
        "words": {key: clean(say.written(text)) for key, text in say.under("poster").items()},
        "area": namer(credit.area_title),
        "title": clean(say.text("poster.title", area=credit.area_title)),
        "kicker": namer(_kicker(studio)),
        "badges": [words for _, words in studio.frame("", "").badges],
        "synthetic": namer(say.text("page.head.synthetic_note")) if credit.synthetic else [],
        "internal": clean(say.text("page.badge.internal")) if studio.internal else "",
        "map": _map(studio, shown, namer),
        "legend": [list(row) for row in legend],
        "numbers": [[clean(number), namer(told)] for number, told in _numbers(studio)],
        "problems": [_problem(one, namer) for one in problems[:PROBLEMS]],
        "foot": [namer(line) for line in _foot(studio, shown)],
    }
