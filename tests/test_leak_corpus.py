"""A thousand secrets in every column and sheet of the inputs: none reaches a public file."""

from __future__ import annotations

import gzip
import json
import shutil
import tomllib
from typing import TYPE_CHECKING, Any

import leak_corpus
import leak_reader
import pytest
from leak_corpus import KINDS, Secret

from tambon_gis.errors import LeakError, TambonError
from tambon_gis.publish import review, scan
from tambon_gis.publish.personal import Personal
from tambon_gis.study import formats, road
from tambon_gis.study.origins import written_texts
from tambon_gis.study.pack import pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd


@pytest.fixture(scope="module")
def planted(
    demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, tuple[Secret, ...]]:
    """The inputs with their secrets, and everything that was published from them."""
    folder = tmp_path_factory.mktemp("leaks") / "project"
    secrets = leak_corpus.plant(demo, folder)
    out = tmp_path_factory.mktemp("public")
    built = road.build(folder, out=out)
    pack(folder, out=out)
    return folder, built.page.parent, secrets


def test_the_corpus_is_what_it_says(planted):
    folder, _, secrets = planted
    assert len(secrets) == len({one.value for one in secrets}) == 1000
    assert {kind: sum(one.kind == kind for one in secrets) for kind in KINDS} == dict.fromkeys(
        KINDS, 200
    )
    inside = {one for _, one in leak_reader.found(folder, secrets)}
    assert inside == set(secrets)  # the reader sees every one of them in the inputs


def test_no_secret_reaches_a_public_file(planted):
    _, public, secrets = planted
    suffixes = {path.suffix for path in public.rglob("*") if path.is_file()}
    kinds = {".html", ".json", ".xlsx", ".pptx", ".pdf", ".png", ".gpkg", ".geojson", ".txt"}
    assert kinds <= suffixes
    assert (public / "pack" / "4-projects" / "plan.xlsx").is_file()
    assert leak_reader.found(public, secrets) == set()


def test_the_reader_sees_a_secret_wherever_it_is_put(planted, tmp_path):
    """Each public file with one secret of each kind put into it, in the file's own way."""
    _, _, secrets = planted
    import openpyxl

    book = openpyxl.Workbook()
    for kind in KINDS:
        book.active.append([next(one.value for one in secrets if one.kind == kind)])
    book.save(tmp_path / "a.xlsx")
    assert {one.kind for _, one in leak_reader.found(tmp_path, secrets)} == set(KINDS)


# --- public columns: what stands there is published, so a secret stops the build ---

PERSON = Secret("name", "นายกมลพร ลับเฉพาะกิจ")
HOUSE = Secret("house_number", "1234/5678")
PLACE = Secret("coordinate", "14.61234,100.45123")
ALIVE = (Secret("citizen_id", "1101700230708"), Secret("phone", "0812345679"), PERSON, HOUSE, PLACE)


@pytest.fixture
def project(small: Path, tmp_path: Path) -> Path:
    """The small tambon with one family whose name, house and place are known, and public files."""
    folder = tmp_path / "project"
    shutil.copytree(small, folder)
    survey = folder / "households.csv"
    lines = survey.read_text("utf-8-sig").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("1,"))
    lines[at - 1] += ",ละติจูด,ลองจิจูด"
    cells = lines[at].split(",")
    cells[2], cells[6] = HOUSE.value, PERSON.value
    lines[at] = ",".join([*cells, *PLACE.value.split(",")])
    lines[at + 1 :] = [line + ",," for line in lines[at + 1 :]]
    survey.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    for name in ("facilities.csv", "plan.csv"):
        shutil.copy(small.parent / name, folder)
    document = folder / "tambon.toml"
    text = document.read_text("utf-8")
    text += '\n[facilities]\nfile = "facilities.csv"\n\n[plan]\nfile = "plan.csv"\n'
    document.write_text(text, encoding="utf-8")
    return folder


