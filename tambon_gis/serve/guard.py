"""The guard at the door: who may ask, from where, in what form."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse

from tambon_gis.serve.bounds import bounded
from tambon_gis.words import DEFAULT_LANG, LANGS, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tambon_gis.serve.desk import Desk

__all__ = ["HEADERS", "Guard", "plain"]

#: Names under which this computer may be asked for, each with the port that was asked.
_HOST = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::(\d{1,5}))?", re.ASCII)
_LENGTH = re.compile(r"\d{1,18}", re.ASCII)
#: Sent with every answer; a screen may set another policy for what it hands out. A form that is
#: sent under the policy "no-referrer" says no origin; under this one it does, and no page to which
#: a screen leads, built ones in the same tab among them, ever learns the secret in its address.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
        "frame-ancestors 'self'; base-uri 'none'"
    ),
    "Referrer-Policy": "strict-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), usb=()",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}
READS = frozenset({"GET", "HEAD"})
METHODS = READS | {"POST"}
#: What a request may say only once: two of them are read differently by different programs.
ONCE = ("host", "origin", "content-length", "content-type", "transfer-encoding", "sec-fetch-site")
FORMS = frozenset({
    "application/x-www-form-urlencoded", "multipart/form-data", "application/json",
})  # fmt: skip
OURS = frozenset({"same-origin", "none"})
LONGEST_ADDRESS = 4000
_STYLE = (
    "body{max-width:38rem;margin:3rem auto;padding:0 1.25rem;color:#17242f;"
    'font:1.125rem/1.65 "Leelawadee UI",Thonburi,sans-serif}h1{font-size:1.5rem;color:#12395b}'
)
_SEAL = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()


class Guard:
    """
    Lets in who knows the secret and asks from this page itself.

    Parameters
    ----------
    app : ASGIApp
        What is guarded.
    desk : Desk
        Its secrets and bounds.
    """

    def __init__(self, app: ASGIApp, *, desk: Desk) -> None:
        self.app = app
        self.desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        refused = self._refused(scope)
        if refused is not None:
            await _told(*refused)(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await bounded(self.app, self.desk.limits)(scope, receive, sealed)

    def _refused(self, scope: Scope) -> tuple[HTTPStatus, str] | None:
        """Why a request is not let in."""
        headers = Headers(scope=scope)
        refused = _odd(scope, headers)
        if refused is not None:
            return refused
        secret = scope["path"].partition("/")[2].partition("/")[0].encode()
        output = secrets.compare_digest(secret, self.desk.glass.encode())
        if not _comes_from_here(headers, output=output and scope["method"] in READS):
            return HTTPStatus.FORBIDDEN, "origin"
        if not (output or secrets.compare_digest(secret, self.desk.token.encode())):
            return HTTPStatus.FORBIDDEN, "token"
        return None


def _odd(scope: Scope, headers: Headers) -> tuple[HTTPStatus, str] | None:
    """What is wrong with a request, whoever sends it."""
    if any(len(headers.getlist(name)) > 1 for name in ONCE):
        return HTTPStatus.BAD_REQUEST, "request"
    if not _is_here(headers.get("host", ""), scope):
        return HTTPStatus.MISDIRECTED_REQUEST, "host"
    if scope["method"] not in METHODS:
        return HTTPStatus.METHOD_NOT_ALLOWED, "method"
    if not (_can_be(scope) and _is_form(scope["method"], headers)):
        return HTTPStatus.BAD_REQUEST, "request"
    return None


def _is_here(host: str, scope: Scope) -> bool:
    """Whether this computer is asked for by its own name, and by the port that it answers on."""
    found = _HOST.fullmatch(host)
    server = scope.get("server")
    return bool(found) and (server is None or int(found[1] or 80) == server[1])  # type: ignore[index]


def _comes_from_here(headers: Headers, *, output: bool) -> bool:
    """
    Whether a page of ours, or the person, asks.

    A page that was built runs locked away, as if from elsewhere: its links to its own sheets are
    let in, and lead to nothing but outputs.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    ours = f"http://{headers.get('host')}"
    if output:
        return origin in {None, "null", ours}
    return site in OURS and origin in {None, ours}


def _can_be(scope: Scope) -> bool:
    """Whether an address is one that a page of ours makes."""
    raw = scope.get("raw_path", b"") + b"?" + scope.get("query_string", b"")
    if len(raw) > LONGEST_ADDRESS:
        return False
    path = scope["path"] + unquote(scope.get("query_string", b"").decode("latin-1"))
    parts = scope["path"].split("/")
    return path.isprintable() and "\\" not in scope["path"] and not {".", ".."} & set(parts)


def _is_form(method: str, headers: Headers) -> bool:
    """Whether a request that changes something has a form of ours, and is not packed."""
    if "content-encoding" in headers:
        return False
    length = headers.get("content-length", "0")
    if not _LENGTH.fullmatch(length) or {"content-length", "transfer-encoding"} <= {*headers}:
        return False
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return method in READS or not kind or kind in FORMS


def _told(status: HTTPStatus, why: str) -> HTMLResponse:
    """A page that says in both languages why nothing is let in."""
    lines = [(lang, words(lang).text(f"serve.refused.{why}")) for lang in LANGS]
    return plain(status, words(DEFAULT_LANG).text("serve.refused.title"), lines)


def plain(status: int, title: str, lines: Iterable[tuple[str, str]]) -> HTMLResponse:
    """
    A page that says something, loads nothing, and knows no secret.

    Parameters
    ----------
    status : int
        Status of the answer.
    title : str
        Its title.
    lines : iterable of (str, str)
        Language and sentence.

    Returns
    -------
    HTMLResponse
        The page.

    Examples
    --------
    >>> plain(403, "Refused", [("en", "1 < 2")]).body[-46:]
    b'<p lang="en">1 &lt; 2</p></main></body></html>'
    """
    told = "".join(f'<p lang="{lang}">{escape(line)}</p>' for lang, line in lines)
    text = (
        f'<!doctype html><html lang="{DEFAULT_LANG}"><head><meta charset="utf-8"><meta '
        f'name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}'
        f'</title><style>{_STYLE}</style></head><body><main role="alert"><h1>{escape(title)}'
        f"</h1>{told}</main></body></html>"
    )
    policy = f"default-src 'none'; style-src 'sha256-{_SEAL}'; frame-ancestors 'self'"
    more = {"Content-Security-Policy": policy, "Connection": "close"}
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        more["Allow"] = ", ".join(sorted(METHODS))
    return HTMLResponse(text, status, {**HEADERS, **more})
