"""The text of ``story.toml``: its head and its steps, each a piece that is changed by itself."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from tambon_gis.model.story import Story
from tambon_gis.words import DEFAULT_LANG, LANGS, words

if TYPE_CHECKING:
    from tambon_gis.model.document import Text
    from tambon_gis.model.story import Step

__all__ = ["Blocks", "blocks_of", "entitled", "joined", "lagging", "written"]

_HEADER = re.compile(r"^\s*\[\[\s*step\s*\]\]\s*(?:#.*)?$")
#: What a step says beside its words.
_NAMES = ("layer", "year", "place", "view", "sheet")
#: The head of a story, and the text of each of its steps.
Blocks = tuple[str, list[str]]


def lagging(old: Step, now: Step) -> bool:
    """
    Whether a step was changed in Thai, and its English still says what it said before.

    Parameters
    ----------
    old, now : Step
        The step before and after.

    Returns
    -------
    bool
        False where it has no English.

    Examples
    --------
    >>> from tambon_gis.model.story import Step
    >>> said = (("น้ำดื่ม", "Water"), ("น้ำใช้", "Water"), ("น้ำใช้", ""))
    >>> pairs = [{"th": thai, "en": english} for thai, english in said]
    >>> old, now, plain = (Step.model_validate({"title": one, "text": pairs[0]}) for one in pairs)
    >>> lagging(old, now), lagging(old, old), lagging(old, plain)
    (True, False, False)
    """
    pairs = ((old.title, now.title), (old.text, now.text))
    return any(was.th != one.th and was.en == one.en and one.en not in {"", one.th}
               for was, one in pairs)  # fmt: skip


def blocks_of(text: str) -> Blocks:
    r"""
    The head of a story and the text of each of its steps.

    Parameters
    ----------
    text : str
        The document.

    Returns
    -------
    tuple[str, list[str]]
        Comments right above a step are part of it. A document that cannot be cut up as it was
        typed is first written as the package writes it.

    Examples
    --------
    >>> said = "title.th = 'a'\ntitle.en = 'a'\n[[step]]\nyear = 2565\n"
    >>> blocks_of(said)[1]
    ['[[step]]\nyear = 2565\n']
    """
    steps = tomllib.loads(text).get("step", [])
    lines = text.replace("\r\n", "\n").split("\n")
    starts = [n for n, line in enumerate(lines) if _HEADER.match(line)]
    if len(starts) == len(steps):
        cuts = [_with_comment(lines, at) for at in starts]
        parts = ["\n".join(lines[a:b]) for a, b in zip(cuts, [*cuts[1:], None], strict=True)]
        if all(_is(part, step) for part, step in zip(parts, steps, strict=True)):
            return "\n".join(lines[: cuts[0]]), parts
    return _plain(text)


def _with_comment(lines: list[str], at: int) -> int:
    """The first of the comment lines that stand right above a step."""
    while at and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at


def _is(part: str, step: dict[str, Any]) -> bool:
    """Whether a piece of text is one step by itself."""
    try:
        return tomllib.loads(part) == {"step": [step]}
    except tomllib.TOMLDecodeError:
        return False


def _plain(text: str) -> Blocks:
    """A story that cannot be cut up as it was typed, as the package writes it."""
    story = Story.model_validate(tomllib.loads(text))
    said = words(DEFAULT_LANG).text("story.document.head").splitlines()
    head = "".join(f"# {line}\n" for line in said) + "\n" + entitled("", story.title)
    return head, [written("[[step]]\n", step) for step in story.step]


def joined(blocks: Blocks) -> str:
    r"""
    The document of its pieces.

    Parameters
    ----------
    blocks : tuple[str, list[str]]
        Head and steps.

    Returns
    -------
    str
        The pieces with a blank line between them.

    Examples
    --------
    >>> joined(("a = 1", ["[[step]]"]))
    'a = 1\n\n[[step]]\n'
    """
    return "\n\n".join(part.strip("\n") for part in (blocks[0], *blocks[1])).lstrip("\n") + "\n"


def written(part: str, step: Step) -> str:
    r"""
    The text of a step with what it says now.

    Parameters
    ----------
    part : str
        Its text before.
    step : Step
        What it says now.

    Returns
    -------
    str
        What is as before stays as it was typed.

    Examples
    --------
    >>> from tambon_gis.model.document import Text
    >>> from tambon_gis.model.story import Step
    >>> said = Text(th="a", en="b")
    >>> print(written("[[step]]\n", Step(title=said, text=said)))
    [[step]]
    title.th = "a"
    title.en = "b"
    text.th = "a"
    text.en = "b"
    <BLANKLINE>
    """
    import tomlkit

    document = tomlkit.parse(part)
    entry: Any = document["step"][0]
    for name, text in (("title", step.title), ("text", step.text)):
        _say(entry, name, text)
    for name in _NAMES:
        value = getattr(step, name)
        if not value:
            entry.pop(name, None)
        elif entry.get(name) != value:
            entry[name] = value
    return tomlkit.dumps(document)


def entitled(head: str, title: Text) -> str:
    r"""
    The head of a story with another title.

    Parameters
    ----------
    head : str
        Its text before.
    title : Text
        The title.

    Returns
    -------
    str
        Comments stay.

    Examples
    --------
    >>> from tambon_gis.model.document import Text
    >>> entitled("title.th = 'a'\ntitle.en = 'a'", Text(th="b", en="a"))
    'title.th = "b"\ntitle.en = \'a\''
    """
    import tomlkit

    document = tomlkit.parse(head)
    _say(document, "title", title)
    return tomlkit.dumps(document)


def _say(entry: Any, name: str, text: Text) -> None:
    """A text in both languages, under dotted keys where it is new."""
    import tomlkit

    for lang in LANGS:
        said = text.of(lang)
        written = tomlkit.string(said, multiline="\n" in said)
        if name not in entry or lang not in entry[name]:
            entry.add(tomlkit.key([name, lang]), written)
        elif str(entry[name][lang]).strip() != said:
            entry[name][lang] = written
