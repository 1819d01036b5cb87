"""Download: the bytes of an address into a file, in as many tries as it takes."""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from email.message import Message
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from tambon_gis.errors import InputError

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import requests

    from tambon_gis.study.fetching.hosts import Way

__all__ = ["Part", "arrive", "plain_address"]

#: A server that breaks off after a few bytes each time is left after so many tries.
MOST_TRIES = 200
#: Seconds for a connection, and between two pieces.
CONNECT, PIECE = 10.0, 60.0
#: Redirects that are followed.
HOPS = 5
CHUNK = 2**16
#: A server that gives fewer bytes a second than this, after a time, is asked anew.
SLOWEST, PATIENCE = 200.0, 60.0
OK, PART, BEYOND, BUSY, BROKEN = 200, 206, 416, 429, 500
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
#: What has arrived so far, and what the server said of it.
SO_FAR, NOTES = "part", "part.json"


def plain_address(address: str) -> str:
    """
    An address that can be written down: without user, password, query and fragment.

    Parameters
    ----------
    address : str
        An address of the web.

    Returns
    -------
    str
        Scheme, host and path; ``?…`` stands where a query was left out.

    Examples
    --------
    >>> plain_address("https://me:secret@example.org/a/b.gpkg?key=1#x")
    'https://example.org/a/b.gpkg?…'
    """
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}{'?…' if parts.query else ''}"


@dataclass
class _Notes:
    """What the server said about the file of which a part is there."""

    validator: str = ""
    total: int | None = None
    name: str = ""


class _Again(Exception):  # noqa: N818 - no fault: another try
    """A try gave nothing, or not all."""


