"""Guards of ZIP containers, among them every newer workbook: nothing is unpacked to a folder."""

from __future__ import annotations

import contextlib
import lzma
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

__all__ = ["FAULTS", "chunks", "guard", "opened", "rereader"]

#: What mangled archives make the standard library raise.
FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    RuntimeError,
    OverflowError,
)
LARGEST = 4 * 2**30
SUSPICIOUS = 128 * 2**20
RATIO = 100
MOST_MEMBERS = 20_000
CHUNK = 2**20
ENCRYPTED = 0x1
_OUTSIDE = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:")


@contextlib.contextmanager
def opened(path: Path, *, plain: bool = False) -> Iterator[zipfile.ZipFile]:
    """
    An archive that passed the guards; whatever is wrong with it becomes a plain refusal.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    plain : bool, default False
        Whether it is a ZIP of files, not a workbook: a mangled one is refused as such.

    Yields
    ------
    zipfile.ZipFile
        Open for reading.

    Raises
    ------
    InputError
        When it is mangled, encrypted, too large once unpacked, or names files outside itself.

    Examples
    --------
    >>> from pathlib import Path
    >>> with opened(Path("data/demo/สถานที่.xlsx")) as archive:
    ...     "xl/workbook.xml" in archive.namelist()
    True
    """
    try:
        with zipfile.ZipFile(path) as archive:
            guard(archive, where=path.name)
            yield archive
    except InputError:
        raise
    except FAULTS:
        if plain:
            raise InputError("archive.damaged", where=path.name) from None
        raise InputError("workbook.damaged", where=path.name) from None


def guard(archive: zipfile.ZipFile, *, where: str) -> None:
    """
    Refuse an archive that could do harm.

    Parameters
    ----------
    archive : zipfile.ZipFile
        The archive.
    where : str
        File name, for the message.

    Raises
    ------
    InputError
        When a member is encrypted or named outside the archive, or when they are too many or too
        large once unpacked.

    Examples
    --------
    >>> import io, zipfile
    >>> with zipfile.ZipFile(io.BytesIO(), "w") as archive:
    ...     archive.writestr("../a.csv", "a")
    ...     try:
    ...         guard(archive, where="a.zip")
    ...     except InputError as fault:
    ...         print(fault.code)
    archive.outside
    """
    members = archive.infolist()
    large = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if any(_OUTSIDE.search(member.filename) for member in members):
        raise InputError("archive.outside", where=where)
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise InputError("archive.password", where=where)
    bomb = large > SUSPICIOUS and large > RATIO * max(packed, 1)
    if bomb or large > LARGEST or len(members) > MOST_MEMBERS:
        raise InputError("archive.too_large", where=where, size=f"{large / 2**20:,.0f}")


def chunks(archive: zipfile.ZipFile, name: str) -> Generator[bytes]:
    """
    The bytes of a member, piece by piece.

    No more of them come than the archive declares: one that declares too few fails its checksum.

    Parameters
    ----------
    archive : zipfile.ZipFile
        The archive.
    name : str
        The member.

    Yields
    ------
    bytes
        A piece. The member is open until the last one, or until the generator is closed.

    Examples
    --------
    >>> import io, zipfile
    >>> with zipfile.ZipFile(io.BytesIO(), "w") as archive:
    ...     archive.writestr("a", b"x" * 10)
    ...     [len(piece) for piece in chunks(archive, "a")]
    [10]
    """
    with archive.open(name) as member:
        while piece := member.read(CHUNK):
            yield piece


@contextlib.contextmanager
def rereader(archive: zipfile.ZipFile, name: str) -> Iterator[Callable[[], Iterator[bytes]]]:
    """
    A way to read a member as often as needed, all closed at the end.

    Parameters
    ----------
    archive : zipfile.ZipFile
        The archive.
    name : str
        The member.

    Yields
    ------
    Callable[[], Iterator[bytes]]
        Gives its bytes from the beginning, piece by piece.

    Examples
    --------
    >>> import io, zipfile
    >>> with zipfile.ZipFile(io.BytesIO(), "w") as archive:
    ...     archive.writestr("a", b"x")
    ...     with rereader(archive, "a") as again:
    ...         b"".join(again()), b"".join(again())
    (b'x', b'x')
    """
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(chunks(archive, name)))
