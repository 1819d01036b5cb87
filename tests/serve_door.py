"""A server of the local page in this process, with bounds of the test's own, and raw requests."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

from tambon_gis.serve.doors import door

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tambon_gis.serve.desk import Desk

LOOPBACK = "127.0.0.1"
#: Seconds after which an answer is not waited for any longer.
PATIENCE = 60


@dataclass(frozen=True)
class Door:
    """A server that listens."""

    desk: Desk
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{LOOPBACK}:{self.port}"

    def head(self, path: str = "th/new", *, method: str = "POST", **more: str) -> bytes:
        """The head of a request of ours; more headers by their names."""
        said = {"host": f"{LOOPBACK}:{self.port}", "connection": "close"}
        said |= {name.replace("_", "-"): value for name, value in more.items()}
        lines = [f"{method} /{self.desk.token}/{path} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in said.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def said(self, parts: Iterable[bytes], *, most: int = 10**11) -> tuple[int, str, int]:
        """Send parts until all are sent or the door is shut: status, answer, bytes it took."""
        sent = 0
        with socket.create_connection((LOOPBACK, self.port), timeout=PATIENCE) as line:
            try:
                for part in parts:
                    line.sendall(part)
                    sent += len(part)
                    line.settimeout(0)
                    try:
                        if line.recv(1, socket.MSG_PEEK) is not None:
                            break
                    except BlockingIOError:
                        pass
                    finally:
                        line.settimeout(PATIENCE)
                    if sent > most:
                        break
            except (BrokenPipeError, ConnectionResetError):
                pass
            heard = b""
            try:
                while chunk := line.recv(65536):
                    heard += chunk
            except ConnectionResetError:
                pass
        status = int(heard.split(b" ", 2)[1]) if heard.startswith(b"HTTP/1.1") else 0
        return status, heard.decode("utf-8", "replace"), sent


@contextmanager
def listening(desk: Desk) -> Iterator[Door]:
    """Run the server of a desk until the test is over."""
    heard = socket.socket()
    heard.bind((LOOPBACK, 0))
    heard.listen(64)
    server = door(desk)
    thread = Thread(target=server.run, kwargs={"sockets": [heard]})
    thread.start()
    try:
        yield Door(desk, heard.getsockname()[1])
    finally:
        ends = monotonic() + 60
        while desk.jobs.busy() and monotonic() < ends:
            sleep(0.05)
        server.should_exit = True
        thread.join(PATIENCE)
        heard.close()
        assert not thread.is_alive()
