"""Every tambon of an area: the same numbers as alone, whatever breaks, found from one index."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from browser import DESKTOP, PHONE
from many_support import dies
from province_support import Province, province, tambon_project, with_dataset

from tambon_gis.errors import DocumentError, InputError
from tambon_gis.publish.manifest import checksum
from tambon_gis.publish.personal import Personal
from tambon_gis.publish.verify import verify
from tambon_gis.render.web.index_page import Entry, Listed, draw
from tambon_gis.study import road
from tambon_gis.study.each import pool
from tambon_gis.study.each.area import read_area, stored_area
from tambon_gis.study.each.one import Order, Task
from tambon_gis.study.each.slices import slice_of
from tambon_gis.study.load import load, read_project
from tambon_gis.study.many import ManyBuilt, build_all

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 11, 22)
SMALL = """[...document.querySelectorAll("a, input")]
    .filter(node => node.getBoundingClientRect().height < 44).length"""
PHONE_NUMBER = "081-234-5678"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Province:
    """Two amphoes, four tambons, nine villages, 200 households."""
    folder = tmp_path_factory.mktemp("province") / "wide"
    return province(folder, amphoes=2, tambons=4, villages=9, households=200)


@pytest.fixture(scope="module")
def many(made, tmp_path_factory) -> tuple[ManyBuilt, Path]:
    """The province built once, by two workers; nobody changes a file of it."""
    out = tmp_path_factory.mktemp("many")
    return build_all(made.folder, out=out, jobs=2, today=DAY), out


def whole_folder(page: Path) -> bool:
    """Whether a folder is as its build document says."""
    listed = json.loads((page / "build.json").read_text("utf-8"))["outputs"]
    return all(checksum(page / name) == digest for name, digest in listed.items())


def test_every_tambon_has_a_whole_page_and_the_index_lists_it(many, made):
    built, out = many
    assert [one.code for one in built.outcomes] == made.tambons
    assert {one.state for one in built.outcomes} == {"built"}
    text = built.index.read_text("utf-8")
    for code in made.tambons:
        assert f'href="{code}/index.html"' in text
        assert whole_folder(out / "maps" / "99" / code)
        assert (out / "work" / "99" / code / "findings.html").is_file()


def test_a_stranger_can_verify_the_whole(many):
    _, out = many
    verdict = verify(out / "maps" / "99")
    assert (verdict.area, verdict.doubts) == ("99", ())
    assert verdict.files == 4 * 3 + 2


def test_no_answer_of_a_household_is_in_the_public_folder(many, made):
    _, out = many
    texts = [path.read_text("utf-8") for path in (out / "maps").rglob("*.html")]
    assert len(texts) == 4 * 2 + 1
    for row in made.rows:
        assert not any(row[4] in text or row[0] in text for text in texts)


def test_a_page_holds_the_same_cells_as_a_project_made_by_hand(many, made, tmp_path):
    _, out = many
    project, home = read_project(made.folder)
    area = all_area(out)
    for code in made.tambons:
        alone = load(tambon_project(made, code, tmp_path / code))
        sliced = slice_of(project, home, area, out / "work" / "99" / "all" / "area", code)
        assert road.seal(sliced).frame.equals(road.seal(alone).frame)
        assert sliced.project.area == alone.project.area
        assert sliced.answers[0].personal == alone.answers[0].personal
        one, other = (found.answers[0].frame.drop(columns="row") for found in (sliced, alone))
        assert one.equals(other)
        assert sliced.answers[0].frame.dtypes.equals(alone.answers[0].frame.dtypes)


def test_the_page_itself_is_the_one_made_by_hand(many, made, tmp_path):
    _, out = many
    code = made.tambons[1]
    loaded = load(tambon_project(made, code, tmp_path))
    alone = road.draw(loaded, today=DAY)
    path = out / "maps" / "99" / code / "index.html"
    assert path.read_text("utf-8") == road.draw(loaded, today=DAY, above="../index.html").html
    link = '<a href="../index.html">‹ ทุกตำบล</a>\n'
    assert path.read_text("utf-8").replace(link, "") == alone.html
    assert (path.parent / "../index.html").resolve() == out / "maps" / "99" / "index.html"


def test_the_page_of_the_whole_and_those_of_tambons_give_way_to_each_other(many, made, tmp_path):
    built, _ = many
    shutil.copytree(built.index.parents[2], tmp_path / "out")
    assert not built.replaced
    wide = road.build(made.folder, out=tmp_path / "out")
    assert wide.replaced == len(made.tambons)
    assert not [*(tmp_path / "out" / "maps" / "99").glob("*/index.html")]
    assert road.build(made.folder, out=tmp_path / "out").replaced == 0
    again = build_all(made.folder, out=tmp_path / "out", jobs=0, today=DAY)
    assert again.replaced
    assert not (tmp_path / "out" / "maps" / "99" / "disclosure.html").exists()


def test_a_dataset_gives_the_same_pages(many, made, tmp_path):
    _, out = many
    wide = with_dataset(made, tmp_path / "wide")
    build_all(wide, out=tmp_path, jobs=0, today=DAY)
    for code in made.tambons:
        one, other = (place / "maps" / "99" / code for place in (out, tmp_path))
        for name in ("index.html", "disclosure.html", "build.json"):
            assert (one / name).read_bytes() == (other / name).read_bytes()
    assert (out / "maps/99/build.json").read_bytes() == (
        tmp_path / "maps/99/build.json"
    ).read_bytes()


def test_a_tambon_of_its_own_reads_its_rows_of_a_dataset(made, tmp_path):
    wide = with_dataset(made, tmp_path / "wide")
    code = made.tambons[2]
    alone = tambon_project(made, code, tmp_path / "alone")
    expected = load(alone)
    text = (alone / "tambon.toml").read_text("utf-8")
    shutil.copytree(wide / "homes", alone / "homes")
    (alone / "tambon.toml").write_text(text.replace("households.csv", "homes"), encoding="utf-8")
    found = load(alone)
    assert (
        found.answers[0]
        .frame.drop(columns="row")
        .equals(expected.answers[0].frame.drop(columns="row"))
    )
    assert found.answers[0].frame["place"].str.startswith(code).all()
    assert road.seal(found).frame.equals(road.seal(expected).frame)
    told = [one for report in found.findings.reports for one in report.findings]
    assert [one.facts["dataset"] for one in told if one.code == "stored.read"] == ["homes"]
    card = alone / "homes" / "dataset.toml"
    lost = '\n[[unread]]\nfile = "ไฟล์เสีย.xlsx"\nwhy = "file.damaged"\n'
    card.write_text(card.read_text("utf-8") + lost, encoding="utf-8")
    told = [one for report in load(alone).findings.reports for one in report.findings]
    assert [one.facts["files"] for one in told if one.code == "stored.unread"] == ["ไฟล์เสีย.xlsx"]
    # what is said of the dataset is not counted under its first file, which has no fault
    reports = load(alone).findings.reports
    (own,) = [one for one in reports if any(x.code == "stored.unread" for x in one.findings)]
    assert (own.file, own.rows_read, own.to_decide) == ("homes", 0, 1)
    wrong = {"year = 2565": "year = 2564", '"bmn-household"': '"bmn-household-items"'}
    for (old, new), code in zip(wrong.items(), ("stored.year", "stored.schema"), strict=True):
        changed = (alone / "tambon.toml").read_text("utf-8")
        (alone / "tambon.toml").write_text(changed.replace(old, new), encoding="utf-8")
        with pytest.raises(DocumentError) as fault:
            load(alone)
        assert fault.value.code == code
        (alone / "tambon.toml").write_text(changed, encoding="utf-8")


def test_rows_of_no_tambon_are_told_once_with_file_and_row(made, tmp_path):
    rows = (made.folder / "households.csv").read_text("utf-8-sig")
    lost = made.rows[5]
    strange = ",".join((lost[0].replace(lost[0][:4], "9977"), lost[1], "99779901", *lost[3:]))
    for kind in ("csv", "dataset"):
        wide = tmp_path / kind
        shutil.copytree(made.folder, wide)
        (wide / "households.csv").write_text(rows + strange + "\n", encoding="utf-8-sig")
        folder = with_dataset(replace(made, folder=wide), tmp_path / f"{kind}-2")
        place = wide if kind == "csv" else folder
        project, home = read_project(place)
        _, loaded = read_area(project, home, tmp_path / f"{kind}-area", key="")
        told = [one for report in loaded.findings.reports for one in report.findings]
        found = [one for one in told if one.facts.get("place") == "99779901"]
        assert [(one.file, one.row, one.count) for one in found] == [
            ("households.csv", len(made.rows) + 2, 1)
        ]


def test_a_wide_project_of_everything_is_cut_as_its_tambon_is(demo, tmp_path):
    wide = tmp_path / "wide"
    shutil.copytree(demo, wide)
    text = (wide / "tambon.toml").read_text("utf-8")
    text = text.replace('code = "990101"', 'code = "9901"', 1)
    (wide / "tambon.toml").write_text(text, encoding="utf-8")
    project, home = read_project(wide)
    area, loaded = read_area(project, home, tmp_path / "area", key="")
    assert area.tambons == {"990101": 11}
    told = [one.code for report in loaded.findings.reports for one in report.findings]
    assert {"many.plan_left", "many.own_page"} <= set(told)
    sliced, alone = slice_of(project, home, area, tmp_path / "area", "990101"), load(demo)
    assert road.seal(sliced).frame.equals(road.seal(alone).frame)
    assert (sliced.plan, sliced.part) == (None, True)
    assert sliced.facilities is not None
    assert sliced.facilities["place"].equals(alone.facilities["place"])
    layers = [[len(one.frame) for one in found.vectors] for found in (sliced, alone)]
    assert layers[0] == layers[1]
    joined = [Personal.union(one.personal for one in two.answers) for two in (sliced, alone)]
    assert joined[0] == joined[1]


def test_a_rerun_builds_only_what_changed_or_is_damaged(many, made, tmp_path):
    _, before = many
    shutil.copytree(before, tmp_path / "out")
    wide = tmp_path / "wide"
    shutil.copytree(made.folder, wide)
    out, (first, second, *_) = tmp_path / "out", made.tambons
    again = build_all(wide, out=out, jobs=0, today=DAY)
    assert {one.state for one in again.outcomes} == {"kept"}
    page = out / "maps" / "99" / second / "index.html"
    page.write_text("changed by hand", encoding="utf-8")
    text = (wide / "households.csv").read_text("utf-8-sig")
    row = made.households(first)[0]
    changed = ",".join((*row[:10], "0", *row[11:]))
    changed = changed if changed != ",".join(row) else ",".join((*row[:10], "1", *row[11:]))
    text = text.replace(",".join(row), changed)
    (wide / "households.csv").write_text(text, encoding="utf-8-sig")
    third = build_all(wide, out=out, jobs=0, today=DAY)
    assert [one.code for one in third.of("built")] == [first, second]
    assert len(third.of("kept")) == 2
    assert whole_folder(page.parent)
    assert verify(out / "maps" / "99").doubts == ()


def test_a_damaged_store_is_made_anew(many, made, tmp_path):
    _, before = many
    shutil.copytree(before, tmp_path / "out")
    out, (first, *rest) = tmp_path / "out", made.tambons
    page = out / "maps" / "99" / first / "index.html"
    whole, area = page.read_bytes(), out / "work" / "99" / "all" / "area"
    for path in sorted(area.iterdir()):
        content = path.read_bytes()
        path.write_bytes(content[:100] + bytes(len(content) - 100))  # as a power cut leaves it
        page.unlink()
        again = build_all(made.folder, out=out, jobs=0, today=DAY)
        assert {one.code: one.state for one in again.outcomes} == {
            first: "built",
            **dict.fromkeys(rest, "kept"),
        }
        assert page.read_bytes() == whole


@pytest.mark.parametrize(
    "damage",
    [
        {"files": ["x"]},
        {"files": {"../x": 3}},
        {"names": None},
        {"names": ["x"]},
        {"villages": "x"},
        {"outline": "zz<script>"},
        {"outline": 3},
        {"more": 3},
    ],
)
def test_a_damaged_record_is_made_anew(many, made, tmp_path, damage):
    _, before = many
    shutil.copytree(before, tmp_path / "out")
    out, first = tmp_path / "out", made.tambons[0]
    path = out / "work" / "99" / "all" / "done" / f"{first}.json"
    record = path.read_text("utf-8")
    path.write_text(json.dumps(json.loads(record) | damage), encoding="utf-8")
    again = build_all(made.folder, out=out, jobs=0, today=DAY)
    assert [one.code for one in again.of("built")] == [first]
    assert path.read_text("utf-8") == record
    assert verify(out / "maps" / "99").doubts == ()


def test_an_area_is_read_again_where_its_report_was_never_written(made, tmp_path, monkeypatch):
    wide = tmp_path / "wide"
    shutil.copytree(made.folder, wide)
    report = build_all(wide, out=tmp_path, jobs=0, today=DAY).findings
    assert report is not None
    text = (wide / "households.csv").read_text("utf-8-sig")
    (wide / "households.csv").write_text(text + text.splitlines()[-1] + "\n", "utf-8-sig")
    with monkeypatch.context() as patch:
        patch.setattr("tambon_gis.study.many._write_findings", _stopped)
        with pytest.raises(KeyboardInterrupt):
            build_all(wide, out=tmp_path, jobs=0, today=DAY)
    again = build_all(wide, out=tmp_path, jobs=0, today=DAY)
    assert again.findings == report
    assert f"A{len(text.splitlines()) + 1}" in report.read_text("utf-8")


def _stopped(*_args):
    raise KeyboardInterrupt


def test_pages_below_their_own_project_are_no_input(made, tmp_path):
    wide = tmp_path / "wide"
    shutil.copytree(made.folder, wide)
    for out in (wide, wide / "out"):
        build_all(wide, out=out, jobs=0, today=DAY)
        again = build_all(wide, out=out, jobs=0, today=DAY)
        assert {one.state for one in again.outcomes} == {"kept"}


def test_a_broken_tambon_does_not_stop_the_rest(made, tmp_path):
    wide = tmp_path / "wide"
    shutil.copytree(made.folder, wide)
    broken = made.tambons[1]
    land = json.loads((wide / "villages.geojson").read_text("utf-8"))
    for one in land["features"]:
        if one["properties"]["VILL_CODE"].startswith(broken):
            one["properties"]["VILL_NAM_T"] += f" {PHONE_NUMBER}"
    (wide / "villages.geojson").write_text(json.dumps(land), encoding="utf-8")
    steps: list[str] = []
    built = build_all(wide, out=tmp_path, jobs=0, today=DAY, progress=steps.append)
    (lost,) = built.of("failed")
    assert (lost.code, lost.names[0], lost.fault) == (broken, "หนองลองดู", "leak.found")
    assert built.faults is not None
    assert lost.why in built.faults.read_text("utf-8")
    assert not (tmp_path / "maps" / "99" / broken).exists()
    index = built.index.read_text("utf-8")
    assert "ยังสร้างไม่ได้" in index
    assert f'href="{broken}' not in index
    assert PHONE_NUMBER not in index
    assert verify(tmp_path / "maps" / "99").doubts == ()
    shutil.copy(made.folder / "villages.geojson", wide)
    mended = build_all(wide, out=tmp_path, jobs=0, today=DAY)
    assert mended.faults is None
    assert [one.code for one in mended.of("built")] == [broken]
    assert not (tmp_path / "work" / "99" / "faults.txt").exists()


def test_a_folder_of_projects(made, tmp_path):
    home = tmp_path / "projects"
    first, second, third, _ = made.tambons
    tambon_project(made, first, home / "a")
    tambon_project(made, third, home / "deep" / "b")
    tambon_project(made, first, home / "c")
    bad = tambon_project(made, second, home / "d")
    (bad / "tambon.toml").write_text("[area]\ncode = 1", encoding="utf-8")
    built = build_all(home, out=tmp_path, jobs=0, today=DAY)
    states = {one.code: (one.state, one.fault) for one in built.outcomes}
    assert states == {
        first: ("built", ""),
        third: ("built", ""),
        "c": ("failed", "many.twice"),
        "d": ("failed", "document.faults"),
    }
    assert built.index == tmp_path / "maps" / "99" / "index.html"
    index = built.index.read_text("utf-8")
    assert index.count("/index.html") == 2
    assert "อีก 2 โครงการ" in index
    again = build_all(home, out=tmp_path, jobs=0, today=DAY)
    assert len(again.of("kept")) == 2
    shutil.rmtree(home / "deep")
    fewer = build_all(home, out=tmp_path, jobs=0, today=DAY)
    assert [one.code for one in fewer.outcomes] == [first, "c", "d"]
    assert not (tmp_path / "maps" / "9902").exists()


def test_what_cannot_begin_says_so(made, tmp_path):
    with pytest.raises(InputError) as fault:
        build_all(tmp_path, out=tmp_path)
    assert fault.value.code == "many.nothing"
    alone = tambon_project(made, made.tambons[0], tmp_path / "alone")
    with pytest.raises(InputError) as fault:
        build_all(alone, out=tmp_path)
    assert fault.value.code == "many.single"
    with pytest.raises(InputError) as fault:
        build_all(made.folder, out=tmp_path, jobs=-1)
    assert fault.value.code == "many.jobs"


def test_a_worker_that_dies_takes_only_its_own_tambon(tmp_path):
    order = Order(tmp_path, tmp_path / "s", tmp_path / "m", tmp_path / "w", "")
    tasks = [Task(f"99010{n}", "") for n in range(1, 7)]
    found = list(pool.outcomes(order, tasks, jobs=2, work=dies))
    states = {one.code: (one.state, one.fault) for one in found}
    assert len(found) == len(states) == 6
    assert states.pop("990102") == ("failed", "many.died")
    assert set(states.values()) == {("built", "")}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_index_is_searched_without_a_network(visit, many, size):
    opened = visit(many[0].index, size=size)
    page = opened.page
    assert page.locator("section li a").count() == 4
    visible = "section li:not([hidden]) b"
    for asked, names in {
        "ตำบลหนองลองดู": ["หนองลองดู"],
        "ต. หนอง": ["หนองลองดู"],
        "๙๙๐๒": ["โคกลองดู", "บ้านลองดู"],
        "อ.ดอนสมมุติ": ["บางลองดู", "หนองลองดู"],
        "โคก ทุ่ง": ["โคกลองดู"],
        "ไม่มีที่นี่": [],
        "": ["บางลองดู", "หนองลองดู", "โคกลองดู", "บ้านลองดู"],
    }.items():
        page.fill("#q", asked)
        assert page.locator(visible).all_text_contents() == names
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "18px"
    assert page.evaluate(SMALL) == 0
    assert (opened.requests, opened.complaints) == ([], [])
    page.fill("#q", "บ้าน")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/990202/index.html")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_page_of_many_leads_back_to_the_index(visit, many, size):
    opened = visit(many[0].index, size=size)
    page = opened.page
    page.locator("section li a").first.click()
    page.wait_for_url("**/990101/index.html")
    back = page.locator(".tabs a").first
    assert back.text_content() == "‹ ทุกตำบล"
    back.click()
    page.wait_for_url("**/99/index.html")
    assert all(one.startswith("file:") for one in opened.requests)
    assert opened.complaints == []


@pytest.mark.parametrize(("n", "told"), [(0, "0 villages"), (1, "1 village"), (2, "2 villages")])
def test_the_index_says_one_village_and_two_villages(n, told):
    entries = tuple(
        Entry(f"99010{at}", "ลองดู", "สาธิต", n, "missing" if at == 1 else "there", "x")
        for at in range(1, 3)
    )
    html = draw(Listed("9901", "x", entries, "", "", unread=1), lang="en")
    assert (f" {told}" in html) == (n > 0)
    assert "1 villages" not in html
    assert "1 tambon has no page yet" in html
    assert "1 more project cannot be read yet" in html
    assert 'data-one="1 tambon found" data-some="# tambons found"' in html


def test_the_index_without_its_script_is_a_list_of_links(visit, many):
    page = visit(many[0].index, scripts=False).page
    assert page.locator("section li a:visible").count() == 4
    assert not page.locator("#q").is_visible()


def test_an_index_of_the_country_stays_small():
    entries = tuple(
        Entry(f"{n // 2500 + 10}{n // 50 % 50 + 1:02}{n % 50 + 1:02}", "บางสมมุติเหนือ", "เมืองสมมุติ", 9,
              "there", f"{n:06}/index.html")
        for n in range(7_425)
    )  # fmt: skip
    html = draw(Listed("TH", "ประเทศไทย", entries, "", ""))
    assert html.count("<li>") >= 7_425
    assert len(html.encode()) < 2_000_000


def all_area(out: Path):
    """The stored area of a run."""
    return stored_area(out / "work" / "99" / "all" / "area")
