"""A whole story at the local page, whose process is ended without warning at twenty moments."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import threading
import tomllib
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from serve_support import begin, forking
from story import CODE, MEETING, MISSING, NAME, ROLE, VILLAGES, corners_of, raw_files

from tambon_gis.publish.verify import verify

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

__all__ = ["forking"]

httpx = pytest.importorskip("httpx")

#: How often it is killed, and how often at most where the computer is so slow or so fast that
#: these say too little.
KILLS, MOST = 20, 100
FOLDER = f"{CODE}-{NAME}"
#: One survey of households is enough of a story here.
TAKEN = {"จปฐ2565.xlsx", "สถานที่.xlsx"}
SCREENS = (
    "",
    "files",
    "findings",
    "drawing",
    "boundaries",
    "story",
    "sensitive",
    "making",
    "keeping",
    "look",
)
SEEN = re.compile(r'name="seen" value="([^"]*)"')


class Person(threading.Thread):
    """Goes on with the story until the page is gone; what was answered is confirmed."""

    def __init__(self, root: Path, address: str, raw: list[Path], corners: str) -> None:
        super().__init__(daemon=True)
        self.root, self.address, self.raw, self.corners = root, address, raw, corners
        self.base = f"{address}p/{quote(FOLDER)}"
        origin = "/".join(address.split("/")[:3])
        self.http = httpx.Client(
            timeout=120,
            headers={"Origin": origin},
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self.confirmed: dict[str, Any] = {}
        self.steps = threading.Semaphore(0)
        self.done = threading.Event()
        self.fault = ""

    def run(self) -> None:
        """Step by step, each only where it is still to be done."""
        try:
            self.go_on()
            self.done.set()
        except httpx.HTTPError:
            pass
        except AssertionError as fault:
            self.fault = str(fault) or "a step was not taken"
        finally:
            self.http.close()

    def screen(self, name: str) -> str:
        """What a screen says."""
        answer = self.http.get(f"{self.base}/{name}")
        assert answer.status_code == 200, f"{name}: {answer.status_code}"
        return str(answer.text)

    def send(self, path: str, seen: str = "", **form: Any) -> None:
        """Send a form that must be taken; with the version that its screen showed."""
        if seen:
            form["seen"] = SEEN.findall(self.screen(seen))[0]
        answer = self.http.post(f"{self.base}/{path}", data=form)
        assert answer.status_code == 303, f"{path}: {answer.status_code} {answer.text[-1500:]}"
        self.steps.release()

    def go_on(self) -> None:
        """From the beginning to the pack."""
        if not (self.root / FOLDER / "tambon.toml").is_file():
            form = {"place": CODE, "title": NAME, "villages": str(VILLAGES)}
            answer = self.http.post(f"{self.address}new", data=form)
            assert answer.status_code == 303, answer.text
        self.confirmed["project"] = True
        self.bring()
        text = self.screen("drawing")
        if f'name="code" value="{MISSING}"' not in text:
            form = {"code": MISSING, "by": ROLE, "corners": self.corners, "name_of": ""}
            self.send("drawing/add", "drawing", **form)
        self.confirmed["outline"] = True
        while found := re.findall(r'name="question" value="([0-9a-f]+)"', self.screen("findings")):
            self.send("findings/decide", "findings", question=found[0], answer="keep", by=ROLE)
            self.confirmed.setdefault("decided", set()).add(found[0])
        if "story/draft" in self.screen("story"):
            self.send("story/draft")
        self.confirmed["story"] = True
        for n in range(6):
            self.send("story/title", "story", th=f"เรื่องที่ {n}", en=f"Story {n}")
            self.confirmed["title"] = n
        if "sensitive/withdraw" not in self.screen("sensitive"):
            form = {"indicator": "bmn-2560/16", "by": MEETING, "on": "20/11/2565"}
            self.send("sensitive/allow", "sensitive", **form)
        self.confirmed["allowed"] = True
        self.send("making/build", audience="public")
        while self.http.get(f"{self.base}/making/state").json()["state"] == "running":
            self.done.wait(0.1)
        self.confirmed["built"] = True

    def bring(self) -> None:
        """The files, one table after another; the parts of the layer together."""
        there = self.screen("files")
        tables = [one for one in self.raw if one.suffix == ".xlsx"]
        layer = [one for one in self.raw if one.suffix != ".xlsx"]
        for group in (*([one] for one in tables), layer):
            if f'value="inputs/{group[0].name}"' not in there:
                parts = [("files", (one.name, one.read_bytes())) for one in group]
                answer = self.http.post(f"{self.base}/files/add", files=parts)
                assert answer.status_code == 303, answer.text[-1500:]
                self.steps.release()
            self.confirmed.setdefault("files", set()).add(group[0].name)


def is_kept(home: Path, confirmed: dict[str, Any]) -> None:
    """Read from the files, apart from the code: nothing that was confirmed is gone."""
    document = tomllib.loads((home / "tambon.toml").read_text("utf-8"))
    named = {document["boundary"]["file"], *(one["file"] for one in document.get("survey", ()))}
    named |= {document[one]["file"] for one in ("facilities", "plan") if one in document}
    for name in confirmed.get("files", ()):
        assert f"inputs/{name}" in named, name
        assert (home / "inputs" / name).is_file()
    if "outline" in confirmed:
        drawn = json.loads((home / "outlines.geojson").read_text("utf-8"))["features"]
        assert [one["properties"]["code"] for one in drawn] == [MISSING]
    if "decided" in confirmed:
        fixes = tomllib.loads((home / "fixes.toml").read_text("utf-8"))["fix"]
        assert len(fixes) >= len(confirmed["decided"])
        spots = [(one.get("row"), one.get("place"), one.get("cell")) for one in fixes]
        assert len(spots) == len(set(spots))
    if "story" in confirmed:
        title = tomllib.loads((home / "story.toml").read_text("utf-8"))["title"]["th"]
        if "title" in confirmed:
            assert title == f"เรื่องที่ {confirmed['title']}" or title > f"เรื่องที่ {confirmed['title']}"
    if "allowed" in confirmed:
        assert [one["indicator"] for one in document["publish_sensitive"]] == ["bmn-2560/16"]


@pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")
def test_killed_twenty_times_the_story_goes_on_and_nothing_confirmed_is_lost(
    tmp_path: Path, forking: subprocess.Popen[str]
) -> None:
    chance = Random(2569)  # noqa: S311 - a test's own choice
    raw, whole = raw_files(tmp_path / "raw")
    raw = [one for one in raw if one.name in TAKEN or one.suffix != ".xlsx"]
    corners = "\n".join(f"{y} {x}" for x, y in corners_of(whole))
    root = tmp_path / "ตำบล"
    root.mkdir()
    confirmed: dict[str, Any] = {}
    ended, patience = 0, 1.0
    for n in range(MOST):
        if n >= KILLS and len(confirmed) >= 5 and n - ended > KILLS / 2:
            break
        number, address = begin(forking, root)
        person = Person(root, address, raw, corners)
        person.start()
        for _ in range(chance.randint(0, 2)):
            while not person.steps.acquire(timeout=0.1) and person.is_alive():
                pass
        came_to_the_end = person.done.wait(chance.uniform(0.0, patience))
        ended += came_to_the_end
        patience *= 0.8 if came_to_the_end else 1.05
        os.kill(number, signal.SIGKILL)
        person.join(120)
        assert not person.is_alive()
        assert not person.fault
        for key, what in person.confirmed.items():
            old = confirmed.get(key)
            confirmed[key] = (old or set()) | what if isinstance(what, set) else what
        home = root / FOLDER
        if "project" in confirmed:
            is_kept(home, confirmed)
        if (home / "maps" / CODE / "build.json").is_file():
            assert not verify(home / "maps" / CODE).doubts
    for half in (root / FOLDER).rglob(".tambon-*"):  # an hour later nobody writes it any more
        os.utime(half, (0, 0))
    number, address = begin(forking, root)
    person = Person(root, address, raw, corners)
    for name in SCREENS:
        person.screen(name)
    person.start()
    person.join(900)
    os.kill(number, signal.SIGKILL)
    assert person.done.is_set(), person.fault
    is_kept(root / FOLDER, person.confirmed)
    assert not verify(root / FOLDER / "maps" / CODE).doubts
    assert len(confirmed) >= 5, f"the kills came too early to say anything: {confirmed}"
    assert n - ended > KILLS / 2, "the kills came too late to say anything"
    left = [one.name for one in (root / FOLDER / "inputs").iterdir() if one.name.startswith(".")]
    assert left == []
