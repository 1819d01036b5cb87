"""What the scripts know of views: palettes, classes, named views."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["view_part"]


def view_part(content: Content, layers: Sequence[Layer], *, lang: str) -> dict[str, Any]:
    """A part of the data block."""
    return {}
