"""Runs the local page on this computer until it is stopped."""

from __future__ import annotations

import socket
import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from tambon_gis.errors import ExtraError, InputError, MissingFileError, TambonError
from tambon_gis.study.taking.incoming import sweep
from tambon_gis.words import DEFAULT_LANG

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["run"]

LOOPBACK = "127.0.0.1"


def run(
    root: str | Path,
    *,
    port: int = 0,
    lang: str = DEFAULT_LANG,
    browser: bool = True,
    told: Callable[[str], None] = print,
) -> None:
    """
    Serve a folder to the browser of this computer, and to nobody else.

    Parameters
    ----------
    root : str or pathlib.Path
        A project folder, or a folder of projects.
    port : int, default 0
        Port; 0 takes one that is free.
    lang : {"th", "en"}, default "th"
        Language that the page opens in.
    browser : bool, default True
        Whether to open it in the browser.
    told : callable, default print
        Called with the address, once it answers.

    Raises
    ------
    MissingFileError
        When there is no such folder.
    ExtraError
        When the part of the package that this needs is not installed.
    InputError
        When the port is taken.
    """
    home = Path(root)
    if not home.is_dir():
        raise MissingFileError("folder.missing", where=home.name)
    try:
        from tambon_gis.serve.desk import Desk
        from tambon_gis.serve.doors import door
    except ModuleNotFoundError as fault:
        raise ExtraError("extra.missing", where=fault.name or "", extra="serve") from None
    desk = Desk(home)
    for project in desk.projects().values():
        with suppress(TambonError):  # a folder that cannot be written is told when it is opened
            sweep(project)
    listening = _listen(port)
    address = f"http://{LOOPBACK}:{listening.getsockname()[1]}/{desk.token}/{lang}/"
    told(address)
    if browser:
        Timer(1.0, webbrowser.open, [address]).start()
    with suppress(KeyboardInterrupt):
        door(desk).run(sockets=[listening])


def _listen(port: int) -> socket.socket:
    """A socket on this computer alone."""
    out = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    alone = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    try:
        if alone is not None:  # on Windows another program could listen beside us
            out.setsockopt(socket.SOL_SOCKET, alone, 1)
        out.bind((LOOPBACK, port))
        out.listen()  # who asks before the server has begun waits, and is not turned away
    except (OSError, OverflowError):
        out.close()
        raise InputError("serve.port", where=str(port)) from None
    return out
