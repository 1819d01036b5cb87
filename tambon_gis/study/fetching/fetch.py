"""Fetch: a file from an address, whole or not at all; what broke off goes on where it stopped."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from tambon_gis.errors import ConflictError, InputError
from tambon_gis.render import made_once
from tambon_gis.study.fetching.download import Part, arrive, plain_address
from tambon_gis.study.fetching.hosts import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


__all__ = ["MOST_BYTES", "Fetched", "checked", "fetch", "sha256_of"]

#: A national layer of villages is a few hundred megabytes.
MOST_BYTES = 4 * 2**30
#: Seconds to wait before trying again, as long as nothing arrives.
WAITS = (1.0, 3.0, 9.0, 20.0)
#: What is known of a file, beside it.
ABOUT = "about.json"
_PAGE = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)", re.IGNORECASE)
#: How files begin, and the suffix of what they are, where their name does not say it.
_BEGINNINGS = (
    (b"\x1f\x8b", ".gz"),
    (b"PK\x03\x04", ".zip"),
    (b"SQLite format 3", ".gpkg"),
    (b"PAR1", ".parquet"),
    (b"fgb", ".fgb"),
    (b"{", ".geojson"),
    (b"<?xml", ".kml"),
)


@dataclass(frozen=True)
class Fetched:
    """
    A file that was fetched.

    Parameters
    ----------
    path : pathlib.Path
        Where it lies in the user's cache.
    address : str
        Where it came from, without anything secret.
    sha256 : str
        Of its bytes.
    size : int
        Its bytes.
    on : datetime.date
        The day it was fetched.
    again : bool
        Whether it lay there already.
    """

    path: Path = field(repr=False)
    address: str
    sha256: str
    size: int
    on: dt.date
    again: bool = False


def sha256_of(path: Path) -> str:
    """
    The SHA-256 of a file of any size.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    str
        64 letters.

    Examples
    --------
    >>> from pathlib import Path
    >>> len(sha256_of(Path("data/demo/tambon.toml")))
    64
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch(
    address: str,
    *,
    fresh: bool = False,
    sha256: str | None = None,
    most: int = MOST_BYTES,
    waits: Sequence[float] = WAITS,
    outside: bool = False,
    progress: Callable[[int, int | None], None] = lambda _got, _of: None,
) -> Fetched:
    """
    Fetch a file, or take the one that was fetched before.

    Parameters
    ----------
    address : str
        ``http`` or ``https``.
    fresh : bool, default False
        Whether to fetch it again although it is there.
    sha256 : str, optional
        What its bytes must come to; one that was fetched before and differs is fetched again.
    most : int
        Bytes that it may have.
    waits : Sequence[float]
        Seconds before each try in which nothing arrived; then it is given up for this time.
    outside : bool, default False
        Whether this computer is never asked, and the network around it only where the address
        names it. From the web into this network no redirect is ever followed.
    progress : callable, optional
        Called with the bytes that have arrived, and all that there are where that is known.

    Returns
    -------
    Fetched
        The file in the cache.

    Raises
    ------
    InputError
        When the address is none or leads where nobody is asked, nobody answers, the answer is no
        file or too large, it broke off again and again, or the bytes are not those that were asked
        for.
    ConflictError
        When another window is fetching the same.
    """
    checked(address, outside=outside)
    home = _home(address)
    with _alone(home, address):
        kept = _kept(home, address)
        if kept is not None and not fresh and sha256 in {None, kept.sha256}:
            return replace(kept, again=True)
        part = Part(home, address, most, progress)
        arrive(part, waits, Way(address, outside))
        return _settled(part, sha256)


def checked(address: str, *, outside: bool = False) -> str:
    """
    Look at an address; nobody is asked for anything.

    Parameters
    ----------
    address : str
        What a person gave.
    outside : bool, default False
        As of :func:`fetch`; user names and passwords, behind which another host can hide, are
        refused too.

    Returns
    -------
    str
        The host, as the person should see it.

    Raises
    ------
    InputError
        When it is no address of the web, or by its letters one that nobody is asked for.

    Examples
    --------
    >>> checked("https://data.example.org:8443/a.zip?key=1", outside=True)
    'data.example.org:8443'
    """
    try:
        parts = urlsplit(address)
        known = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        known = False
    if not known or not address.isprintable() or "\\" in address:
        raise InputError("fetch.address")
    if outside and "@" in parts.netloc:
        raise InputError("fetch.user", where=plain_address(address))
    if outside:
        Way(address, outside).asked(address)
    return parts.netloc.rpartition("@")[2]


def _home(address: str) -> Path:
    """The folder of an address in the user's cache; its name tells nothing of it."""
    cache = made_once.folder() or Path(tempfile.gettempdir()) / "tambon_gis"
    home = cache / "layers" / hashlib.sha256(address.encode()).hexdigest()[:32]
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise InputError(
            "folder.unwritable", where=cache.name, fault=fault.strerror or ""
        ) from None
    return home


@contextmanager
def _alone(home: Path, address: str) -> Iterator[None]:
    """Be the only one who fetches this."""
    try:
        with FileLock(home / ".lock", timeout=0):
            yield
    except Timeout:
        raise ConflictError("fetch.busy", where=plain_address(address)) from None


def _kept(home: Path, address: str) -> Fetched | None:
    """The file that was fetched before, where its bytes are still the same."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        about = json.loads((home / ABOUT).read_text("utf-8"))
        path = home / PurePosixPath(about["file"]).name
        if sha256_of(path) == about["sha256"]:
            return Fetched(path, plain_address(address), about["sha256"], path.stat().st_size,
                           dt.date.fromisoformat(about["on"]))  # fmt: skip
    return None


def _settled(part: Part, sha256: str | None) -> Fetched:
    """The file under its own kind of name, once it is known to be whole."""
    with part.path.open("rb") as file:
        head = file.read(512)
    found = sha256_of(part.path)
    name = part.notes.name
    size = part.size
    if not head or _PAGE.match(head):
        part.restart()
        raise InputError("fetch.page", where=part.where)
    if sha256 is not None and found != sha256.lower():
        part.restart()
        raise InputError("fetch.checksum", where=part.where, found=found, asked=sha256)
    path = part.home / f"layer{_suffix(name, head)}"
    today = dt.datetime.now().astimezone().date()
    about: dict[str, Any] = {"file": path.name, "sha256": found, "on": today.isoformat()}
    part.path.replace(path)
    (part.home / ABOUT).write_text(json.dumps(about), "utf-8")
    return Fetched(path, part.where, found, size, today)


def _suffix(name: str, head: bytes) -> str:
    """Of which kind a file is, by its name or how it begins."""
    by_bytes = next((kind for begin, kind in _BEGINNINGS if head.lstrip().startswith(begin)), "")
    named = PurePosixPath(name.lower())
    if named.suffix == ".gz" or by_bytes == ".gz":
        inner = PurePosixPath(named.name.removesuffix(".gz")).suffix
        return (inner if re.fullmatch(r"\.[a-z]+", inner) else ".geojson") + ".gz"
    if re.fullmatch(r"\.[a-z]{2,10}", named.suffix) and named.suffix not in {".php", ".aspx"}:
        return named.suffix
    return by_bytes or ".geojson"
