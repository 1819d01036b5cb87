"""The poster: one A3 page for the wall, from the most pressing problems to their projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.render import qr
from tambon_gis.render.image.studio import Studio
from tambon_gis.render.image.wall_map import legend_of, wall_map
from tambon_gis.render.paper.paper import typeset
from tambon_gis.render.paper.poster_parts import LEGEND, Board, poster_of

if TYPE_CHECKING:
    from tambon_gis.render.content import Content

__all__ = ["poster"]

#: Points that the map has on the page.
_MAP = (480.0, 330.0)


def poster(content: Content, *, lang: str = "th") -> dict[str, bytes]:
    """
    A poster of one page, to be read from 1.5 metres.

    Parameters
    ----------
    content : Content
        Sealed parts.
    lang : {"th", "en"}, default "th"
        Language of the words; names stay Thai.

    Returns
    -------
    dict[str, bytes]
        ``poster.pdf``: A3 upright, no letter below 20 points, tagged, without author or date of
        making. A QR code only where the page has an address on the web. The same content gives
        the same bytes.

    Raises
    ------
    ExtraError
        When Typst is not installed, or the library of QR codes where one is wanted.
    """
    board = Board.of(Studio(content, lang=lang))
    wide, high = _MAP
    shown = board.shown
    pictures = {"map.png": wall_map(board.studio, *(shown or (None, None)), wide=wide, high=high)}
    legend = []
    for at, (patch, told, number) in enumerate(legend_of(board.studio, *shown) if shown else ()):
        pictures[f"patch-{at}.png"] = patch
        legend.append((f"patch-{at}.png", told, number))
    data = poster_of(board, {"map": "map.png", "legend": legend[:LEGEND]})
    for name, made in qr.pictures(content).items():
        if isinstance(made, str):
            pictures[name] = made.encode("ascii")
    return {"poster.pdf": typeset("poster.typ", data, pictures)}
