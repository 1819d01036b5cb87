"""ZIP files within limits: whoever reads or unpacks one, a workbook among them, stands on these."""

from __future__ import annotations

import contextlib
import re
import stat
import zipfile
import zlib
from functools import lru_cache
from pathlib import PurePath, PurePosixPath
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.thai import has_thai, strip_controls

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

__all__ = ["FAULTS", "Meter", "chunks", "guard", "is_file", "member_name", "opened", "rereader",
           "save"]  # fmt: skip

#: Limits of an archive that a working group could have made.
MOST_MEMBERS = 10_000
LARGEST = 4 * 2**30
#: An archive may grow by this much only while it stays below :data:`SUSPICIOUS`.
RATIO = 100
SUSPICIOUS = 128 * 2**20
CHUNK = 2**20
ENCRYPTED = 0x1
UTF8_NAME = 0x800
DOS = "cp437"
#: How names begin that an operating system or an office program hides.
_HIDDEN = (".", "__MACOSX", "~$")
_OUTSIDE = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:")


def _lzma_error() -> type[Exception]:
    """What a damaged LZMA stream raises; LZMA may be absent from a build of Python."""
    try:
        from lzma import LZMAError
    except ImportError:
        return EOFError
    return LZMAError


#: What mangled archives make the standard library raise.
FAULTS = (
    zipfile.BadZipFile, zlib.error, _lzma_error(), EOFError, OSError, ValueError, LookupError,
    RuntimeError, NotImplementedError, OverflowError, MemoryError,
)  # fmt: skip


@contextlib.contextmanager
def opened(
    path: Path, *, plain: bool = False, reads: Callable[[zipfile.ZipInfo], bool] | None = None
) -> Iterator[zipfile.ZipFile]:
    """
    An archive that passed the guards; whatever is wrong with it becomes a plain refusal.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    plain : bool, default False
        Whether it is a ZIP of files, not a workbook: a mangled one is refused as such.
    reads : Callable[[zipfile.ZipInfo], bool], optional
        Which members are going to be read, where not all are: the others may be large.

    Yields
    ------
    zipfile.ZipFile
        Open for reading.

    Raises
    ------
    InputError
        When it is mangled, or does not pass :func:`guard`.

    Examples
    --------
    >>> from pathlib import Path
    >>> with opened(Path("data/demo/สถานที่.xlsx")) as archive:
    ...     "xl/workbook.xml" in archive.namelist()
    True
    """
    try:
        with zipfile.ZipFile(path) as archive:
            guard(archive, where=path.name, reads=reads)
            yield archive
    except InputError:
        raise
    except FAULTS:
        if plain:
            raise InputError("archive.damaged", where=path.name) from None
        raise InputError("workbook.damaged", where=path.name) from None


def guard(
    archive: zipfile.ZipFile,
    *,
    where: str,
    reads: Callable[[zipfile.ZipInfo], bool] | None = None,
) -> None:
    """
    Refuse an archive that could do harm, before a byte of a member is read.

    Parameters
    ----------
    archive : zipfile.ZipFile
        The archive.
    where : str
        File name, for the message.
    reads : Callable[[zipfile.ZipInfo], bool], optional
        Which members are going to be read: the sizes of all others do not count.

    Raises
    ------
    InputError
        When a member is encrypted, a link or named outside the archive, when two files have one
        name, or when members are too many or too large once unpacked.

    Examples
    --------
    >>> import io, zipfile
    >>> with zipfile.ZipFile(io.BytesIO(), "w") as archive:
    ...     archive.writestr("../a.csv", "a")
    ...     try:
    ...         guard(archive, where="a.zip")
    ...     except InputError as fault:
    ...         print(fault.code)
    archive.unsafe
    """
    members = archive.infolist()
    declared = Meter([one for one in members if reads is None or reads(one)], where=where)
    if len(members) > MOST_MEMBERS:
        raise declared.too_large(len(members))
    files = [one for one in members if is_file(one)]
    twice = len({member_name(one) for one in files}) < len(files)
    if twice or len({one.filename for one in files}) < len(files):
        raise InputError("archive.unsafe", where=where)
    if any(_is_link(one) or _leads_out(one) for one in members):
        raise InputError("archive.unsafe", where=where)
    if any(one.flag_bits & ENCRYPTED for one in members):
        raise InputError("archive.password", where=where)
    declared.count(declared.declared)


def _is_link(member: zipfile.ZipInfo) -> bool:
    """Whether a member stands for another file."""
    return stat.S_ISLNK(member.external_attr >> 16)


def _leads_out(member: zipfile.ZipInfo) -> bool:
    """Whether a name, as written or as read, is one of a file outside the archive."""
    return any(_OUTSIDE.search(name) for name in (member.filename, member_name(member)))


