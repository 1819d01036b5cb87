"""Tell: the draft of a story, from what falls short."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.model.document import Text
from tambon_gis.model.story import Step, Story

if TYPE_CHECKING:
    from tambon_gis.render.content import Content

__all__ = ["as_toml", "check_story", "draft"]


def draft(content: Content, *, lang: str = "th") -> Story:
    """A draft."""
    title = Text(th=content.credits.area_title, en=content.credits.area_title)
    return Story(title=title, step=(Step(title=title, text=title),))


def as_toml(story: Story) -> str:
    """The document of a story."""
    return story.model_dump_json()


def check_story(story: Story, content: Content, *, where: str) -> None:
    """Refuse a story that names what is not shown."""
