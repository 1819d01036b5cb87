"""Tell: the draft of a story from the ranked problems, and the check of one that people wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import DocumentError
from tambon_gis.model.document import Text
from tambon_gis.model.story import Step, Story
from tambon_gis.render.layers import layers_of
from tambon_gis.study.telling import Teller
from tambon_gis.words import DEFAULT_LANG, LANGS, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import tomlkit

    from tambon_gis.render.content import Content
    from tambon_gis.render.layers import Layer
    from tambon_gis.study.telling import Scene

__all__ = ["as_toml", "check_story", "draft"]


def draft(content: Content) -> Story:
    """
    Draft a story: the data, how to read the map, the worst indicators, a village, what is not told.

    Parameters
    ----------
    content : Content
        Published parts; the story names no number that they do not hold.

    Returns
    -------
    Story
        In both languages. A person should read and mend it before it is shown.
    """
    thai, english = (Teller(content, lang=lang) for lang in LANGS)
    title = Text(th=thai.title(), en=english.title())
    pairs = zip(thai.scenes(), english.scenes(), strict=True)
    return Story(title=title, step=tuple(_step(th, en) for th, en in pairs))


def as_toml(story: Story) -> str:
    """
    Write a story as its document, with comments for the person who mends it.

    Parameters
    ----------
    story : Story
        The story.

    Returns
    -------
    str
        TOML that reads back as the same story.
    """
    import tomlkit

    document = tomlkit.document()
    for line in words(DEFAULT_LANG).text("story.document.head").splitlines():
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    _add_text(document, "title", story.title)
    steps = tomlkit.aot()
    for one in story.step:
        table = tomlkit.table()
        _add_text(table, "title", one.title)
        _add_text(table, "text", one.text)
        for name in ("layer", "year", "place", "view", "sheet"):
            value = getattr(one, name)
            if value:
                table.add(name, value)
        steps.append(table)
    document.add(tomlkit.nl())
    document.add("step", steps)
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def check_story(story: Story, content: Content, *, where: str, first: int = 1) -> None:
    """
    Refuse a story that names what is not shown.

    Parameters
    ----------
    story : Story
        The story.
    content : Content
        What is shown.
    where : str
        Name of the document, for the message.
    first : int, default 1
        Number of its first step, for the message.

    Raises
    ------
    DocumentError
        With every fault: its step, its key, and what could be meant.
    """
    codes = [str(code) for code in content.places.frame["place"]]
    area = content.credits.area_code
    layers = layers_of(content.measures, content.rulebooks, codes, area)
    known = _Known(
        layers={_ref(layer): layer for layer in layers if layer.cells},
        places=(*codes, area),
        views=tuple(view.id for view in content.views),
    )
    faults = [
        fault
        for number, step in enumerate(story.step, first)
        for fault in known.faults(number, step)
    ]
    if faults:
        raise DocumentError("story.steps", where=where, faults=_Faults(tuple(faults)))


@dataclass(frozen=True)
class _Fault:
    """One wrong name: in which step, under which key, what could be meant."""

    step: int
    key: str
    given: str
    known: tuple[str, ...]

    def tell(self, lang: str) -> str:
        """Its sentence."""
        import difflib

        near = difflib.get_close_matches(self.given, self.known, n=1, cutoff=0.0)
        say = words(lang)
        some = ", ".join(near if len(self.known) > _LISTED else self.known)
        mend = say.text("story.fault.use", known=some) if some else say.text("story.fault.drop")
        what = say.text(f"story.fault.{self.key}", given=self.given)
        return say.text("story.fault.line", step=self.step, entry=self.key, what=what, mend=mend)


@dataclass(frozen=True)
class _Faults:
    """All wrong names of a story, each on a line."""

    faults: tuple[_Fault, ...]

    def tell(self, lang: str = DEFAULT_LANG) -> str:
        """Their sentences."""
        return "\n".join(one.tell(lang) for one in self.faults)


@dataclass(frozen=True)
class _Known:
    """What a step may name."""

    layers: dict[str, Layer]
    places: Sequence[str]
    views: tuple[str, ...]

    def faults(self, number: int, step: Step) -> Iterator[_Fault]:
        """What a step names and is not there."""
        layer = self.layers.get(step.layer or "")
        if step.layer is not None and layer is None:
            yield _Fault(number, "layer", step.layer, tuple(self.layers))
        years = (layer,) if layer else self.layers.values()
        held = sorted({year for one in years for year in one.cells})
        if step.year is not None and step.year not in held:
            yield _Fault(number, "year", str(step.year), tuple(str(year) for year in held))
        if step.place is not None and step.place not in self.places:
            yield _Fault(number, "place", step.place, tuple(self.places))
        if step.view is not None and step.view not in self.views:
            yield _Fault(number, "view", step.view, self.views)


#: So many names or fewer are all listed; of more, the nearest.
_LISTED = 6


def _ref(layer: Layer) -> str:
    """An indicator by rulebook and code."""
    return f"{layer.book.id}/{layer.indicator.code}"


def _step(th: Scene, en: Scene) -> Step:
    """A scene in both languages as a step."""
    return Step(
        title=Text(th=th.title, en=en.title),
        text=Text(th="\n".join(th.lines), en="\n".join(en.lines)),
        layer=th.layer,
        year=th.year,
        place=th.place,
        sheet=th.sheet,
    )


def _add_text(table: tomlkit.TOMLDocument | tomlkit.items.Table, name: str, text: Text) -> None:
    """A text under dotted keys, one a language; one of several lines as such."""
    import tomlkit

    for lang in LANGS:
        written = text.of(lang)
        several = "\n" in written
        table.add(tomlkit.key([name, lang]), tomlkit.string(written, multiline=several))
