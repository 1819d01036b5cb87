"""Map data in a ZIP, unpacked into a private folder under names of our own."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from tambon_gis.errors import InputError
from tambon_gis.loaders import archive
from tambon_gis.loaders.geodata import staging

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Collection
    from contextlib import ExitStack
    from pathlib import Path

__all__ = ["Member", "ungzip", "unpack"]


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
    path: Path, suffixes: Collection[str], stack: ExitStack
) -> tuple[list[Member], list[str]]:
    """
    Unpack the members of some suffixes.

    Parameters
    ----------
    path : pathlib.Path
        The archive.
    suffixes : collection of str
        Of the members that are wanted, in small letters.
    stack : contextlib.ExitStack
        Removes the private folder.

    Returns
    -------
    tuple[list[Member], list[str]]
        What was unpacked, and names of the files that were left.

    Raises
    ------
    InputError
        When it cannot be opened, is mangled, or is not safe to unpack.

    Examples
    --------
    >>> import zipfile
    >>> from contextlib import ExitStack
    >>> with ExitStack() as stack:
    ...     path = staging.folder(stack) / "a.zip"
    ...     with zipfile.ZipFile(path, "w") as made:
    ...         made.writestr("ตำบล/a.geojson", "{}")
    ...     members, left = unpack(path, [".geojson"], stack)
    >>> members[0].name, members[0].stem, left
    ('ตำบล/a.geojson', 'ตำบล/a', [])
    """

    def wanted(member: zipfile.ZipInfo) -> bool:
        return archive.is_file(member) and _suffix(member) in suffixes

    staging.head(path, 4, where=path.name)
    folder = staging.folder(stack)
    members = []
    with archive.opened(path, plain=True, reads=wanted) as found:
        files = [one for one in found.infolist() if archive.is_file(one)]
        meter = archive.Meter([one for one in files if wanted(one)], where=path.name)
        for at, one in enumerate(filter(wanted, files)):
            target = folder / f"{at}{_suffix(one)}"
            archive.save(found, one.filename, target, meter)
            members.append(Member(archive.member_name(one), _suffix(one), target))
    return members, [archive.member_name(one) for one in files if not wanted(one)]


def ungzip(path: Path, stack: ExitStack) -> Path:
    """
    Unpack a file that was packed alone (``a.geojson.gz``).

    Parameters
    ----------
    path : pathlib.Path
        The file.
    stack : contextlib.ExitStack
        Removes the private folder.

    Returns
    -------
    pathlib.Path
        What was in it, under the name without ``.gz``.

    Raises
    ------
    InputError
        When it is damaged, or grows beyond what a layer can be.

    Examples
    --------
    >>> import gzip
    >>> from contextlib import ExitStack
    >>> with ExitStack() as stack:
    ...     path = staging.folder(stack) / "a.geojson.gz"
    ...     _ = path.write_bytes(gzip.compress(b"{}"))
    ...     made = ungzip(path, stack)
    ...     made.name, made.read_text()
    ('a.geojson', '{}')
    """
    staging.head(path, 2, where=path.name)
    target = staging.folder(stack) / path.name[: -len(".gz")]
    most = max(archive.SUSPICIOUS, path.stat().st_size * archive.RATIO)
    size = 0
    try:
        with gzip.open(path) as packed, target.open("wb") as plain:
            while piece := packed.read(archive.CHUNK):
                size += len(piece)
                if size > min(most, archive.LARGEST):
                    size_now = f"{size / 2**20:,.0f}"
                    raise InputError("archive.too_large", where=path.name, files=1, size=size_now)
                plain.write(piece)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise InputError("archive.damaged", where=path.name) from None
    return target


def _suffix(member: zipfile.ZipInfo) -> str:
    """The suffix in small letters."""
    return PurePosixPath(archive.member_name(member)).suffix.lower()
