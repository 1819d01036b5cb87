"""A map for the wall: places and their names alone, large; its legend as patches beside words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.render.image.figure import Sheet
from tambon_gis.render.image.figure_ground import (
    EDGE,
    Ground,
    box_of,
    draw_marks,
    edge_places,
    fill_places,
    write_labels,
)

if TYPE_CHECKING:
    from tambon_gis.render.image.studio import Studio
    from tambon_gis.render.layers import Layer

__all__ = ["ENLARGED", "legend_of", "wall_map"]

#: A picture is drawn this much smaller than it hangs: its letters grow with it.
ENLARGED = 1.75
_DPI = 260
_EDGE = 2.0
_PATCH = (36.0, 20.0)


def wall_map(
    studio: Studio, layer: Layer | None, year: int | None, *, wide: float, high: float
) -> bytes:
    """
    The places of an indicator, filled by its classes, or the bare places.

    Parameters
    ----------
    studio : Studio
        The content.
    layer : Layer or None
        The indicator; None for the places alone.
    year : int or None
        One of its years.
    wide, high : float
        Points that the picture takes where it hangs.

    Returns
    -------
    bytes
        A PNG without title and legend. The same content gives the same bytes.
    """
    sheet = Sheet(wide / ENLARGED, high / ENLARGED, dpi=_DPI)
    ground = Ground(
        box_of(studio.shapes), left=_EDGE, top=_EDGE,
        wide=sheet.width - 2 * _EDGE, high=sheet.height - 2 * _EDGE,
    )  # fmt: skip
    drawn = [ground.shape(shape) for shape in studio.shapes]
    marks = [mark for mark in studio.marks() if mark.kind == "lines"]
    if layer is not None and year is not None:
        fill_places(sheet, drawn, studio.looks(layer, year))
    draw_marks(sheet, ground, [mark for mark in marks if mark.below])
    edge_places(sheet, drawn)
    write_labels(sheet, ground, drawn, studio.labels())
    return sheet.png()


def legend_of(studio: Studio, layer: Layer, year: int) -> list[tuple[bytes, str, str]]:
    """
    The legend of an indicator, to be set beside its map.

    Parameters
    ----------
    studio : Studio
        The content.
    layer : Layer
        The indicator.
    year : int
        One of its years.

    Returns
    -------
    list of (bytes, str, str)
        A patch as PNG, its words, and the number of places.
    """
    made = []
    for look, label, number in studio.key(layer, year).rows:
        sheet = Sheet(*_PATCH, dpi=_DPI)
        sheet.box(0.5, 0.5, _PATCH[0] - 1, _PATCH[1] - 1, fill=look.colour, edge=EDGE,
                  pattern=look.pattern, ink=look.ink)  # fmt: skip
        made.append((sheet.png(), label, number))
    return made
