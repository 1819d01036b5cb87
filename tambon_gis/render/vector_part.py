"""What the scripts draw of the group's own layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["vector_part"]


def vector_part(content: Content, *, lang: str) -> list[dict[str, Any]]:
    """A part of the data block."""
    return []
