"""The story as the scripts tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tambon_gis.model.story import Step
    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer

__all__ = ["story_part"]


def story_part(content: Content, layers: Sequence[Layer], *, lang: str) -> dict[str, Any]:
    """
    Title and steps; empty without a story.

    Parameters
    ----------
    content : Content
        Sealed parts of the page.
    layers : Sequence[Layer]
        What can be shown, in the order of the data block.
    lang : {"th", "en"}
        Language.

    Returns
    -------
    dict[str, Any]
        ``title``, ``draft``, ``steps``: each with ``title`` and ``text``, and where the step says
        so ``layer`` (index), ``year``, ``place`` (index; the whole area has that behind the last),
        ``view`` (id), ``sheet``. What is not shown on this page is left out.
    """
    if content.tale is None:
        return {}
    story = content.tale.story
    refs = {
        f"{layer.book.id}/{layer.indicator.code}": i
        for i, layer in enumerate(layers)
        if layer.cells
    }
    codes = [str(code) for code in content.places.frame["place"]]
    places = {code: i for i, code in enumerate([*codes, content.credits.area_code])}
    steps = [_step(step, refs, places, lang) for step in story.step]
    return {"title": story.title.of(lang), "draft": content.tale.draft, "steps": steps}


def _step(step: Step, refs: dict[str, int], places: dict[str, int], lang: str) -> dict[str, Any]:
    """One step; what it does not say is left out."""
    parts = {
        "title": step.title.of(lang),
        "text": step.text.of(lang),
        "layer": refs.get(step.layer or ""),
        "year": step.year,
        "place": places.get(step.place or ""),
        "view": step.view,
        "sheet": step.sheet or None,
    }
    return {name: part for name, part in parts.items() if part is not None}
