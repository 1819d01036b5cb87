"""Bytes of text tables as text: UTF-8, UTF-16 or cp874, told apart by the bytes alone."""

from __future__ import annotations

import codecs
import re

from tambon_gis.errors import InputError

__all__ = ["decode"]

SAMPLE = 65536
SURE = 0.95
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH = re.compile(rb"[\x80-\xff]")
_THAI_UTF8 = re.compile(rb"(?:\xe0[\xb8\xb9][\x80-\xbf]){2}")
_SAME = {"tis-620": "cp874", "tis620": "cp874", "windows-874": "cp874", "cp65001": "utf-8"}


def decode(content: bytes, *, where: str = "", encoding: str | None = None) -> tuple[str, str]:
    """
    Bytes as text, with the encoding that they turned out to have.

    Parameters
    ----------
    content : bytes
        The whole file.
    where : str, default ""
        File name, for the message.
    encoding : str, optional
        Overrules what the bytes look like.

    Returns
    -------
    tuple[str, str]
        Text without a byte order mark, and ``utf-8``, ``utf-16``, ``cp874`` or what was asked for.

    Raises
    ------
    InputError
        When they are none of these, a mix of two, or hold NUL letters; with the line.

    Examples
    --------
    >>> decode("หมู่ที่".encode("cp874"))
    ('หมู่ที่', 'cp874')
    """
    if encoding is not None:
        return _as_told(content, encoding, where)
    marked = next((name for mark, name in _BOMS if content.startswith(mark)), None)
    name = marked or _utf16(content) or "utf-8"
    try:
        text = content.decode(name)
    except UnicodeDecodeError as fault:
        if name != "utf-8":
            raise InputError(
                "csv.encoding", where=where, line=_line(content, fault.start)
            ) from None
        text, name = _thai(content, fault, where), "cp874"
    if "\x00" in text:
        at = content.find(b"\x00") if not name.startswith("utf-16") else 0
        raise InputError("csv.nul", where=where, line=_line(content, at))
    return text, "utf-16" if name.startswith("utf-16") else name.removesuffix("-sig")


def _as_told(content: bytes, encoding: str, where: str) -> tuple[str, str]:
    """Text in the encoding that a person named."""
    name = _SAME.get(encoding.lower(), encoding)
    try:
        text = content.decode(name)
    except UnicodeDecodeError as fault:
        raise InputError(
            "csv.not_encoding", where=where, line=_line(content, fault.start), encoding=encoding
        ) from None
    except (LookupError, ValueError, AssertionError, TypeError):
        raise InputError("csv.no_encoding", where=where, encoding=encoding) from None
    if "\x00" in text:
        raise InputError("csv.nul", where=where, line=_line(content, max(content.find(b"\x00"), 0)))
    return text.removeprefix("\ufeff"), encoding


def _utf16(content: bytes) -> str | None:
    """UTF-16 without a mark: every other byte is 0 or the high byte of Thai."""
    if b"\x00" not in content[:SAMPLE] or len(content) % 2:
        return None
    for name, high in (("utf-16-le", content[1:SAMPLE:2]), ("utf-16-be", content[0:SAMPLE:2])):
        known = high.count(0x00) + high.count(0x0E) + high.count(0x20)
        if high.count(0x00) and known >= SURE * len(high):
            return name
    return None


def _thai(content: bytes, fault: UnicodeDecodeError, where: str) -> str:
    """Text in cp874; refused when it is UTF-8 that was cut, or some lines are UTF-8."""
    line = _line(content, fault.start)
    if fault.reason == "unexpected end of data" and _THAI_UTF8.search(content):
        raise InputError("csv.encoding", where=where, line=line) from None
    lines = [one for one in content.splitlines() if _HIGH.search(one)]
    if any(_THAI_UTF8.search(one) and _is_utf8(one) for one in lines):
        raise InputError("csv.mixed", where=where, line=line) from None
    try:
        return content.decode("cp874")
    except UnicodeDecodeError as at:
        line = _line(content, at.start)
        raise InputError("csv.encoding", where=where, line=line) from None


def _is_utf8(line: bytes) -> bool:
    """Whether a line is UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line(content: bytes, at: int) -> str:
    """The line in which a byte stands."""
    return str(len(re.findall(rb"\r\n|\r|\n", content[:at])) + 1)
