"""Habits that no public file has: remote addresses, hidden sheets, authors, macros (P9)."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["KINDS", "bad_habits"]

_ADDRESS = re.compile(
    r"""(?:src|srcset|poster|action|data|xlink:href)\s*=\s*["']?(?!data:|\#)[^"'\s>]"""
    r"""|<link[^>]+href|@import|url\(\s*["']?(?:https?:)?//|<(?:iframe|object|embed|base)\b""",
    re.IGNORECASE,
)
_PAGE = re.compile(r"<(?:html|head|body|script|svg|!doctype html)\b", re.IGNORECASE)
_ONE = r"\s+([^\s\"'<>/=`]+)(?:\s*=\s*(\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=`]+))?"
_ATTRIBUTE = re.compile(_ONE)
#: A tag as our pages write it: what a browser takes for one, to the letter, and nothing else.
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9:-]*)((?:{_ONE})*)\s*(/?)>")
#: Attributes that hold words for people.
_WORDED = re.compile(
    r"title|alt|placeholder|value|label|aria-[a-z]+|data-(?!src)[a-z0-9-]+", re.IGNORECASE
)
#: What may end an element earlier, in one reading or another of a browser.
_EARLY = re.compile("<[A-Za-z/!?]")
_EARLY_SCRIPT = re.compile("<!--|</script", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!doctype html>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--(?!-?>)[^<>]*-->")
#: Elements in which a browser looks for nothing but their end.
_RAW = frozenset({"script", "style", "textarea", "title"})
#: Elements in which a script may end elsewhere than it does outside.
_ALOOF = frozenset({"svg", "noscript"})
#: Elements that change how a browser reads all that follows: our pages have none.
_STRANGE = frozenset({"plaintext", "xmp", "noembed", "noframes", "iframe", "template", "math",
                      "desc", "foreignobject"})  # fmt: skip
_POLICY = re.compile(
    r"<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\"", re.IGNORECASE
)
#: The policies of our pages: nothing is fetched, and only scripts named by their hash run.
_STRICT = re.compile(
    r"default-src 'none'(?:; (?:img-src data:|font-src data:|style-src 'unsafe-inline'"
    r"|script-src (?:'none'|'sha256-[A-Za-z0-9+/=]+'(?: 'sha256-[A-Za-z0-9+/=]+')*)"
    r"|base-uri 'none'|form-action 'none'))*"
)
#: Kinds of files that a build writes, and how each begins.
KINDS = {
    ".html": b"<", ".json": b"{", ".geojson": b"{", ".png": b"\x89PNG\r\n", ".pdf": b"%PDF",
    ".pptx": b"PK\x03\x04", ".xlsx": b"PK\x03\x04", ".gpkg": b"SQLite format 3\x00",
    ".svg": b"<svg ", ".txt": b"\xef\xbb\xbf",
}  # fmt: skip
#: What runs or shows strangers' pages when a browser opens a picture of lines.
_ACTIVE = re.compile(r"<script|<foreignObject|<!ENTITY|\son[a-z]+\s*=|href\s*=", re.IGNORECASE)
#: Our pages have a dozen of each; a stranger's with more is not searched further.
_MOST_TAGS = 200
_BINARY = (b"\x89PNG", b"%PDF", b"PK\x03\x04", b"SQLite format 3")
_HIDDEN = re.compile(
    r'<sheet [^>]*state="(?:hidden|veryHidden)"|<sldId[^>]*show="0"|<p:sld[^>]*show="0"'
)
_AUTHOR = re.compile(r"<(?:dc:creator|cp:lastModifiedBy|Manager)\b[^>]*>[^<\s][^<]*</")
_OUTSIDE = re.compile(r'TargetMode="External"')


def bad_habits(name: str, content: bytes) -> Iterator[tuple[str, str, str]]:
    """
    What a file that is handed out should not have.

    Parameters
    ----------
    name : str
        Name of the file.
    content : bytes
        What stands in it.

    Yields
    ------
    tuple of (str, str, str)
        Kind (``unknown_kind``, ``remote``, ``no_policy``, ``active``, ``hidden_sheet``, ``author``,
        ``macro``, ``linked``), where it stands, and the member or nothing.

    Examples
    --------
    >>> [kind for kind, *_ in bad_habits("a.html", b"<html><img src=x.png>")]
    ['remote', 'no_policy']
    """
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in KINDS or not content.startswith(KINDS[suffix]):
        yield "unknown_kind", name, ""
    if content.startswith(_BINARY):
        yield from _packed_habits(name, content)
    else:
        yield from _page_habits(name, content.decode("utf-8", "replace"))


def _page_habits(name: str, text: str) -> Iterator[tuple[str, str, str]]:
    """What a text would load if a browser opened it."""
    if not (_PAGE.search(text) or name.lower().endswith(".html")):
        return
    if any(text.count(tag) > _MOST_TAGS for tag in ("<script", "<link", "<meta", "<!--")):
        yield "unknown_kind", name, ""
        return
    markup = _markup(text)
    if _ADDRESS.search(markup):
        yield "remote", name, ""
    if name.lower().endswith(".svg"):
        if _ACTIVE.search(text):
            yield "active", name, ""
        return
    policy = _POLICY.search(markup)
    if policy is None or not _STRICT.fullmatch(unescape(policy[1])):
        yield "no_policy", name, ""


def _markup(text: str) -> str:
    """
    The tags and styles of a page, without what it shows and without its scripts.

    A page that is not written to the letter, where browsers might see tags that this does not, is
    given back whole.
    """
    out, at, aloof = list[str](), 0, dict.fromkeys(_ALOOF, 0)
    while (start := text.find("<", at)) >= 0:
        if plain := _DOCTYPE.match(text, start) or _COMMENT.match(text, start):
            at = plain.end()
            continue
        tag = _TAG.match(text, start)
        if tag is None or (name := tag[2].lower()) in _STRANGE:
            return text
        out.append(_silent(tag))
        at = tag.end()
        if name in aloof:
            aloof[name] = max(0, aloof[name] + (-1 if tag[1] else 1))
        if tag[1] or name not in _RAW:
            continue
        end = _end(name, text, at)
        if tag[6] or end is None or (name == "script" and any(aloof.values())):
            return text
        out += [text[at:end]] if name == "style" else []
        at = end
    return "\n".join(out)


def _end(name: str, text: str, at: int) -> int | None:
    """Where an element ends that holds no tags; None where browsers may see its end elsewhere."""
    end = text.find(f"</{name}>", at)
    inner = text[at : max(at, end)]
    early = (_EARLY_SCRIPT if name == "script" else _EARLY).search(inner)
    return None if end < 0 or early else end


def _silent(tag: re.Match[str]) -> str:
    """A tag without the words that it shows."""
    kept = [one[0] for one in _ATTRIBUTE.finditer(tag[3]) if not _WORDED.fullmatch(one[1])]
    return f"<{tag[1]}{tag[2]}{''.join(kept)}>"


def _packed_habits(name: str, content: bytes) -> Iterator[tuple[str, str, str]]:
    """What office files and papers should not carry."""
    if content.startswith(b"%PDF") and b"/Author" in content:
        yield "author", name, ""
    elif content.startswith(b"PK\x03\x04"):
        yield from _office(name, content)


def _office(name: str, content: bytes) -> Iterator[tuple[str, str, str]]:
    """Hidden sheets and slides, authors, macros, links to outside."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.namelist():
            if entry.endswith((".bin", "vbaProject.bin")) and "vba" in entry.lower():
                yield "macro", name, entry
            if not entry.endswith((".xml", ".rels")):
                continue
            text = archive.read(entry).decode("utf-8", "replace")
            for kind, pattern in (
                ("hidden_sheet", _HIDDEN), ("author", _AUTHOR), ("linked", _OUTSIDE),
            ):  # fmt: skip
                if pattern.search(text):
                    yield kind, f"{name} › {entry}", ""
