"""People in a story: what names somebody is refused as it is typed, not when the page is built."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tambon_gis.errors import LeakError
from tambon_gis.publish import scan
from tambon_gis.thai import clean, digits_to_arabic
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tambon_gis.model.story import Step, Story

__all__ = ["names_somebody", "refuse_people", "story_texts"]

_HOUSE = re.compile(
    r"(?:บ้านเลขที่|เลขที่บ้าน|(?<![ก-๙])เลขที่)\s*\d|\bhouse (?:no\.?|number)\s*\d", re.IGNORECASE
)
#: A title that begins a word, a given name, a space and a family name.
_CALLED = re.compile(
    r"(?<![ก-๙])(?:นางสาว|น\.ส\.|นาย|นาง|เด็กชาย|เด็กหญิง|ด\.ช\.|ด\.ญ\.)\s?([ก-๙]{2,30}) [ก-๙]{3,40}"
    r"|\b(?:Mr|Mrs|Miss|Ms)\.? [A-Z][a-z]+ [A-Z][a-z]+"
)
#: Offices and callings that begin like a title.
_OFFICES = re.compile(
    r"ก(?:เทศ|องค์|อบ|สมาคม|รัฐ|สภา|ฯ)|อำเภอ|ช่าง|ทะเบียน|แพทย์|สถานี|ด่าน|จ้าง|ทุน|ตรวจ|ประกัน|พยาบาล"
)


def names_somebody(step: Step) -> bool:
    """
    Whether a step seems to call a person by name, so that a person should look again.

    Parameters
    ----------
    step : Step
        The step.

    Returns
    -------
    bool
        True for a title with a given and a family name. Offices are none, villages may be taken for
        some: nothing is refused for it.

    Examples
    --------
    >>> from tambon_gis.model.document import Text
    >>> from tambon_gis.model.story import Step
    >>> said = [Text(th=one, en="x") for one in ("ถาม นายใจดี มีสุข", "ถาม นายอำเภอ เมืองสาธิต")]
    >>> [names_somebody(Step(title=one, text=one)) for one in said]
    [True, False]
    """
    found = (one for text in _said(step) for one in _CALLED.finditer(clean(text)))
    return any(not _OFFICES.match(one[1] or "") for one in found)


def refuse_people(new: Story, old: Story | None, allowed: Collection[str] = ()) -> None:
    """
    Refuse a story in which a phone, an id, an address of electronic mail or a house is newly told.

    Parameters
    ----------
    new : Story
        The story as it would be.
    old : Story or None
        As it is: of what stands there already nothing is said, so that it can be mended step by
        step. The page is held against it when it is built.
    allowed : collection of str
        Reviewed exceptions.

    Raises
    ------
    LeakError
        With the step and the kinds, never the words.
    """
    known = set() if old is None else set(_texts(old))
    for number, text in enumerate(_texts(new)):
        if text in known:
            continue
        kinds = {hit.kind for hit in scan.scan(text, allowed=allowed)}
        if _HOUSE.search(digits_to_arabic(clean(text))):
            kinds.add("house_number")
        if kinds and not number:
            raise LeakError("leak.story_title", kinds=_Kinds(tuple(sorted(kinds))))
        if kinds:
            raise LeakError("leak.story", step=number, kinds=_Kinds(tuple(sorted(kinds))))


def story_texts(story: Story, name: str) -> dict[str, str]:
    """
    The words of a story by the step in which they stand.

    Parameters
    ----------
    story : Story
        The story.
    name : str
        Its document.

    Returns
    -------
    dict[str, str]
        ``story.toml › step 2`` -> words in both languages.

    Examples
    --------
    >>> from tambon_gis.model.document import Text
    >>> from tambon_gis.model.story import Step, Story
    >>> said = Text(th="ก", en="a")
    >>> list(story_texts(Story(title=said, step=(Step(title=said, text=said),)), "story.toml"))
    ['story.toml › title', 'story.toml › step 1']
    """
    places = ("step " + str(n) if n else "title" for n in range(len(story.step) + 1))
    return {f"{name} › {place}": text for place, text in zip(places, _texts(story), strict=True)}


def _texts(story: Story) -> Iterator[str]:
    """The words of the title, then of each step."""
    yield f"{story.title.th}\n{story.title.en}"
    yield from ("\n".join(_said(step)) for step in story.step)


def _said(step: Step) -> Iterator[str]:
    """The words of a step."""
    yield from (step.title.th, step.title.en, step.text.th, step.text.en)


@dataclass(frozen=True)
class _Kinds:
    """Kinds of leaks, told in the language of the message."""

    kinds: tuple[str, ...]

    def tell(self, lang: str = DEFAULT_LANG) -> str:
        """Their names."""
        return ", ".join(words(lang).text(f"scan.{kind}") for kind in self.kinds)
