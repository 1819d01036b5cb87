"""Zip archives, unpacked into a private folder under names of our own, within limits."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders.geodata import staging
from tambon_gis.thai import has_thai, strip_controls

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import ExitStack
    from pathlib import Path

__all__ = ["Member", "shown_name", "unpack"]

#: Limits of an archive that a working group could have made.
MOST_MEMBERS = 10_000
MOST_BYTES = 4 * 2**30
#: An archive may grow by this much only while it stays below :data:`PLAIN_BYTES`.
MOST_RATIO = 200
PLAIN_BYTES = 256 * 2**20
BLOCK = 1 << 20
ENCRYPTED = 0x1
UTF8 = 0x800
DOS = "cp437"
_DRIVE = re.compile(r"^[A-Za-z]:")
IGNORED = ("__MACOSX",)


@dataclass(frozen=True)
class Member:
    """
    A file of an archive.

    Parameters
    ----------
    name : str
        Folder and name in the archive, as a person would read them.
    suffix : str
        In small letters, with its dot.
    path : pathlib.Path
        Where it was unpacked, under a name of our own.
    """

    name: str
    suffix: str
    path: Path

    @property
    def stem(self) -> str:
        """Folder and name without the suffix, by which the parts of a shapefile belong together."""
        return self.name[: len(self.name) - len(self.suffix)]


def unpack(
    path: Path, suffixes: Collection[str], file: str, stack: ExitStack
) -> tuple[list[Member], list[str]]:
    """
    Unpack the members of some suffixes.

    Parameters
    ----------
    path : pathlib.Path
        The archive.
    suffixes : collection of str
        Of the members that are wanted, in small letters.
    file : str
        For messages.
    stack : contextlib.ExitStack
        Removes the private folder.

    Returns
    -------
    tuple[list[Member], list[str]]
        What was unpacked, and names of the files that were left.

    Raises
    ------
    InputError
        When it is no archive, has a password, is damaged, grows beyond all measure, or a member
        would leave its folder.

    Examples
    --------
    >>> from contextlib import ExitStack
    >>> with ExitStack() as stack:
    ...     path = staging.folder(stack) / "a.zip"
    ...     with zipfile.ZipFile(path, "w") as made:
    ...         made.writestr("ตำบล/a.geojson", "{}")
    ...     members, left = unpack(path, [".geojson"], "a.zip", stack)
    >>> members[0].name, members[0].stem, left
    ('ตำบล/a.geojson', 'ตำบล/a', [])
    """
    staging.head(path, 4, where=file)
    folder = staging.folder(stack)
    try:
        with zipfile.ZipFile(path) as opened:
            return _members(opened, suffixes, file, folder)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, RuntimeError,
        NotImplementedError, OverflowError, MemoryError, _lzma_error(),
    ) as fault:  # fmt: skip
        if isinstance(fault, InputError):
            raise
        raise InputError("archive.damaged", where=file) from None


def _lzma_error() -> type[Exception]:
    """What a damaged LZMA stream raises; LZMA may be absent from a build of Python."""
    try:
        from lzma import LZMAError
    except ImportError:
        return EOFError
    return LZMAError


def _members(
    opened: zipfile.ZipFile, suffixes: Collection[str], file: str, folder: Path
) -> tuple[list[Member], list[str]]:
    """Check every name before the first byte is written, then write what is wanted."""
    infos = opened.infolist()
    if len(infos) > MOST_MEMBERS:
        raise InputError("archive.too_big", where=file)
    named = [(info, shown_name(info)) for info in infos]
    for info, name in named:
        _check(info, name, file)
    files = [(info, name) for info, name in named if not info.is_dir() and _is_file(name)]
    wanted = [(info, name) for info, name in files if _suffix(name) in suffixes]
    left = [name for _, name in files if _suffix(name) not in suffixes]
    if len(wanted) != len({name for _, name in wanted}):
        raise InputError("archive.unsafe", where=file)  # two files of one name
    if sum(info.file_size for info, _ in wanted) > MOST_BYTES:
        raise InputError("archive.too_big", where=file)
    packed = sum(info.compress_size for info, _ in wanted)
    written, members = 0, []
    for at, (info, name) in enumerate(wanted):
        target = folder / f"{at}{_suffix(name)}"
        with opened.open(info) as source, target.open("xb") as sink:
            while block := source.read(BLOCK):
                written += len(block)
                if written > MOST_BYTES or written > max(PLAIN_BYTES, packed * MOST_RATIO):
                    raise InputError("archive.too_big", where=file)
                sink.write(block)
        members.append(Member(name, _suffix(name), target))
    return members, left


def _suffix(name: str) -> str:
    """The suffix in small letters."""
    return PurePosixPath(name).suffix.lower()


def _is_file(name: str) -> bool:
    """Whether a name is that of a file, and not one that an operating system hides."""
    steps = PurePosixPath(name).parts
    hidden = not steps or steps[-1].startswith(".") or any(step in IGNORED for step in steps)
    return not hidden and not name.endswith("/")


def _check(info: zipfile.ZipInfo, name: str, file: str) -> None:
    """Refuse a member that is locked, a link, or has a name that leads out of its folder."""
    if info.flag_bits & ENCRYPTED:
        raise InputError("archive.password", where=file)
    link = stat.S_ISLNK(info.external_attr >> 16)
    outside = name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/")
    if link or outside:
        raise InputError("archive.unsafe", where=file)


def shown_name(info: zipfile.ZipInfo) -> str:
    """
    The name of a member as a person would read it.

    Parameters
    ----------
    info : zipfile.ZipInfo
        The member.

    Returns
    -------
    str
        With ``/`` between folders. Where an old program wrote Thai without saying so, it is Thai
        again.

    Examples
    --------
    >>> info = zipfile.ZipInfo("ตำบล".encode("cp874").decode("cp437") + ".shp")
    >>> shown_name(info)
    'ตำบล.shp'
    """
    name = info.orig_filename
    if not info.flag_bits & UTF8 and not name.isascii():
        for encoding in ("utf-8", "cp874"):
            try:
                read = name.encode(DOS).decode(encoding)
            except UnicodeError:
                continue
            if has_thai(read):
                name = read
                break
    folders = name.replace("\\", "/").split("/")
    return "/".join(strip_controls(folder) for folder in folders)
