"""Hosts: where an address leads, and which ways are not gone for the person who gave it."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from tambon_gis.errors import InputError

__all__ = ["Place", "Way", "is_near", "place_of"]

Place = Literal["web", "near", "here"]
#: Names that only this computer, or only its own network, knows.
_HERE = ("localhost",)
_NEAR = ("local", "lan", "intranet", "internal", "home.arpa")
#: The prefix under which IPv4 is reached over IPv6 alone; the last four bytes are the address.
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


def place_of(number: str) -> Place:
    """
    Where a number of the net lies.

    Parameters
    ----------
    number : str
        An IPv4 or IPv6 number.

    Returns
    -------
    {"web", "near", "here"}
        ``here`` is this computer, and what no server has (0.0.0.0, 169.254.…, many at once);
        ``near`` the network around it; ``web`` all others. What is no number is ``here``.

    Examples
    --------
    >>> [place_of(one) for one in ("8.8.8.8", "192.168.1.4", "127.9.9.9", "::ffff:127.0.0.1")]
    ['web', 'near', 'here', 'here']
    """
    try:
        found = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return "here"
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _TRANSLATED:
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if inner is not None:
            return place_of(str(inner))
        if found.is_link_local:
            return "near"
    none = found.is_loopback or found.is_unspecified or found.is_multicast or found.is_link_local
    first = int(found.packed[0]) if found.version == 4 else 1  # noqa: PLR2004 - as in IPv4
    if none or first == 0 or str(found) == "255.255.255.255":
        return "here"
    return "web" if found.is_global else "near"


def _number(host: str) -> str:
    """The number that a host is written as, in any of the ways that programs understand."""
    plain = host.strip("[]")
    if ":" in plain:
        return plain
    try:
        return socket.inet_ntoa(socket.inet_aton(plain))
    except (OSError, UnicodeError):
        return ""


def _named(host: str) -> Place | None:
    """Where a host lies by what it is called alone; None where only asking would tell."""
    plain = host.lower().rstrip(".")
    if number := _number(plain):
        return place_of(number)
    if plain in _HERE or plain.endswith(tuple(f".{one}" for one in _HERE)):
        return "here"
    near = "." not in plain or plain.endswith(tuple(f".{one}" for one in _NEAR))
    return "near" if near else None


def is_near(address: str) -> bool:
    """
    Whether an address names the network around this computer, by its letters alone.

    Parameters
    ----------
    address : str
        An address of the web.

    Returns
    -------
    bool
        True for a number of it, a name without a domain, and names as ``nas.local``.

    Examples
    --------
    >>> [is_near(f"http://{host}/a.zip") for host in ("10.0.0.4", "nas", "example.org")]
    [True, True, False]
    """
    return _named(urlsplit(address).hostname or "") == "near"


@dataclass
class Way:
    """
    The way of one download: every computer on it is looked at before it is asked for anything.

    Parameters
    ----------
    address : str
        What the person gave.
    outside : bool
        Whether this computer is never asked, and the network around it only where the address
        names it. Else only that is refused: from the web into this network.
    """

    address: str = field(repr=False)
    outside: bool = False
    _first: Place | None = None

    def asked(self, address: str) -> None:
        """
        Look at an address before anybody is asked where it lies.

        Parameters
        ----------
        address : str
            What was given, or where it leads on.

        Raises
        ------
        InputError
            When what it is called is enough to refuse it.
        """
        host = urlsplit(address).hostname or ""
        place = _named(host)
        if place is not None:
            self._judge(host, place)

    def met(self, host: str, number: str) -> None:
        """
        Look at the computer that answered, before it is told anything.

        Parameters
        ----------
        host : str
            As it is called.
        number : str
            Its number.

        Raises
        ------
        InputError
            When the way does not lead there.
        """
        self._judge(host, place_of(number))

    def _judge(self, host: str, place: Place) -> None:
        """Refuse a place, or go on."""
        own = urlsplit(self.address).hostname or ""
        if self._first is None:
            self._first = place
        if self.outside and place == "here":
            raise InputError("fetch.here", where=host)
        allowed = is_near(self.address) if self.outside else self._first != "web"
        if place != "web" and not allowed and (self.outside or host != own):
            raise InputError("fetch.near", where=host)
