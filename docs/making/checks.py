"""What every page keeps to: it asks nothing of a network, and its links lead somewhere."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Found", "faults", "look"]

#: Attributes with which a page fetches something by itself.
_FETCHED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "link": "href",
}
_SAID = {"canonical", "alternate", "license", "author", "index", "search", "next", "prev"}
_CSS_FETCHES = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])((?:https?:)?//[^'\")\s]+)")


class Found(HTMLParser):
    """
    What a page links to, fetches, and can be linked to at.

    Attributes
    ----------
    links : list[str]
        Addresses to go to.
    fetched : list[str]
        Addresses that the page fetches by itself.
    anchors : set[str]
        Places in it.
    pictures_without_words : list[str]
        Pictures without an alternative text.
    """

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.anchors: set[str] = set()
        self.pictures_without_words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if given.get(name)}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "img" and not given.get("alt"):
            self.pictures_without_words.append(given.get("src", ""))
        wanted = given.get(_FETCHED.get(tag, ""))
        if wanted and not (tag == "link" and set(given.get("rel", "").split()) & _SAID):
            self.fetched.append(wanted)
        self.fetched += _CSS_FETCHES.findall(given.get("style", ""))


@cache
def look(page: Path) -> Found:
    """
    Read a page.

    Parameters
    ----------
    page : pathlib.Path
        An HTML file.

    Returns
    -------
    Found
        What stands in it.
    """
    out = Found()
    out.feed(page.read_text(encoding="utf-8"))
    return out


def faults(site: Path) -> list[str]:
    """
    Say what is wrong with a site.

    Parameters
    ----------
    site : pathlib.Path
        Folder of its pages.

    Returns
    -------
    list[str]
        A line for each fault.
    """
    look.cache_clear()
    root = site.resolve()
    out = []
    for page in sorted(set(root.rglob("*.html")) - set(root.glob("_static/**/*.html"))):
        out += [f"{page.relative_to(root)}: {fault}" for fault in _of_page(page, root)]
    for sheet in sorted(root.rglob("*.css")):
        for address in _CSS_FETCHES.findall(sheet.read_text(encoding="utf-8")):
            out.append(f"{sheet.relative_to(root)}: fetches {address}")
    return out


def _of_page(page: Path, root: Path) -> list[str]:
    """Faults of one page."""
    found = look(page)
    out = [f"picture without words: {one}" for one in found.pictures_without_words]
    for address in found.fetched:
        if urlsplit(address).netloc:
            out.append(f"fetches {address}")
        elif not address.startswith("data:") and not _leads(address, page, root):
            out.append(f"lacks {address}")
    out += [f"leads nowhere: {one}" for one in found.links if not _leads(one, page, root)]
    return out


def _leads(address: str, page: Path, root: Path) -> bool:
    """Whether an address leads to a place in the site; the network is not asked."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return parts.scheme in {"https", "http", "mailto", "data"} and " " not in address
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    target = target / "index.html" if target.is_dir() else target
    if not target.is_file() or not target.is_relative_to(root):
        return False
    if not parts.fragment or target.suffix != ".html":
        return True
    return unquote(parts.fragment) in look(target).anchors
