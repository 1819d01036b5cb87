"""What an input is called in outputs: by its role in the project, never by its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tambon_gis.model.project import PERSONS
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tambon_gis.model.rulebook import Rulebook

__all__ = ["role_title"]

#: Beginning of the role of a group's own layer.
OWN_LAYER = "layer-"


def role_title(role: str, rulebooks: Iterable[Rulebook] = (), *, lang: str = "th") -> str:
    """
    The title of an input.

    Parameters
    ----------
    role : str
        Role, for example ``bmn-2560-2565`` (a rulebook and a year) or ``boundary``.
    rulebooks : iterable of Rulebook, optional
        Rulebooks of the project, whose short titles are used.
    lang : {"th", "en"}, default "th"
        Language.

    Returns
    -------
    str
        The title, or the role itself where nothing is known of it.

    Examples
    --------
    >>> from tambon_gis import catalog
    >>> role_title("bmn-2560-2565", [catalog.rulebook("bmn-2560")])
    'จปฐ. พ.ศ. 2565'
    >>> role_title("bmn-2560-2565-persons", [catalog.rulebook("bmn-2560")], lang="en")
    'BMN B.E. 2565 (members of households)'
    >>> role_title("boundary", lang="en")
    'Boundaries'
    """
    say = words(lang)
    if say.has(f"report.role.{role}"):
        return say.text(f"report.role.{role}")
    if role.endswith(PERSONS):
        return say.text(
            "report.persons", title=role_title(role.removesuffix(PERSONS), rulebooks, lang=lang)
        )
    if role.startswith(OWN_LAYER):
        return say.text("report.layer", name=role.removeprefix(OWN_LAYER))
    bare, _, year = role.rpartition("-")
    for book in rulebooks:
        if book.id == role:
            return book.rulebook.short.of(lang)
        if book.id == bare and year.isdecimal():
            return f"{book.rulebook.short.of(lang)} {say.text('report.year', year=year)}"
    return role