def put_in_toml(key: str, line: str) -> Callable[[Path, str], None]:
    def put(folder: Path, secret: str) -> None:
        document = folder / "tambon.toml"
        text = document.read_text("utf-8")
        if key:
            assert key in text
            text = text.replace(key, line.format(secret=secret), 1)
        else:
            text += line.format(secret=secret)
        document.write_text(text, encoding="utf-8")

    return put


def put_in_story(folder: Path, secret: str) -> None:
    text = {"th": f"บ้านของ {secret}", "en": "x"}
    lines = ["title = { th = 'ก', en = 'a' }", "[[step]]", "title = { th = 'ก', en = 'a' }"]
    lines.append(f"text = {{ th = {json.dumps(text['th'], ensure_ascii=False)}, en = 'x' }}")
    (folder / "story.toml").write_text("\n".join(lines), encoding="utf-8")


def put_in_boundary(folder: Path, secret: str) -> None:
    path = folder / "villages.geojson"
    land = json.loads(path.read_text("utf-8"))
    name = next(
        key for key, value in land["features"][0]["properties"].items() if "ต้นน้ำ" in str(value)
    )
    land["features"][0]["properties"][name] = secret
    path.write_text(json.dumps(land, ensure_ascii=False), encoding="utf-8")


def put_in_cell(file: str, column: int) -> Callable[[Path, str], None]:
    def put(folder: Path, secret: str) -> None:
        path = folder / file
        lines = path.read_text("utf-8-sig").splitlines()
        cells = lines[1].split(",")
        cells[column] = f'"{secret}"'
        lines[1] = ",".join(cells)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")

    return put


DOORS: dict[str, Callable[[Path, str], None]] = {
    "facility": put_in_cell("facilities.csv", 0),
    "story": put_in_story,
    "village": put_in_boundary,
    "credit": put_in_toml('credit = "synthetic"', 'credit = "{secret}"'),
    "area": put_in_toml('th = "ตัวอย่าง"', 'th = "{secret}"'),
    "role": put_in_toml("", '\n[[role]]\ntitle = {{ th = "หัวหน้า {secret}", en = "Head" }}\n'),
    "target": put_in_toml(
        "", '\n[[target]]\nindicator = "bmn-2560/4"\nfailing = 5\nsource = "{secret}"\n'
    ),
}  # fmt: skip


@pytest.mark.parametrize("secret", ALIVE, ids=lambda one: one.kind)
@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_secret_in_a_public_text_stops_the_build(project, tmp_path, door, secret):
    DOORS[door](project, secret.value)
    out = tmp_path / "out"
    with pytest.raises(TambonError) as caught:
        road.build(project, out=out)
    assert isinstance(caught.value, LeakError) or not (out / "maps").exists()
    for lang in ("th", "en"):
        assert secret.value not in caught.value.tell(lang)
    assert not (out / "maps").exists()


def test_without_a_secret_the_same_project_is_built(project, tmp_path):
    built = road.build(project, out=tmp_path / "out")
    assert leak_reader.found(built.page.parent, ALIVE) == set()


# --- each guard alone: without it the corpus is no longer clean ---


def leaks(project: Path, out: Path, door: str, secret: Secret) -> set[str]:
    """What the public files hold after a build that the guards did not stop."""
    DOORS[door](project, secret.value)
    built = road.build(project, out=out)
    return {one.value for _, one in leak_reader.found(built.page.parent, (secret,))}


GUARDS: dict[str, tuple[str, Secret, str, Any]] = {
    "ids": ("story", ALIVE[0], "is_citizen_id", lambda _digits: False),
    "phones": ("story", ALIVE[1], "_PHONE", scan.re.compile("(?!)")),
    "values": ("facility", HOUSE, "parts", None),
    "names": ("story", PERSON, "parts", None),
    "points": ("credit", PLACE, "_points", lambda *_: iter(())),
}


@pytest.mark.parametrize("guard", sorted(GUARDS))
def test_without_a_guard_of_the_scanner_a_secret_gets_out(project, tmp_path, monkeypatch, guard):
    door, secret, name, other = GUARDS[guard]
    if name == "parts":
        monkeypatch.setattr(Personal, "spots", lambda *_: iter(()))
        monkeypatch.setattr(scan, "_titled", lambda *_: iter(()))  # the second guard of a name
    else:
        monkeypatch.setattr(scan, name, other)
    assert leaks(project, tmp_path / "out", door, secret) == {secret.value}


