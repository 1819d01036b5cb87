"""Decisions through the local page: two windows, and a process that ends at any moment."""

from __future__ import annotations

import os
import signal
import sys
import threading
import tomllib
from random import Random
from typing import TYPE_CHECKING

import pytest
from deciding_support import waiting_project
from serve_support import begin, forking, served

from tambon_gis.loaders import fixes
from tambon_gis.study import deciding, story_steps
from tambon_gis.study.load import load

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

__all__ = ["forking"]

httpx = pytest.importorskip("httpx")

KILLS, WRONG = 20, 240
BY = "หัวหน้าคณะทำงาน"
STORY = """
title.th = "0"
title.en = "0"
[[step]]
title.th = "a"
title.en = "a"
text.th = "b"
text.en = "b"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project with many cells to decide about, and a story."""
    made = waiting_project(tmp_path, WRONG)
    (made / "story.toml").write_text(STORY, "utf-8")
    return made


class Client:
    """A window without a screen: it posts forms."""

    def __init__(self, address: str) -> None:
        self.base = f"{address}p/small"
        self.http = httpx.Client(
            timeout=300,
            headers={"Origin": "/".join(address.split("/")[:3])},
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def post(self, path: str, **form: str) -> int:
        """Send a form; the status tells what became of it."""
        return int(self.http.post(f"{self.base}/{path}", data=form).status_code)

    def close(self) -> None:
        """No further questions."""
        self.http.close()


def test_two_windows_do_not_take_each_others_decisions_away(home: Path) -> None:
    names = [one.id for one in deciding.questions(load(home))]
    with served(home) as page:
        one, other = Client(page.address), Client(page.address)
        seen = deciding.seen_now(home)
        form = {"answer": "keep", "by": BY, "seen": seen}
        assert one.post("findings/decide", question=names[0], **form) == 303
        assert other.post("findings/decide", question=names[1], **form) == 409
        assert other.post("findings/undo", decision="00000000", seen=seen) in {400, 409}
        told = other.http.get(f"{other.base}/findings").text
        assert names[0] not in told
        form["seen"] = deciding.seen_now(home)
        assert other.post("findings/decide", question=names[1], **form) == 303
        version = story_steps.opened(home).version
        assert one.post("story/title", th="หนึ่ง", en="One", seen=version) == 303
        assert other.post("story/title", th="สอง", en="Two", seen=version) == 409
        # the typed words are shown again, and a second press is refused as the first was
        step = {"number": "1", "title_th": "พิมพ์ค้างไว้", "text_th": "ข", "seen": version}
        for _ in range(2):
            answer = other.http.post(f"{other.base}/story/save", data=step)
            assert answer.status_code == 409
            assert "พิมพ์ค้างไว้" in answer.text
        for window in (one, other):
            window.close()
    assert [fix.row for fix in fixes.read(home).fix] == [16, 17]
    found = tomllib.loads((home / "story.toml").read_text("utf-8"))
    assert found["title"]["th"] == "หนึ่ง"


def test_what_cannot_be_decided_is_told_on_the_screen(home: Path) -> None:
    (name, *_) = [one.id for one in deciding.questions(load(home))]
    with served(home) as page:
        client = Client(page.address)
        for form, told in (
            ({"question": name, "answer": "keep", "by": ""}, "ผู้ตัดสินใจ"),
            ({"question": name, "answer": "99020101", "by": BY}, "ตอบแบบนั้นไม่ได้"),
            ({"question": "ffffffff", "answer": "keep", "by": BY}, "ไม่มีเรื่องนี้"),
        ):
            answer = client.http.post(f"{client.base}/findings/decide", data={**form, "seen": ""})
            assert answer.status_code == 400
            assert told in answer.text.partition('role="alert"')[2]
        client.close()
    assert not (home / "fixes.toml").exists()


class Busy(threading.Thread):
    """Somebody who decides and tells one thing after another until the page is gone."""

    def __init__(self, home: Path, address: str, names: list[str], told: list[str]) -> None:
        super().__init__(daemon=True)
        self.home, self.names, self.titles = home, names, told
        self.client = Client(address)
        self.confirmed: list[str] = []
        self.steps = threading.Semaphore(0)
        self.ended = ""

    def run(self) -> None:
        """Only what was answered is confirmed."""
        try:
            while True:
                if self.names:  # a fast computer decides all of them
                    seen = deciding.seen_now(self.home)
                    form = {"question": self.names[0], "answer": "keep", "by": BY, "seen": seen}
                    if self.client.post("findings/decide", **form) == 303:
                        self.confirmed.append(self.names.pop(0))
                        self.steps.release()
                version = story_steps.opened(self.home).version
                title = str(len(self.titles))
                self.titles.append(f"?{title}")
                if self.client.post("story/title", th=title, en=title, seen=version) == 303:
                    self.titles[-1] = title
                    self.steps.release()
        except httpx.HTTPError as fault:
            self.ended = repr(fault)
        finally:
            self.client.close()


@pytest.mark.skipif(sys.platform == "win32", reason="forks and kills")
def test_killed_at_any_moment_no_confirmed_decision_is_lost(
    home: Path, forking: subprocess.Popen[str]
) -> None:
    chance = Random(8)  # noqa: S311 - a test's own choice
    questions = deciding.questions(load(home))
    rows = {one.id: one.finding.row for one in questions}
    names, titles, confirmed = [one.id for one in questions], ["0"], list[str]()
    for _ in range(KILLS):
        number, address = begin(forking, home)
        busy = Busy(home, address, list(names), titles)
        busy.start()
        for _ in range(chance.randint(0, 3)):
            assert busy.steps.acquire(timeout=300), busy.ended
        busy.join(chance.uniform(0, 0.3))
        os.kill(number, signal.SIGKILL)
        busy.join(300)
        assert not busy.is_alive()
        confirmed += busy.confirmed
        kept = [fix.row for fix in fixes.read(home).fix]
        assert set(kept) >= {rows[name] for name in confirmed}
        assert len(kept) == len(set(kept)) <= len(confirmed) + KILLS
        story = story_steps.opened(home).story
        assert story is not None
        sure = max(int(one) for one in titles if not one.startswith("?"))
        assert int(story.title.th) >= sure
        assert f"?{story.title.th}" in titles or story.title.th in titles
        waiting = [one.id for one in deciding.questions(load(home))]
        assert not set(waiting) & set(confirmed)
        names = [one for one in names if one in set(waiting)]
    assert len(confirmed) > KILLS / 2
