"""What village sheets are drawn from, beside the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["sheet_part"]


def sheet_part(content: Content, layers: Sequence[Layer], *, lang: str) -> dict[str, Any]:
    """A part of the data block."""
    return {}
