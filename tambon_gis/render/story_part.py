"""The story as the scripts tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["story_part"]


def story_part(content: Content, layers: Sequence[Layer], *, lang: str) -> dict[str, Any]:
    """A part of the data block."""
    return {}
