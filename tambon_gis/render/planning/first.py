"""Which indicators come first, in maps and slides as in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tambon_gis.render.content import Content

__all__ = ["first_problems"]


def first_problems(content: Content) -> tuple[tuple[str, int], ...]:
    """
    Indicators with a problem, the most pressing first.

    Parameters
    ----------
    content : Content
        Sealed parts.

    Returns
    -------
    tuple of (str, int)
        ``bmn-2560/9`` and the year, each once; nothing without a trail.
    """
    if content.trail is None:
        return ()
    needs = content.trail.needs.sort_values("need")
    rows = zip(needs["framework"], needs["code"], needs["year"], strict=True)
    return tuple(dict.fromkeys((f"{book}/{code}", int(year)) for book, code, year in rows))
