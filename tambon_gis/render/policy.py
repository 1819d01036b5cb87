"""What a page may load: nothing. Its Content-Security-Policy, and a search for remote addresses."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["content_security_policy", "remote_addresses", "script_hash"]

#: Names of XML vocabularies look like addresses and are never fetched.
_VOCABULARIES = ("http://www.w3.org/",)
_DATA = re.compile(r'(<script type="application/json"[^>]*>).*?(</script>)', re.DOTALL)
_SCHEME = re.compile(r"(?:https?|wss?|ftp)://[^\s\"'`<>)]*", re.IGNORECASE)
_HOST = re.compile(r"(?<![:/])//[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)


def script_hash(script: str) -> str:
    """
    A script's name in a Content-Security-Policy.

    Parameters
    ----------
    script : str
        Exactly what stands between the tags.

    Returns
    -------
    str
        ``'sha256-...'`` with its quotes.

    Examples
    --------
    >>> script_hash("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def content_security_policy(scripts: Iterable[str]) -> str:
    """
    A policy under which only these scripts run and nothing is fetched.

    Parameters
    ----------
    scripts : Iterable[str]
        Every inline script of the page.

    Returns
    -------
    str
        The content of the meta element.

    Examples
    --------
    >>> content_security_policy([]).split(";")[0]
    "default-src 'none'"
    """
    hashes = " ".join(script_hash(script) for script in scripts) or "'none'"
    return (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src {hashes}; base-uri 'none'; form-action 'none'"
    )


def remote_addresses(html: str) -> tuple[str, ...]:
    """
    Every address of another computer that a page names outside its data block.

    The data block is left out: what stands there is shown as text and cannot be loaded.

    Parameters
    ----------
    html : str
        The page.

    Returns
    -------
    tuple[str, ...]
        Addresses in order of appearance, without names of XML vocabularies.

    Examples
    --------
    >>> remote_addresses('<img src="//cdn.example.org/a.png"> http://www.w3.org/2000/svg')
    ('//cdn.example.org',)
    """
    text = _DATA.sub(r"\1\2", html)
    found = [(m.start(), m.group()) for m in _SCHEME.finditer(text)]
    found += [(m.start(), m.group()) for m in _HOST.finditer(text)]
    return tuple(address for _, address in sorted(found) if not address.startswith(_VOCABULARIES))