class Meter:
    """
    Counts the bytes that come out of members, whatever the archive declares of them.

    Parameters
    ----------
    members : Sequence[zipfile.ZipInfo]
        What is going to be read.
    where : str
        File name, for the message.

    Attributes
    ----------
    declared : int
        How many bytes the archive says that they are.

    Examples
    --------
    >>> meter = Meter([], where="a.zip")
    >>> meter.count(SUSPICIOUS)
    >>> meter.count(1)
    Traceback (most recent call last):
    tambon_gis.errors.InputError: ข้างในไฟล์ใหญ่ผิดปกติ (0 ไฟล์ รวม 128 MB ขึ้นไปเมื่อแตกออก)
    ที่: a.zip
    วิธีแก้: ตรวจว่าไฟล์มาจากแหล่งที่เชื่อถือได้ แบ่งเป็นไฟล์เล็กลง แล้วลองอีกครั้ง
    """

    def __init__(self, members: Sequence[zipfile.ZipInfo], *, where: str) -> None:
        self.declared = sum(one.file_size for one in members)
        self._packed = sum(one.compress_size for one in members)
        self._files = len(members)
        self._where = where
        self._read = 0

    def count(self, size: int) -> None:
        """
        Count a piece.

        Parameters
        ----------
        size : int
            Its bytes.

        Raises
        ------
        InputError
            When what was counted is more than can be borne, or than so small a file could hold.
        """
        self._read += size
        bomb = self._read > SUSPICIOUS and self._read > RATIO * self._packed
        if bomb or self._read > LARGEST:
            raise self.too_large(self._files)

    def too_large(self, files: int) -> InputError:
        """
        The refusal of an archive that is too large.

        Parameters
        ----------
        files : int
            How many members it has.

        Returns
        -------
        InputError
            With what was counted, or else is declared.
        """
        size = f"{(self._read or self.declared) / 2**20:,.0f}"
        return InputError("archive.too_large", where=self._where, files=f"{files:,}", size=size)


def chunks(
    archive: zipfile.ZipFile, name: str, meter: Meter | None = None
) -> Generator[bytes, None, None]:
    """
    The bytes of a member, piece by piece, counted as they come.

    Parameters
    ----------
    archive : zipfile.ZipFile
        The archive.
    name : str
        The member.
    meter : Meter, optional
        Counts them together with others; without it, they are counted for themselves.

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
    if meter is None:
        meter = Meter([archive.getinfo(name)], where=PurePath(archive.filename or "").name)
    with archive.open(name) as member:
        while piece := member.read(CHUNK):
            meter.count(len(piece))
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


def save(archive: zipfile.ZipFile, name: str, target: Path, meter: Meter | None = None) -> None:
    """
    Unpack a member.

    Parameters
    ----------
    archive : zipfile.ZipFile
        The archive.
    name : str
        The member.
    target : pathlib.Path
        A file that is not there yet, in a private folder, under a name of our own.
    meter : Meter, optional
        Counts its bytes together with others.

    Examples
    --------
    >>> import io, zipfile
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with zipfile.ZipFile(io.BytesIO(), "w") as archive, TemporaryDirectory() as folder:
    ...     archive.writestr("a", "x")
    ...     save(archive, "a", Path(folder) / "0")
    ...     (Path(folder) / "0").read_text()
    'x'
    """
    with target.open("xb") as sink:
        for piece in chunks(archive, name, meter):
            sink.write(piece)


def is_file(member: zipfile.ZipInfo) -> bool:
    """
    Whether a member is a file that a person put there.

    Parameters
    ----------
    member : zipfile.ZipInfo
        The member.

    Returns
    -------
    bool
        False for a folder, and for what an operating system or an office program hides.

    Examples
    --------
    >>> [is_file(zipfile.ZipInfo(name)) for name in ("a.csv", "a/", "__MACOSX/._a.csv")]
    [True, False, False]
    """
    name = member_name(member)
    steps = PurePosixPath(name).parts
    hidden = not steps or any(step.startswith(_HIDDEN) and step != ".." for step in steps)
    return not hidden and not name.endswith("/")


def member_name(member: zipfile.ZipInfo) -> str:
    """
    The name of a member as its maker wrote it.

    Parameters
    ----------
    member : zipfile.ZipInfo
        The member.

    Returns
    -------
    str
        With ``/`` between folders. Where an old program wrote Thai without saying so, it is Thai
        again.

    Examples
    --------
    >>> info = zipfile.ZipInfo("ตำบล".encode("cp874").decode("cp437") + ".shp")
    >>> member_name(info)
    'ตำบล.shp'
    """
    return _shown(member.orig_filename, said=bool(member.flag_bits & UTF8_NAME))


@lru_cache(maxsize=2 * MOST_MEMBERS)
def _shown(name: str, *, said: bool) -> str:
    """A name for a person; ``said`` whether the archive says in which letters it is written."""
    if not said and not name.isascii():
        with contextlib.suppress(UnicodeError):
            thai = name.encode(DOS).decode("cp874")
            name = thai if has_thai(thai) else name
        with contextlib.suppress(UnicodeError):
            name = name.encode(DOS).decode("utf-8")
    folders = name.replace("\\", "/").split("/")
    return "/".join(strip_controls(folder) for folder in folders)