def test_without_the_allow_list_the_note_of_a_facility_gets_out(project, tmp_path, monkeypatch):
    """The scanner stands behind the allow-list: without the one the other stops the build."""
    path = project / "facilities.csv"
    head, *rows = path.read_text("utf-8-sig").splitlines()
    path.write_text(
        "\n".join([f"{head},หมายเหตุ", *(f"{row},{ALIVE[1].value}" for row in rows)]) + "\n",
        "utf-8-sig",
    )
    road.build(project, out=tmp_path / "whole")
    kept = review.facilities

    def everything(frame: pd.DataFrame, schema: Any, **more: Any) -> Any:
        told = kept(frame, schema, **more)
        named = told.frame["name"] + " " + frame["note"].astype(str)
        return kept(frame.assign(name=named), schema, **more)

    monkeypatch.setattr(review, "facilities", everything)
    with pytest.raises(LeakError):
        road.build(project, out=tmp_path / "open")


# --- what people write about projects and work: every text of it is read, printed or not ---

EVERY = "สอบถาม {} โทร {} ติดต่อ {} บ้าน {} พิกัด {}".format(*(one.value for one in ALIVE))
TITLE = "โครงการขยายเขตประปา"


def put_in_document(name: str, *lines: str) -> Callable[[Path, str], None]:
    def put(folder: Path, secret: str) -> None:
        text = "\n".join(lines).replace("{secret}", secret)
        (folder / name).write_text(text + "\n", encoding="utf-8")

    return put


def put_in_plan(folder: Path, secret: str) -> None:
    path = folder / "plan.csv"
    text = path.read_text("utf-8-sig")
    objective = "มีน้ำสะอาด"
    assert objective in text
    path.write_text(text.replace(objective, f'"{secret}"', 1), encoding="utf-8-sig")


_LINK = ("[[link]]", 'problem = "bmn-2560/9"', f'project = "{TITLE}"', 'on = "2566-01-15"')
_DOING = ("[[project]]", f'project = "{TITLE}"')
_MEETING = ("[[meeting]]", 'on = "2566-01-15"')
_DUE = ("[[due]]", 'on = "2566-01-15"')
PAPERS: dict[str, tuple[str, Callable[[Path, str], None]]] = {
    "link by": ("trace › link 1", put_in_document("trace.toml", *_LINK, 'by = "{secret}"')),
    "link note": (
        "trace › link 1",
        put_in_document("trace.toml", *_LINK, 'by = "ประชุม"', 'note = "{secret}"'),
    ),
    "source": (
        "trace › project 1", put_in_document("trace.toml", *_DOING, 'source = "{secret}"'),
    ),
    "process": (
        "process.toml › process 1",
        put_in_document("process.toml", "[[process]]", "number = 1", 'note = "{secret}"'),
    ),
    "meeting": (
        "process.toml › meeting 1",
        put_in_document("process.toml", *_MEETING, 'title = "{secret}"'),
    ),
    "decision": (
        "process.toml › meeting 1",
        put_in_document("process.toml", *_MEETING, 'title = "ประชุม"', 'decided = ["{secret}"]'),
    ),
    "due": ("process.toml › due 1", put_in_document("process.toml", *_DUE, 'what = "{secret}"')),
    "due role": (
        "process.toml › due 1",
        put_in_document("process.toml", *_DUE, 'what = "ส่ง"', 'role = "{secret}"'),
    ),
    "scenario": (
        "scenarios.toml › scenario 1",
        put_in_document("scenarios.toml", "[[scenario]]", 'title = "{secret}"', "budget = 1"),
    ),
    "plan objective": ("plan.csv", put_in_plan),
}  # fmt: skip


