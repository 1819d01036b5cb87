"""Habits that no public file has: remote addresses, hidden sheets, authors, macros (P9)."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["bad_habits"]

_BLOCK = re.compile(
    r'(<script type="application/(?:json|octet-stream)"[^>]*>).*?(</script>)', re.DOTALL
)
_ADDRESS = re.compile(
    r"""(?:src|srcset|poster|action|data|xlink:href)\s*=\s*["']?(?!data:|\#)[^"'\s>]"""
    r"""|<link[^>]+href|@import|url\(\s*["']?(?:https?:)?//|<(?:iframe|object|embed|base)\b""",
    re.IGNORECASE,
)
_POLICY = re.compile(
    r"http-equiv=\"Content-Security-Policy\" content=\"default-src (?:'|&#39;)none"
)
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
        Kind (``remote``, ``no_policy``, ``hidden_sheet``, ``author``, ``macro``, ``linked``), where
        it stands, and the member or nothing.

    Examples
    --------
    >>> [kind for kind, *_ in bad_habits("a.html", b"<img src=x.png>")]
    ['remote', 'no_policy']
    """
    if name.endswith((".html", ".svg")):
        text = _BLOCK.sub(r"\1\2", content.decode("utf-8", "replace"))
        markup = re.sub(r"(<script[^>]*>).*?(</script>)", r"\1\2", text, flags=re.DOTALL)
        if _ADDRESS.search(markup):
            yield "remote", name, ""
        if name.endswith(".html") and not _POLICY.search(text):
            yield "no_policy", name, ""
    elif content.startswith(b"%PDF") and b"/Author" in content:
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
