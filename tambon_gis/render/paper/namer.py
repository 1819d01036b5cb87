"""Names of places in running text: a name is a part of its own, so that no line breaks in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tambon_gis.render.fonts import clean
from tambon_gis.render.kept import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tambon_gis.render.image.studio import Studio

__all__ = ["Namer", "names_of"]

#: A name longer than this may break: it would not fit into a column.
_LONGEST = 36


class Namer:
    """
    Cuts texts at names of places.

    Parameters
    ----------
    names : Sequence[str]
        Names that must not be split.
    written : Callable
        Writes digits as the report does.

    Examples
    --------
    >>> Namer(["บ้านหัวไผ่"])("ที่บ้านหัวไผ่มาก")
    [{'t': 'ที่'}, {'n': 'บ้านหัวไผ่'}, {'t': 'มาก'}]
    """

    def __init__(self, names: Sequence[str], written: Callable[[str], str] = str) -> None:
        kept = {clean(written(name)).strip() for name in names}
        known = sorted((n for n in kept if 1 < len(n) <= _LONGEST), key=lambda n: (-len(n), n))
        self._written = written
        self._found = re.compile("(" + "|".join(map(re.escape, known)) + ")") if known else None

    def __call__(self, text: str) -> list[dict[str, str]]:
        """The parts of a text: ``t`` may break, ``n`` is a name."""
        text = kept(self.plain(text))
        pieces = self._found.split(text) if self._found else [text]
        return [{"n" if i % 2 else "t": piece} for i, piece in enumerate(pieces) if piece]

    def plain(self, text: str) -> str:
        """A text in one piece."""
        return clean(self._written(text))


def names_of(studio: Studio) -> list[str]:
    """
    Every name of a place that texts may hold.

    Parameters
    ----------
    studio : Studio
        The content.

    Returns
    -------
    list[str]
        Names that no line may break.
    """
    frame, profiles = studio.content.places.frame, studio.profiles[:-1]
    found = [str(name) for name in frame["name"]]
    found += [one.title for one in profiles]
    found += [
        *studio.content.credits.area_title.split(" "),
        *studio.say.under("page.level").values(),
        studio.say.text("page.unit.household"),
        *studio.say.under("plan.status").values(),
        studio.say.text("process.state.running"),
    ]
    if studio.content.facilities is not None:
        found += [str(name) for name in studio.content.facilities.frame["name"]]
    return found
