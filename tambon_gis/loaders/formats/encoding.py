"""Bytes of text tables as text: UTF-8, UTF-16 or cp874, told apart by the bytes alone."""

from __future__ import annotations

import codecs
import re
from itertools import chain
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["decode", "of_file"]

SAMPLE = 65536
#: A large file is looked through in pieces of so many bytes.
STEP = 2**24
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


def of_file(path: Path, *, encoding: str | None = None, step: int = STEP) -> tuple[str, str]:
    """
    The encoding of a file that is too large to hold, told by all its bytes as :func:`decode` does.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    encoding : str, optional
        Overrules what the bytes look like.
    step : int, optional
        So many bytes are held at once.

    Returns
    -------
    tuple[str, str]
        What Python calls it, and how it is told.

    Raises
    ------
    InputError
        When the bytes are no text in it; with the line.

    Examples
    --------
    >>> from pathlib import Path
    >>> of_file(Path("tests/data/small/households.csv"))
    ('utf-8-sig', 'utf-8')
    """
    where = path.name
    if encoding is not None:
        name = _SAME.get(encoding.lower(), encoding)
        try:
            codecs.getincrementaldecoder(name)
            fault = _fault(path, name, step)
        except (LookupError, ValueError, AssertionError, TypeError):
            raise InputError("csv.no_encoding", where=where, encoding=encoding) from None
        if fault is not None:
            line = _line_of(path, fault[0])
            raise InputError("csv.not_encoding", where=where, line=line, encoding=encoding)
        told = encoding
    else:
        name, told = _guessed(path, step)
    _refuse_nul(path, name, step)
    return name, told


def _guessed(path: Path, step: int) -> tuple[str, str]:
    """The encoding that the bytes of a file tell."""
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    even = head if path.stat().st_size % 2 == 0 else head[: len(head) // 2 * 2 - 1]
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    name = marked or _utf16(even) or "utf-8"
    fault = _fault(path, name, step)
    if fault is None:
        return name, "utf-16" if name.startswith("utf-16") else name.removesuffix("-sig")
    line = _line_of(path, fault[0])
    if name != "utf-8":
        raise InputError("csv.encoding", where=path.name, line=line)
    cut = fault[1] == "unexpected end of data"
    for lines in _whole_lines(path, step):
        if not _THAI_UTF8.search(lines):
            continue
        if cut:
            raise InputError("csv.encoding", where=path.name, line=line)
        if any(_THAI_UTF8.search(one) and _is_utf8(one) for one in lines.splitlines()):
            raise InputError("csv.mixed", where=path.name, line=line)
    if (fault := _fault(path, "cp874", step)) is not None:
        raise InputError("csv.encoding", where=path.name, line=_line_of(path, fault[0]))
    return "cp874", "cp874"


def _steps(path: Path, step: int) -> Iterator[bytes]:
    """The bytes of a file, some at a time."""
    with path.open("rb") as file:
        while content := file.read(step):
            yield content


def _whole_lines(path: Path, step: int) -> Iterator[bytes]:
    """The bytes of a file, whole lines at a time."""
    rest = b""
    for content in _steps(path, step):
        rest += content
        end = max(rest.rfind(b"\n"), rest[:-1].rfind(b"\r")) + 1
        yield rest[:end]
        rest = rest[end:]
    yield rest


def _fault(path: Path, name: str, step: int) -> tuple[int, str] | None:
    """Where a file is not in an encoding, counted in bytes, and why; None where all of it is."""
    decoder = codecs.getincrementaldecoder(name)()
    before = 0
    for content in chain(_steps(path, step), [b""]):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(content, final=not content)
        except UnicodeDecodeError as fault:
            return before - held + fault.start, fault.reason
        before += len(content)
    return None


def _refuse_nul(path: Path, name: str, step: int) -> None:
    """Refuse text with NUL letters, as in a file that was damaged."""
    wide = name.startswith(("utf-16", "utf-32"))
    decoder = codecs.getincrementaldecoder(name)() if wide else None
    before = 0
    for content in _steps(path, step):
        if (b"\x00" in content) if decoder is None else ("\x00" in decoder.decode(content)):
            at = 0 if decoder else before + content.find(b"\x00")
            raise InputError("csv.nul", where=path.name, line=_line_of(path, at))
        before += len(content)


def _line_of(path: Path, at: int) -> str:
    """The line of a file in which a byte stands."""
    lines, before, last = 1, 0, b""
    for content in _steps(path, STEP):
        seen = content[: max(at - before, 0)]
        lines += seen.count(b"\n") + seen.count(b"\r") - seen.count(b"\r\n")
        lines -= last == b"\r" and seen[:1] == b"\n"
        before, last = before + len(content), content[-1:]
    return str(lines)


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