@pytest.fixture
def only_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the files of a pack those that print the plan whole."""
    monkeypatch.setattr(formats, "FORMATS", {"plan": formats.FORMATS["plan"]})


@pytest.mark.usefixtures("only_the_plan")
@pytest.mark.parametrize("paper", sorted(PAPERS))
def test_a_secret_in_a_paper_stops_the_pack_and_the_place_is_told(project, tmp_path, paper):
    where, put = PAPERS[paper]
    put(project, EVERY)
    with pytest.raises(TambonError) as caught:
        pack(project, out=tmp_path / "out")
    told = caught.value.tell()
    assert not (tmp_path / "out" / "maps").exists()
    assert [one.value for one in ALIVE if one.value in told] == []
    if isinstance(caught.value, LeakError):
        assert where in caught.value.where
    else:  # refused when it was read, by the document's own rule
        assert where.partition(" ")[0].partition(".")[0] in told


@pytest.mark.usefixtures("only_the_plan")
def test_without_the_scanner_the_papers_reach_the_pack(project, tmp_path, monkeypatch):
    """Both guards fall: the papers are printed, and the reader of the corpus sees it."""
    PAPERS["decision"][1](project, EVERY)
    monkeypatch.setattr(scan, "_hits", lambda *_: [])
    done = pack(project, out=tmp_path / "out")
    seen = {one for _, one in leak_reader.found(done.readme.parent, ALIVE)}
    assert seen == set(ALIVE)


def test_every_text_of_the_papers_is_among_those_that_are_read(demo):
    from tambon_gis.study.load import load

    texts = written_texts(load(demo))
    for name in ("trace.toml", "process.toml", "scenarios.toml"):
        path = demo / name
        said = tomllib.loads(path.read_text("utf-8"))
        free = {one for one in strings(said) if any("\u0e01" <= c <= "\u0e4e" for c in one)}
        assert free
        assert [one for one in free if one not in "\n".join(texts.values())] == []


def strings(found: object) -> Iterator[str]:
    """Every text of a document."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for one in found.values():
            yield from strings(one)
    elif isinstance(found, list):
        for one in found:
            yield from strings(one)


# --- no false alarm ---


def test_no_tambon_and_no_project_title_is_an_alarm(shared):
    with gzip.open(shared / "data" / "boundaries" / "thailand_tambon.geojson.gz") as lines:
        features = json.load(lines)["features"]
    names = sorted({str(value) for one in features for value in one["properties"].values()})
    assert len(features) == 7425
    inputs = Personal(
        texts=frozenset(one.value for one in leak_corpus.secrets()),
        names=frozenset({"ก้อง", "แดง", "ดำ", "มี", "สม"}),
    )
    assert scan.scan("\n".join(names), inputs) == []
    assert [name for name in titles() if scan.scan(name, inputs)] == []


WORKS = (
    "ก่อสร้างถนนคอนกรีตเสริมเหล็ก", "ปรับปรุงระบบประปาหมู่บ้าน", "ขุดลอกคลองส่งน้ำ", "ส่งเสริมอาชีพกลุ่มสตรี",
    "ตรวจสุขภาพผู้สูงอายุ", "อบรมนายกเทศมนตรีและนางรำ", "ป้องกันไข้เลือดออก",
    "จัดซื้อเครื่องคอมพิวเตอร์ 1 เครื่อง", "อุดหนุนอาหารกลางวันเด็ก", "ติดตั้งไฟฟ้าสาธารณะ 12 จุด",
)  # fmt: skip
SITES = (
    "หมู่ที่ 1", "หมู่ที่ 2 บ้านนางรอง", "หมู่ที่ ๓", "บ้านนายาง หมู่ 4", "ตำบลนางแล", "เขตเทศบาลนครนายก",
    "ซอย 12/3", "สายบ้านหนองน้ำใส - บ้านโคกสูง", "ระยะทาง 1,250 เมตร", "งบประมาณ 1,234,500 บาท",
)  # fmt: skip


def titles() -> list[str]:
    """Two hundred titles of projects as plans write them."""
    forms = ("โครงการ{work} {site}", "{work}{site} ปี 2566-2570")
    found = [form.format(work=w, site=p) for form in forms for w in WORKS for p in SITES]
    assert len(found) == len(set(found)) == 200
    return found
