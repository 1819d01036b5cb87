"""Steps of a project's story: changed, added, moved and taken out, one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.model.document import Text, parse_document, read_document
from tambon_gis.model.project import DOCUMENT, Project
from tambon_gis.model.story import Step, Story
from tambon_gis.places import LADDER, moo_of
from tambon_gis.render.layers import layers_of
from tambon_gis.study import edit, tell
from tambon_gis.study.answering.story_people import names_somebody, refuse_people
from tambon_gis.study.answering.story_text import Blocks, blocks_of, entitled, joined, written
from tambon_gis.study.stories import NAME
from tambon_gis.thai import digits_to_arabic, strip_controls
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tambon_gis.render.content import Content

__all__ = [
    "Opened",
    "Shown",
    "add",
    "entitle",
    "move",
    "names_somebody",
    "opened",
    "put",
    "remove",
    "shown",
    "step_of",
    "text_of",
]

#: What a step says beside its words.
_NAMES = ("layer", "year", "place", "view", "sheet")


@dataclass(frozen=True)
class Opened:
    """
    A project's story.

    Parameters
    ----------
    name : str
        The document, as it lies below the project folder.
    version : str
        What :func:`tambon_gis.study.edit.version` says of it.
    story : Story or None
        None where none was written yet.
    """

    name: str
    version: str
    story: Story | None


@dataclass(frozen=True)
class Shown:
    """
    What a step may show.

    Parameters
    ----------
    layers : dict[str, str]
        Indicator (``bmn-2560/16``) -> title.
    years : tuple[int, ...]
        Years that some indicator is shown for.
    places : dict[str, str]
        Code -> name.
    views : dict[str, str]
        Way to show it -> title.
    """

    layers: dict[str, str]
    years: tuple[int, ...]
    places: dict[str, str]
    views: dict[str, str]


def opened(home: Path) -> Opened:
    """
    The story of a project, as it is now.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.

    Returns
    -------
    Opened
        The story and its version.

    Raises
    ------
    DocumentError
        When it cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> opened(Path("tests/data/small")).story is None
    True
    """
    name = read_document(Project, home / DOCUMENT).output.story or NAME
    version = edit.version(home, name)
    story = read_document(Story, home / name) if version else None
    return Opened(name, version, story)


def shown(content: Content, lang: str = "th") -> Shown:
    """
    What the steps of a story may show.

    Parameters
    ----------
    content : Content
        Published parts.
    lang : {"th", "en"}, default "th"
        Language of the titles.

    Returns
    -------
    Shown
        Indicators, years, places and views.
    """
    frame = content.places.frame
    codes = [str(code) for code in frame["place"]]
    area = content.credits.area_code
    found = layers_of(content.measures, content.rulebooks, codes, area)
    layers = {
        f"{one.book.id}/{one.indicator.code}": " ".join(
            (one.book.rulebook.short.of(lang), one.indicator.code, one.indicator.short.of(lang))
        )
        for one in found
        if one.cells
    }
    years = tuple(sorted({year for one in found for year in one.cells}))
    places = {area: content.credits.area_title}
    say = words(lang)
    for code, name in zip(codes, frame["name"], strict=True):
        moo = moo_of(code) if len(code) == LADDER["village"] else None
        told = say.text("page.card.moo_name", moo=moo, name=name) if moo else str(name)
        places[code] = told
    views = {one.id: one.title.of(lang) for one in content.views}
    return Shown(layers, years, places, views)


def text_of(th: str, en: str = "") -> Text:
    """
    Words in both languages.

    Parameters
    ----------
    th : str
        In Thai.
    en : str, default ""
        In English; where there are none, the Thai ones stand there too.

    Returns
    -------
    Text
        Line by line, without control characters.

    Raises
    ------
    InputError
        When nothing is said in Thai.

    Examples
    --------
    >>> text_of(" น้ำดื่ม ").en
    'น้ำดื่ม'
    """
    thai, english = (
        "\n".join(map(strip_controls, one.strip().splitlines())).strip() for one in (th, en)
    )
    if not thai:
        raise InputError("story.words")
    return Text(th=thai, en=english or thai)


def step_of(title: Text, text: Text, shows: Mapping[str, object]) -> Step:
    """
    A step of its words and of what it shows.

    Parameters
    ----------
    title, text : Text
        Its words.
    shows : Mapping[str, object]
        ``layer``, ``year``, ``place``, ``view``, ``sheet``, as typed; what is empty is not said.

    Returns
    -------
    Step
        The step.

    Raises
    ------
    InputError
        When something of it cannot be.

    Examples
    --------
    >>> said = text_of("น้ำดื่ม")
    >>> step_of(said, said, {"year": "๒๕๖๕", "place": ""}).year
    2565
    """
    given = {name: shows[name] for name in _NAMES if shows.get(name)}
    if isinstance(year := given.get("year"), str):
        given["year"] = digits_to_arabic(year)
    try:
        return Step.model_validate({"title": title, "text": text, **given})
    except ValidationError:
        raise InputError("story.shows") from None


def put(
    home: Path, number: int, step: Step, *, seen: str | None = None, content: Content | None = None
) -> None:
    """
    Change a step.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    number : int
        Which, counted from 1.
    step : Step
        What it says now; comments in the document stay.
    seen : str, optional
        Version of the story that the person saw.
    content : Content, optional
        What is shown, to refuse a step that names something else.

    Raises
    ------
    InputError
        When there is no such step.
    LeakError
        When it tells a phone, an id, an address or a house.
    DocumentError
        When it names what is not shown.
    ConflictError
        When the story was changed after it was seen.
    """

    def make(blocks: Blocks) -> None:
        at = _at(number, blocks)
        _check(step, content, number)
        blocks[1][at] = written(blocks[1][at], step)

    _change(home, make, seen=seen)


def add(
    home: Path, after: int, step: Step, *, seen: str | None = None, content: Content | None = None
) -> None:
    """
    Add a step.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    after : int
        Behind which step; 0 makes it the first.
    step : Step
        What it says.
    seen : str, optional
        Version of the story that the person saw.
    content : Content, optional
        What is shown, to refuse a step that names something else.

    Raises
    ------
    InputError
        When there is no such step to put it behind.
    LeakError
        When it tells a phone, an id, an address or a house.
    DocumentError
        When it names what is not shown.
    ConflictError
        When the story was changed after it was seen.
    """

    def make(blocks: Blocks) -> None:
        at = 0 if after == 0 else _at(after, blocks) + 1
        _check(step, content, at + 1)
        blocks[1].insert(at, written("[[step]]\n", step))

    _change(home, make, seen=seen)


def remove(home: Path, number: int, *, seen: str | None = None) -> None:
    """
    Take a step out.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    number : int
        Which, counted from 1.
    seen : str, optional
        Version of the story that the person saw.

    Raises
    ------
    InputError
        When there is no such step, or it is the only one.
    ConflictError
        When the story was changed after it was seen.
    """

    def make(blocks: Blocks) -> None:
        at = _at(number, blocks)
        if len(blocks[1]) == 1:
            raise InputError("story.last", where=str(number))
        del blocks[1][at]

    _change(home, make, seen=seen)


def move(home: Path, number: int, to: int, *, seen: str | None = None) -> None:
    """
    Tell a step earlier or later.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    number : int
        Which, counted from 1.
    to : int
        Which it is then.
    seen : str, optional
        Version of the story that the person saw.

    Raises
    ------
    InputError
        When there is no such step, or no such place in the order.
    ConflictError
        When the story was changed after it was seen.
    """

    def make(blocks: Blocks) -> None:
        at, target = _at(number, blocks), _at(to, blocks)
        blocks[1].insert(target, blocks[1].pop(at))

    _change(home, make, seen=seen)


def entitle(home: Path, title: Text, *, seen: str | None = None) -> None:
    """
    Give a story another title.

    Parameters
    ----------
    home : pathlib.Path
        The project folder.
    title : Text
        The title.
    seen : str, optional
        Version of the story that the person saw.

    Raises
    ------
    ConflictError
        When the story was changed after it was seen.
    """

    def make(old: str) -> str:
        head, steps = blocks_of(old)
        return joined((entitled(head, title), steps))

    _edit(home, make, seen=seen)


def _check(step: Step, content: Content | None, number: int) -> None:
    """Refuse a step that names what is not shown; of other steps nothing is asked here."""
    if content is not None:
        alone = Story(title=step.title, step=(step,))
        tell.check_story(alone, content, where=NAME, first=number)


def _change(home: Path, make: Callable[[Blocks], None], *, seen: str | None) -> None:
    """Change the steps of a story."""

    def made(old: str) -> str:
        blocks = blocks_of(old)
        make(blocks)
        return joined(blocks)

    _edit(home, made, seen=seen)


def _edit(home: Path, make: Callable[[str], str], *, seen: str | None) -> None:
    """Change the document, and see that it still is a story."""
    now = opened(home)
    if now.story is None:
        raise MissingFileError("story.none", where=now.name)

    def made(old: str) -> str:
        new = make(old)
        allowed = [one.value for one in read_document(Project, home / DOCUMENT).allowed]
        refuse_people(parse_document(Story, new, name=now.name), now.story, allowed)
        return new

    edit.change(home, now.name, made, seen=seen)


def _at(number: int, blocks: Blocks) -> int:
    """The place of a step in the list."""
    if not 1 <= number <= len(blocks[1]):
        raise InputError("story.no_step", where=str(number), n=len(blocks[1]))
    return number - 1