class Part:
    """
    What has arrived so far, on disk.

    Parameters
    ----------
    home : pathlib.Path
        Folder in which it is kept from one run to the next.
    address : str
        Where it comes from.
    most : int
        Bytes that the whole may have.
    progress : callable
        Called with the bytes that have arrived, and all that there are where that is known.
    """

    def __init__(
        self,
        home: Path,
        address: str,
        most: int,
        progress: Callable[[int, int | None], None],
    ) -> None:
        self.home, self.address, self.most, self.progress = home, address, most, progress
        self.path = home / SO_FAR
        self.notes = _Notes()
        with suppress(OSError, ValueError, TypeError):
            self.notes = _Notes(**json.loads((home / NOTES).read_text("utf-8")))
        if not self.notes.validator:
            self.restart()

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def where(self) -> str:
        """The address, for messages."""
        return plain_address(self.address)

    def restart(self) -> None:
        """Forget what has arrived."""
        self.path.unlink(missing_ok=True)
        self.notes = _Notes()

    def ask(self) -> dict[str, str]:
        """Headers that ask for the rest, provided that it is still the same file."""
        asked = {"Accept-Encoding": "identity", "User-Agent": "tambon-gis"}
        if self.size and self.notes.validator:
            asked |= {"Range": f"bytes={self.size}-", "If-Range": self.notes.validator}
        return asked

    def note(self, answer: requests.Response, total: int | None) -> None:
        """Write down what the server said, before its bytes arrive."""
        if total is not None and total > self.most:
            self.too_large()
        self.notes = _Notes(_validator(answer), total, _name(answer))
        (self.home / NOTES).write_text(json.dumps(asdict(self.notes)), "utf-8")

    def take(self, answer: requests.Response) -> None:
        """Write the bytes of an answer as they arrive."""
        import urllib3

        begin, started = self.size, time.monotonic()
        size = begin
        try:
            with self.path.open("ab") as file:
                while piece := answer.raw.read1(CHUNK, decode_content=False):
                    size += len(piece)
                    if size > self.most:
                        break
                    file.write(piece)
                    self.progress(size, self.notes.total)
                    took = time.monotonic() - started
                    if took > PATIENCE and size - begin < SLOWEST * took:
                        raise _Again
        except urllib3.exceptions.HTTPError:
            raise _Again from None
        except OSError as fault:
            raise InputError("fetch.disk", where=self.where, fault=fault.strerror or "") from None
        if size > self.most:
            self.too_large()
        if self.notes.total not in {None, size}:
            raise _Again

    def too_large(self) -> None:
        """Give up a file that nobody here could use."""
        self.restart()
        raise InputError("fetch.too_large", where=self.where, megabytes=self.most // 2**20)


def _validator(answer: requests.Response) -> str:
    """What tells one state of the file from another; empty where the server has nothing sure."""
    tag = str(answer.headers.get("ETag", ""))
    if tag and not tag.startswith("W/"):
        return tag
    return str(answer.headers.get("Last-Modified", ""))


def _name(answer: requests.Response) -> str:
    """What the server calls the file."""
    told = Message()
    told["Content-Disposition"] = answer.headers.get("Content-Disposition", "")
    name = told.get_filename() or unquote(urlsplit(answer.url).path)
    return PurePosixPath(name.replace("\\", "/")).name


def arrive(part: Part, waits: Sequence[float], way: Way) -> None:
    """
    Ask until all has arrived, or nothing arrives any more.

    Parameters
    ----------
    part : Part
        What has arrived so far; it is the whole file then.
    waits : Sequence[float]
        Seconds before each try in which nothing arrived.
    way : Way
        Which computers may be asked.

    Raises
    ------
    InputError
        When the answer is no file or too large, it broke off again and again, or it leads where
        nobody is asked.
    """
    import requests

    misses, reached = 0, False
    with _session(way) as session:
        for _ in range(MOST_TRIES):
            before = part.size
            try:
                with _in_our_words(part):
                    _once(session, part)
            except _Again:
                reached = True
            except (requests.ConnectionError, requests.Timeout):
                pass
            else:
                return
            misses = 0 if part.size > before else misses + 1
            if misses > len(waits):
                break
            time.sleep(waits[misses - 1] if misses else 0)
    if not reached and not part.size:
        raise InputError("fetch.unreachable", where=part.where)
    raise InputError("fetch.broken", where=part.where, got=f"{part.size:,}")


def _session(way: Way) -> requests.Session:
    """A session whose every connection is looked at before a word is said on it."""
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _looked_at(self.host, super()._new_conn(), way)

    class Safe(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _looked_at(self.host, super()._new_conn(), way)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SafePool(HTTPSConnectionPool):
        ConnectionCls = Safe

    class Watched(HTTPAdapter):
        def init_poolmanager(self, *args: Any, **more: Any) -> None:
            super().init_poolmanager(*args, **more)
            pools = {"http": PlainPool, "https": SafePool}
            self.poolmanager.pool_classes_by_scheme = pools

        def send(self, request: Any, *args: Any, **more: Any) -> requests.Response:
            way.asked(request.url)
            return super().send(request, *args, **more)

    session = requests.Session()
    session.max_redirects = HOPS
    for scheme in ("http://", "https://"):
        session.mount(scheme, Watched())
    return session


def _looked_at(host: str, line: socket.socket, way: Way) -> socket.socket:
    """A connection to a computer that may be asked; else it is shut at once."""
    try:
        way.met(host, str(line.getpeername()[0]))
    except BaseException:
        line.close()
        raise
    return line


@contextmanager
def _in_our_words(part: Part) -> Iterator[None]:
    """What no other try would mend, as a refusal; nobody there may be there soon."""
    import requests

    try:
        yield
    except requests.exceptions.SSLError:
        raise InputError("fetch.certificate", where=part.where) from None
    except (requests.TooManyRedirects, requests.exceptions.InvalidSchema):
        raise InputError("fetch.redirects", where=part.where, hops=HOPS) from None
    except (requests.ConnectionError, requests.Timeout):
        raise
    except requests.RequestException:  # an answer that is none
        raise InputError("fetch.answer", where=part.where, status="-") from None


def _once(session: requests.Session, part: Part) -> None:
    """One request, and what it brings."""
    with session.get(
        part.address, headers=part.ask(), stream=True, timeout=(CONNECT, PIECE)
    ) as answer:
        _same_safety(answer, part)
        status = answer.status_code
        if status == BEYOND:
            part.restart()
            raise _Again
        if status == BUSY or status >= BROKEN:
            raise _Again
        if status == PART:
            part.note(answer, _rest(answer, part))
        elif status == OK:
            part.restart()
            length = answer.headers.get("Content-Length", "")
            part.note(answer, int(length) if length.isdecimal() else None)
        else:
            raise InputError("fetch.answer", where=part.where, status=status)
        part.take(answer)


def _same_safety(answer: requests.Response, part: Part) -> None:
    """An address that nobody can listen to is not given up for one that anybody can."""
    ways = [urlsplit(one.url).scheme for one in (*answer.history, answer)]
    if ways != sorted(ways):  # http may become https, never the other way round
        raise InputError("fetch.redirects", where=part.where, hops=HOPS)


def _rest(answer: requests.Response, part: Part) -> int | None:
    """The size of the whole, where an answer is the rest of what is there."""
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    total = int(found[2]) if found and found[2].isdecimal() else None
    same = _validator(answer) == part.notes.validator
    known = part.notes.total in {None, total}
    if found is None or int(found[1]) != part.size or not same or not known:
        part.restart()
        raise _Again
    return total
