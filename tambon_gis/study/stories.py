"""Stories: the one that a project wrote, checked against its data, else a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.model.document import read_document
from tambon_gis.model.story import Story
from tambon_gis.publish import review
from tambon_gis.study import edit, tell
from tambon_gis.study.answering.story_people import story_texts

if TYPE_CHECKING:
    from pathlib import Path

    from tambon_gis.render.content import Content
    from tambon_gis.study.loaded import Loaded

__all__ = ["NAME", "story_words", "with_story", "write_draft"]

#: The story that is taken where the project document names none.
NAME = "story.toml"


def with_story(content: Content, loaded: Loaded) -> Content:
    """
    The same content with its story.

    Parameters
    ----------
    content : Content
        Everything but the story.
    loaded : Loaded
        The project.

    Returns
    -------
    Content
        With the project's own story, else with a draft that says it is one.

    Raises
    ------
    MissingFileError
        When the project names a story that is not there.
    DocumentError
        When it cannot be read, or names a layer, year or place that is not shown.
    """
    named = loaded.project.output.story
    path = loaded.folder / (named or NAME)
    if path.is_file() and not loaded.part:
        story, draft = read_document(Story, path), False
        tell.check_story(story, content, where=path.name)
    elif named and not loaded.part:
        raise MissingFileError("project.files", where="tambon.toml", files=named)
    else:
        story, draft = tell.draft(content), True
    return replace(content, tale=review.tale(story, draft=draft))


def story_words(loaded: Loaded) -> dict[str, str]:
    """
    What people wrote in the story of a project, by its steps.

    Parameters
    ----------
    loaded : Loaded
        The project.

    Returns
    -------
    dict[str, str]
        Document and step -> words; empty where nobody wrote one.
    """
    path = loaded.folder / (loaded.project.output.story or NAME)
    if loaded.part or not path.is_file():
        return {}
    return story_texts(read_document(Story, path), path.name)


def write_draft(content: Content, loaded: Loaded) -> Path:
    """
    Write the draft of a story into a project folder, for a person to mend.

    Parameters
    ----------
    content : Content
        What the story is told from.
    loaded : Loaded
        The project, whose document may name the story.

    Returns
    -------
    pathlib.Path
        The document.

    Raises
    ------
    InputError
        When there is a story already: it is never overwritten.
    ConflictError
        When somebody else goes on writing into the project.
    """
    home, name = loaded.folder, loaded.project.output.story or NAME
    draft = tell.as_toml(tell.draft(content))

    def make(old: str) -> str:
        if old or (home / name).exists():
            raise InputError("story.exists", where=name)
        return draft

    return edit.change(home, name, make)
