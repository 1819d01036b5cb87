"""What a backup holds and leaves out, in words: the same at the command line and on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.model.project import DOCUMENT
from tambon_gis.words import DEFAULT_LANG, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tambon_gis.study.keeping.belongings import Belongings

__all__ = ["lines"]


def lines(found: Belongings, *, personal: bool, lang: str = DEFAULT_LANG) -> Iterator[str]:
    """
    What is kept, what is not, and what a person should look at.

    Parameters
    ----------
    found : Belongings
        The files of the project.
    personal : bool
        Whether the personal part is kept.
    lang : {"th", "en"}, default "th"
        Language.

    Yields
    ------
    str
        A sentence.

    Examples
    --------
    >>> from tambon_gis.study.keeping.belongings import belongings
    >>> from tambon_gis.study.load import read_project
    >>> found = belongings(*read_project("tests/data/small"))
    >>> list(lines(found, personal=False, lang="en"))[0]
    'Documents and boundaries: 2 files in which no personal data was found'
    """
    say = words(lang)
    telling = [one for one in found.telling if one != DOCUMENT]
    yield say.text("keeping.backup.plain", n=len(found.plain))
    if not found.personal:
        yield say.text("keeping.backup.nobody")
    else:
        how = "with" if personal else "without"
        yield say.text(f"keeping.backup.{how}", n=len(found.personal))
    if telling:
        yield say.text("keeping.backup.telling", files=", ".join(telling))
    if DOCUMENT in found.telling:
        yield say.text("keeping.backup.telling_project")
    if found.links:
        yield say.text("keeping.backup.links", files=", ".join(found.links))
    if found.programs:
        yield say.text("keeping.backup.programs", files=", ".join(found.programs))
    if found.absent:
        yield say.text("keeping.backup.absent", files=", ".join(found.absent))
