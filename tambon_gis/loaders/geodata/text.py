"""Bytes become Thai text by the encoding that they themselves fit, whatever is claimed."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from tambon_gis.thai import has_thai

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

__all__ = ["MIXED", "codec", "decode", "encoding_of", "misread"]

#: Texts of one table that fit no single encoding: each is then read by itself.
MIXED = "mixed"
#: An accented letter beside a plain one: a Latin word, hardly a Thai one.
_ACCENT = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
#: So many in a row make a Thai word; no Western language writes so.
_RUN = re.compile(rb"[\x80-\xff]{3}")


def codec(name: str) -> str:
    """
    Python's name of an encoding.

    Parameters
    ----------
    name : str
        As software writes it, for example ``ANSI 874``.

    Returns
    -------
    str
        Empty when Python knows none of that name.

    Examples
    --------
    >>> codec("ANSI 874"), codec("UTF-8"), codec("nonsense")
    ('cp874', 'utf-8', '')
    """
    plain = name.casefold().replace("ansi", "").replace("oem", "").strip(" _-\x00")
    for spelling in (plain, f"cp{plain}", plain.replace(" ", "-"), plain.replace("iso ", "iso")):
        try:
            found = codecs.lookup(spelling)
        except (LookupError, ValueError):
            continue
        if getattr(found, "_is_text_encoding", True) and not found.name.startswith("utf-16"):
            return found.name
    return ""


def encoding_of(raws: Collection[bytes], claims: Sequence[str] = ()) -> str:
    """
    The encoding of the texts of a table.

    Parameters
    ----------
    raws : collection of bytes
        The texts.
    claims : sequence of str
        What the file says of itself, most reliable first: believed only where the bytes agree.

    Returns
    -------
    str
        ``ascii``, ``utf-8``, an encoding that was claimed, ``cp874``, ``cp1252``, or
        :data:`MIXED`.

    Examples
    --------
    >>> encoding_of(["หัวไผ่".encode("cp874")], ["utf-8"]), encoding_of(["ไผ่".encode()])
    ('cp874', 'utf-8')
    """
    raws = [raw for raw in raws if not raw.isascii()]
    if not raws:
        return "ascii"
    if _is_utf8(raws):
        return "utf-8"
    latin = _is_latin(raws)
    last = ("cp1252",) if latin else ("cp874",)
    for encoding in (*map(codec, claims), *last):
        if encoding not in {"", "utf-8"} and _fits(raws, encoding, latin=latin):
            return encoding
    return MIXED


def decode(raw: bytes, encoding: str) -> tuple[str, bool, bool]:
    """
    The text of some bytes.

    Parameters
    ----------
    raw : bytes
        A cell or a heading; blanks and zeros at its end are dropped.
    encoding : str
        Found by :func:`encoding_of`.

    Returns
    -------
    tuple[str, bool, bool]
        Text, whether it ended in the middle of a letter, and whether letters could not be read.

    Examples
    --------
    >>> decode("ไผ่".encode()[:-1], "utf-8"), decode(bytes([0xFF]), "mixed")
    (('ไผ', True, False), ('�', False, True))
    """
    raw = raw.split(b"\x00", 1)[0].rstrip(b" ")
    if raw.isascii():
        return raw.decode("ascii"), False, False
    if encoding == MIXED:
        return _by_itself(raw)
    if encoding != "utf-8":
        try:
            return raw.decode(encoding), False, False
        except UnicodeDecodeError:
            return raw.decode(encoding, "replace"), False, True
    decoder = codecs.getincrementaldecoder("utf-8")()
    text = decoder.decode(raw)
    return text, bool(decoder.getstate()[0]), False


def misread(texts: Iterable[str]) -> dict[str, str]:
    """
    Thai that some program took for a Western encoding before it was saved.

    Parameters
    ----------
    texts : iterable of str
        The distinct texts of a column.

    Returns
    -------
    dict[str, str]
        Text as found -> Thai again; empty where any text with letters beyond ASCII is no such
        text, as then nothing is sure.

    Examples
    --------
    >>> misread(["ËÑÇä¼è", "Hua Phai"]), misread(["Orléans"]), misread(["หัวไผ่"])
    ({'ËÑÇä¼è': 'หัวไผ่'}, {}, {})
    """
    strange = []
    for one in texts:
        if has_thai(one):
            return {}
        if not one.isascii():
            strange.append(one)
    for western in ("latin-1", "cp1252"):
        try:
            raws = {text: text.encode(western) for text in strange}
        except UnicodeEncodeError:
            continue
        encoding = encoding_of(raws.values())
        if encoding not in {"utf-8", "cp874"}:
            return {}
        read = {found: decode(raw, encoding) for found, raw in raws.items()}
        thai = sum(has_thai(text) for text, _, _ in read.values())
        return {found: one[0] for found, one in read.items()} if 2 * thai > len(read) else {}
    return {}


def _by_itself(raw: bytes) -> tuple[str, bool, bool]:
    """One text of a table of several encodings."""
    try:
        return raw.decode("utf-8"), False, False
    except UnicodeDecodeError:
        return decode(raw, "cp874")


def _is_utf8(raws: Iterable[bytes]) -> bool:
    """Whether all are UTF-8, the last letter of each perhaps cut, and one letter is whole."""
    whole = False
    for raw in raws:
        try:
            text, _, _ = decode(raw, "utf-8")
        except UnicodeDecodeError:
            return False
        whole = whole or not text.isascii()
    return whole


def _is_latin(raws: Iterable[bytes]) -> bool:
    """Whether what is not ASCII stands alone among plain letters, and never makes a Thai word."""
    alone = 0
    for raw in raws:
        if _RUN.search(raw):
            return False
        for hit in _ACCENT.finditer(raw):
            around = raw[max(0, hit.start() - 1) : hit.start()] + raw[hit.end() : hit.end() + 1]
            alone += any(bytes([letter]).isalpha() for letter in around)
    return alone > 0


def _fits(raws: Collection[bytes], encoding: str, *, latin: bool) -> bool:
    """Whether every text can be read so, and is Thai where it should be."""
    thai = 0
    for raw in raws:
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            return False
        thai += has_thai(text)
    return latin != (thai * 2 > len(raws))
