"""What the page keeps and tells: the role that decides, an answer that waits, a broken layer."""

from __future__ import annotations

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from deciding_support import waiting_project
from serve_support import Served, served

from tambon_gis.model.document import read_document
from tambon_gis.model.fixes import Fixes
from tambon_gis.study.start import new

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

httpx = pytest.importorskip("httpx")

ROLE = "หัวหน้าคณะทำงาน"
VILLAGE = "99020103"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Iterator[tuple[Served, Path]]:
    """A page over three projects: wrong cells, a village without an outline, and a new one."""
    root = tmp_path_factory.mktemp("answers")
    waiting_project(root / "a", 3).rename(root / "waits")
    (root / "a").rmdir()
    lost = shutil.copytree(small, root / "lost")
    land = json.loads((lost / "villages.geojson").read_text("utf-8"))
    land["features"] = [one for one in land["features"] if VILLAGE not in json.dumps(one)]
    (lost / "villages.geojson").write_text(json.dumps(land), "utf-8")
    document = (lost / "tambon.toml").read_text("utf-8")
    survey = document[document.index("[[survey]]") :]
    (lost / "tambon.toml").write_text(document + "\n" + survey.replace("2565", "2564"), "utf-8")
    new(root / "new", place="990101", villages=11, name="สาธิต")
    with served(root) as running:
        yield running, root


def main_of(answer: httpx.Response) -> str:
    """What stands in the middle of a screen."""
    return str(answer.text.partition("<main")[2])


def fields(text: str, within: str) -> dict[str, str]:
    """Hidden fields of the first form that is sent to an address."""
    form = text.partition(within)[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_an_answer_waits_for_a_role_and_the_role_is_remembered(desk) -> None:
    page, root = desk
    with httpx.Client(headers={"Origin": page.origin}, timeout=60) as client:
        at = f"{page.address}p/waits/findings"
        form = fields(client.get(at).text, "findings/decide")
        assert form["by"] == ""
        held = client.post(f"{at}/decide", data={**form, "answer": "keep", "note": "ถามแล้ว"})
        assert held.status_code == 400
        again = fields(main_of(held), 'class="signer"')
        assert (again["question"], again["answer"], again["note"]) == (
            form["question"],
            "keep",
            "ถามแล้ว",
        )
        assert not (root / "waits" / "fixes.toml").exists()
        named = client.get(at, params={"by": "นายสมมุติ สาธิต"})
        assert named.status_code == 400
        done = client.post(f"{at}/decide", data={**again, "by": ROLE})
        assert done.status_code == 303
        assert re.search(r"#q-[0-9a-f]{8}$", done.headers["location"])
        client.get(at, params={"by": "ที่ประชุมหมู่ 3"})
        client.get(f"{page.address}p/waits/drawing")
        assert fields(client.get(at).text, "findings/decide")["by"] == "ที่ประชุมหมู่ 3"
    (fix,) = read_document(Fixes, root / "waits" / "fixes.toml").fix
    assert (fix.decided_by, fix.note) == (ROLE, "ถามแล้ว")


def test_a_village_that_nobody_drew_is_asked_about_once(desk) -> None:
    page, root = desk
    with httpx.Client(headers={"Origin": page.origin}, timeout=60) as client:
        at = f"{page.address}p/lost/findings"
        shown = main_of(client.get(at))
        assert shown.count("<article") == 1
        assert f"หมู่ 3 ปลายนา ({VILLAGE}) ยังไม่มีแนวเขต" in shown
        told = client.get(f"{page.address}p/lost/standing").json()
        assert told == {"findings": "เหลือ 1 เรื่อง", "drawing": "มีแนวเขต 2 หมู่บ้าน ยังขาด 1"}
        form = fields(shown, "findings/alike")
        client.post(f"{at}/alike", data={**form, "answer": "keep", "by": ROLE})
        assert "<article" not in main_of(client.get(at))
    assert len(read_document(Fixes, root / "lost" / "fixes.toml").fix) == 2


def test_files_are_told_one_by_one_and_a_broken_layer_is_taken_out(desk, demo: Path) -> None:
    page, root = desk
    at = f"{page.address}p/new/files"
    names = ("จปฐ2565.xlsx", "สมาชิก2565.xlsx")
    sent = [("files", (name, (demo / name).read_bytes())) for name in names]
    with httpx.Client(headers={"Origin": page.origin}, timeout=120) as client:
        with ThreadPoolExecutor(1) as pool:
            adding = pool.submit(client.post, f"{at}/add", files=sent)
            heard = set()
            while not adding.done():
                heard.add(client.get(f"{at}/coming").json()["told"])
        assert adding.result().status_code == 303
        assert heard >= {f"กำลังดูไฟล์ที่ {n} จาก 2: {name}" for n, name in enumerate(names, 1)}
        assert client.get(f"{at}/coming").json() == {"told": ""}
        layers = root / "new" / "layers"
        layers.mkdir()
        (layers / "flood.toml").write_text("[layer", "utf-8")
        shown = client.get(at)
        assert shown.status_code == 200
        assert "layers/flood.toml" in main_of(shown)
        out = client.post(f"{at}/out", data={"file": "layers/flood.toml"}, follow_redirects=True)
        assert out.status_code == 200
        assert "layers/flood.toml" not in main_of(out)
        assert [one.name for one in layers.iterdir()] == ["flood.toml.off"]
        home = client.get(f"{page.address}p/{quote('new')}/").text
        assert "มีแล้ว 2 ไฟล์" in home
