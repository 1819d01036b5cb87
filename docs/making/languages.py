"""Two languages in one site: each page says which it is in, and links to its twin.

A page ``name.th.md`` is Thai, ``name.md`` English; a page that has no twin says in its front matter
``lang: th`` or ``lang: en``, or is English. Words of the frame (search, next) follow the page.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pygments.lexers.special import TextLexer
from sphinx.search import languages as searched
from sphinx.util.osutil import relative_uri

from making.search import SearchThai

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

__all__ = ["lang_of", "setup", "twin_of"]

_FRAME = tomllib.loads(Path(__file__).with_name("frame.toml").read_text(encoding="utf-8"))


def lang_of(page: str, meta: dict[str, Any] | None = None) -> str:
    """
    The language of a page.

    Parameters
    ----------
    page : str
        Its name without the ending.
    meta : dict, optional
        Its front matter.

    Returns
    -------
    str
        ``th`` or ``en``.

    Examples
    --------
    >>> lang_of("docs/maps.th"), lang_of("docs/maps"), lang_of("docs/tutorial", {"lang": "th"})
    ('th', 'en', 'th')
    """
    if page.endswith(".th") or page == "search":
        return "th"
    return str((meta or {}).get("lang", "en"))


def twin_of(page: str, pages: set[str]) -> str | None:
    """
    The same page in the other language.

    Parameters
    ----------
    page : str
        Its name.
    pages : set[str]
        Names of all pages.

    Returns
    -------
    str or None
        Its name, when there is one.

    Examples
    --------
    >>> twin_of("maps", {"maps", "maps.th"}), twin_of("maps.th", {"maps", "maps.th"})
    ('maps.th', 'maps')
    """
    other = page.removesuffix(".th") if page.endswith(".th") else f"{page}.th"
    return other if other in pages else None


def _said(lang: str, known: Callable[[str], str]) -> Callable[[str], str]:
    """The words of the frame in a language."""
    return lambda text: _FRAME[lang].get(text, known(text))


def _page(app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Give a page its language, its words and its twin."""
    lang = lang_of(page, context.get("meta"))
    said = _said(lang, lambda text: text)
    context["language"] = lang
    context["_"] = context["gettext"] = said
    context["theme_search_bar_text"] = said("Search the docs ...")
    twin = twin_of(page, set(app.env.all_docs))
    context["twin"] = None
    if twin:
        here, there = app.builder.get_target_uri(page), app.builder.get_target_uri(twin)
        context["twin"] = {"href": relative_uri(here, there), "lang": lang_of(twin)}


def setup(app: Sphinx) -> dict[str, Any]:
    """
    Join the site.

    Parameters
    ----------
    app : Sphinx
        The site.

    Returns
    -------
    dict[str, Any]
        That pages may be read and written side by side.
    """
    searched["th"] = SearchThai
    app.add_lexer("csv", TextLexer)
    app.connect("html-page-context", _page, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
