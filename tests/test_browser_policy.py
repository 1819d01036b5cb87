"""With a network that answers, the page asks for nothing that is slipped into it."""

from __future__ import annotations

import http.server
import threading
from typing import TYPE_CHECKING, ClassVar

import pytest
from render_sample import content

from tambon_gis.render.web.page import draw

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

ADD = "document.body.append(Object.assign(document.createElement('{0}'), {{{1}: '/{0}'}}))"
#: Ways for a script that was slipped in to ask for something, by what is then asked for.
WAYS = {
    "/fetch": "fetch('/fetch').catch(() => {})",
    "/beacon": "navigator.sendBeacon('/beacon', 'x')",
    "/xhr": "const x = new XMLHttpRequest(); x.open('GET', '/xhr'); x.send()",
    "/events": "window.kept = new EventSource('/events')",
    "/image": "new Image().src = '/image'",
    "/script": ADD.format("script", "src"),
    "/iframe": ADD.format("iframe", "src"),
    "/video": ADD.format("video", "src"),
    "/object": ADD.format("object", "data"),
    "/style": (
        "const s = document.createElement('style');"
        " s.textContent = 'body { background: url(/style) }'; document.head.append(s)"
    ),
    "/link": (
        "const l = document.createElement('link'); l.rel = 'stylesheet'; l.href = '/link';"
        " document.head.append(l)"
    ),
}


class Server(http.server.ThreadingHTTPServer):
    """Serves the page and one without a policy, and notes whatever else is asked for."""

    pages: ClassVar[dict[str, bytes]] = {}

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: set[str] = set()
        self.all_asked = threading.Event()


class Answer(http.server.BaseHTTPRequestHandler):
    """One request."""

    server: Server

    def do_GET(self) -> None:
        """A page that there is, or a note."""
        found = self.server.pages.get(self.path)
        if found is None:
            self.server.asked.add(self.path)
            if self.server.asked >= set(WAYS):
                self.server.all_asked.set()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(found or b"")))
        self.end_headers()
        self.wfile.write(found or b"")

    def do_POST(self) -> None:
        """As the other."""
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_nothing_that_is_slipped_in_reaches_a_server(chromium: Browser) -> None:
    """The same on a page without a policy does, so that the silence of the other says something."""
    Server.pages = {"/bare": b"<!doctype html><body>", "/page": draw(content()).encode()}
    asked = {}
    for name, patience in (("bare", 60.0), ("page", 0.5)):
        with Server() as server:  # its own, so that nothing late of the other is counted here
            threading.Thread(target=server.serve_forever, daemon=True).start()
            context = chromium.new_context()
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{server.server_port}/{name}")
            for way in WAYS.values():
                page.evaluate(f"() => {{ try {{ {way}; }} catch (refused) {{ }} }}")
            page.wait_for_load_state()
            server.all_asked.wait(patience)
            context.close()
            server.shutdown()
            asked[name] = server.asked - {"/favicon.ico"}
    assert asked == {"bare": set(WAYS), "page": set()}
