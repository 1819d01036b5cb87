"""The scanner, the writer, the build document, and what the review seals."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tambon_gis import catalog
from tambon_gis.analysis.disclose import disclose
from tambon_gis.errors import InputError, LeakError, StageError
from tambon_gis.model.document import Text
from tambon_gis.model.project import Area, Boundary, Role
from tambon_gis.model.sealed import Origin
from tambon_gis.publish import manifest, review
from tambon_gis.publish.personal import Personal, personal_values
from tambon_gis.publish.scan import is_citizen_id, refuse_leaks, scan
from tambon_gis.publish.write import write_all
from tambon_gis.thai import digits_to_thai

if TYPE_CHECKING:
    from tambon_gis.model.sealed import Credits, Measures

VALID = ["3012304567082", "1101700230708"]


def kinds(text: str, *personal: str, **how: object) -> list[str]:
    return [hit.kind for hit in scan(text, Personal(frozenset(personal)), **how)]  # type: ignore[arg-type]


def dressed(number: str) -> list[str]:
    """A citizen id as people write it."""
    parts = [number[0], number[1:5], number[5:10], number[10:12], number[12]]
    marks = ["", "-", " ", "–", "\u2011", "\u00a0"]
    plain = [mark.join(parts) for mark in marks]
    return plain + [digits_to_thai(text) for text in plain]


# --- citizen ids ---


@pytest.mark.parametrize("number", VALID)
def test_a_citizen_id_is_found_in_every_dress(number: str) -> None:
    for text in dressed(number):
        for place in ("{}", "เลขที่ {} ครับ", "เลข.{}", "ก{}ข", "{}.", '"{}",', "id={}&", "({})"):
            assert kinds(place.format(text)) == ["citizen_id"], place.format(text)


@pytest.mark.parametrize("number", VALID)
def test_a_wrong_check_digit_is_no_citizen_id(number: str) -> None:
    for last in set("0123456789") - {number[-1]}:
        for text in dressed(number[:-1] + last):
            assert "citizen_id" not in kinds(text)


@given(st.text(st.sampled_from("0123456789"), min_size=12, max_size=12))
def test_exactly_one_check_digit_fits(first: str) -> None:
    """The other way round: the digit that fills the weighted sum up to 1 or 11, by elevens."""
    rest = (
        sum(int(digit) * weight for digit, weight in zip(first, range(13, 1, -1), strict=True)) % 11
    )
    (fitting,) = [digit for digit in range(10) if rest + digit in {1, 11}]
    assert [d for d in range(10) if is_citizen_id(f"{first}{d}")] == [fitting]


@pytest.mark.parametrize(
    "text",
    [
        "30123045670820",
        "13012304567082",
        "0.3012304567082",
        "3012304567082.5",
        "301230456708",
        "",
    ],
)
def test_longer_numbers_and_fractions_are_no_citizen_ids(text: str) -> None:
    assert "citizen_id" not in kinds(text)


@pytest.mark.parametrize("digits", ["", "301230456708", "30123045670822", "30123O4567082"])
def test_what_is_not_thirteen_digits(digits: str) -> None:
    assert not is_citizen_id(digits)


# --- telephone and mail ---


@pytest.mark.parametrize(
    "number",
    ["0812345678", "081-234-5678", "081 234 5678", "08-1234-5678", "08 1234 5678", "02-123-4567",
     "021234567", "035-611-234", "035611234", "035-611234", "0-3561-1234", "0-2123-4567",
     "+66812345678", "+66 81 234 5678", "+66 (0)81 234 5678", "๐๘๑-๒๓๔-๕๖๗๘"],
)  # fmt: skip
def test_telephone_numbers(number: str) -> None:
    for place in ("{}", "โทร.{}", "โทร. {} ครับ", "Tel:{}.", "ก{}ข", "<b>{}</b>"):
        assert kinds(place.format(number)) == ["phone"], place.format(number)


@pytest.mark.parametrize(
    "text",
    [
        "2565",
        "38,000",
        "99010101",
        "1,234,567",
        "0.0812345678",
        "100.0812345",
        "08123456789012",
        "วันที่ 05/03/2565",
        'viewBox="0 0 2000 1000"',
        "M0 245 1000L0 3120 4500",
        "[0,200,4000,0,2450]",
        "14.01234,100.51234",
    ],
)
def test_numbers_of_a_page_are_no_telephone_numbers(text: str) -> None:
    assert kinds(text) == []


def test_checksums_and_embedded_files_are_passed_over() -> None:
    """Hexadecimal digits hold a telephone number now and then: none of 4,000 may stop a build."""
    sums = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(4000)]
    told = [one for one in sums if kinds(f'"sha256": "{one}"', where="build.json")]
    assert told == []
    assert kinds("src:url(data:font/woff2;base64,AA0812345678BB==)") == []
    assert kinds("script-src 'sha256-0812345678abc+/='") == []
    assert kinds("0812345678") == ["phone"]


def test_an_escaped_value_is_found_too() -> None:
    html = "<td>ก &amp; ข &lt;สมมุติ&gt;</td>"
    assert [hit.kind for hit in scan(html, Personal(frozenset({"<สมมุติ>"})))] == ["personal_value"]
    assert [hit.kind for hit in scan(r'["\u003cสมมุติ\u003e"]', Personal(frozenset({"<สมมุติ>"})))] == [
        "personal_value"
    ]
    assert scan(html, Personal(frozenset({"<อื่นใด>"}))) == []


def test_the_offset_is_that_of_the_file() -> None:
    text = "data:font/woff2;base64,AAAA== โทร 0812345678"
    (hit,) = scan(text)
    assert text[hit.offset :] == "0812345678"


@pytest.mark.parametrize("mail", ["a.b-c@example.go.th", "somsri1@gmail.com", "X_Y%z@sub.ex.co"])
def test_mail_addresses(mail: str) -> None:
    assert kinds(f"อีเมล {mail}") == ["email"]


@pytest.mark.parametrize("text", ["@media print", "ก@ข", "2@3", "a@b", "@charset"])
def test_what_is_no_mail_address(text: str) -> None:
    assert kinds(text) == []


# --- values of people ---


def test_personal_values_are_found_wherever_they_stand() -> None:
    assert kinds("<p>ผู้สมมุติ นามสกุล</p>", "ผู้สมมุติ นามสกุล") == ["personal_value"]
    assert kinds('{"a":"๙๙๐๒๐๐๐๐๐๐๑"}', "99020000001") == ["personal_value"]
    assert kinds("ผู้สมมุติ นามสกุลอื่น", "ผู้สมมุติ นามสกุลใหม่") == []


def test_hits_come_with_their_place_and_never_with_the_value() -> None:
    name = "ผู้สมมุติ นามสกุล"
    with pytest.raises(LeakError) as caught:
        refuse_leaks(
            f"x {VALID[0]} {name} 0812345678", Personal(frozenset({name})), name="index.html"
        )
    for lang in ("th", "en"):
        told = caught.value.tell(lang)
        assert "index.html" in told
        for secret in (name, VALID[0], "0812345678"):
            assert secret not in told
        assert told.count("(1)") == 3
    refuse_leaks("ตำบลสาธิต พ.ศ. 2565", Personal(frozenset({name})), name="index.html")


def test_reviewed_exceptions_pass_and_nothing_else() -> None:
    text = "รพ.สต. 035-611-234 หรือ 081-234-5678"
    assert kinds(text, allowed=["035-611-234"]) == ["phone"]
    assert kinds(text, allowed=["035-611-234", "081-234-5678"]) == []
    assert kinds("โทร ๐๓๕-๖๑๑-๒๓๔", allowed=["๐๓๕-๖๑๑-๒๓๔"]) == []
    assert kinds("บ้านสมมุติ", "บ้านสมมุติ", allowed=["บ้านสมมุติ"]) == []


def test_personal_values_are_those_of_columns_that_are_not_public() -> None:
    people = pd.DataFrame(
        {
            "house_code": ["99020000001", None],
            "head_name": [" ผู้สมมุติ ทดสอบ ", "สั้น"],
            "village_name": ["บ้านยาวมากกว่าหก", "บ้านหนองน้ำใส"],
            "village": ["99020101", "99020102"],
            "members": [4, 5],
            "latitude": [14.0123461, None],
            "longitude": [100.5, 100.6],
        }
    )
    schema = catalog.schema("bmn-household")
    found = personal_values(people, schema)
    assert found.texts == {"99020000001", "ผู้สมมุติ ทดสอบ"}
    assert found.points == {(1401235, 10050000)}
    assert not personal_values(people, schema, public_words=["ผู้สมมุติ ทดสอบ"]).texts - {"99020000001"}


@pytest.mark.parametrize(
    "text", ["จังหวัดนครนายก", "ตำบลนายาง", "นายกเทศมนตรี", "นางรอง", "เด็กชายแดน", "นายูง", "ต.นางแล"]
)
def test_names_of_places_are_no_people(text: str) -> None:
    assert kinds(text) == []


def test_no_tambon_of_the_country_is_a_false_alarm(shared: Path) -> None:
    with gzip.open(shared / "data" / "boundaries" / "thailand_tambon.geojson.gz") as lines:
        features = json.load(lines)["features"]
    names = [one["properties"] for one in features]
    assert len(names) == 7425
    for each in names:
        assert kinds(" ".join(str(value) for value in each.values())) == []
    assert kinds("\n".join(json.dumps(one, ensure_ascii=False) for one in names)) == []
    assert sum("นาง" in str(one["adm3_th"]) for one in names) > 40


# --- writing ---


def files(folder: Path) -> dict[str, bytes]:
    """All files, hidden ones as well."""
    return {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_files_are_written_as_they_are(tmp_path: Path) -> None:
    home = tmp_path / "maps" / "990101"
    written = write_all(home, {"b.html": "ตำบล\n", "a.png": b"\x89PNG\r\n"})
    assert written == [home / "b.html", home / "a.png"]
    assert files(tmp_path) == {"b.html": "ตำบล\n".encode(), "a.png": b"\x89PNG\r\n"}
    write_all(home, {"b.html": "ใหม่"})
    assert files(tmp_path)["b.html"] == "ใหม่".encode()
    assert set(files(tmp_path)) == {"a.png", "b.html"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_what_a_killed_run_left_long_ago_goes_and_what_another_run_writes_stays(
    tmp_path: Path,
) -> None:
    long_ago = time.time() - 2 * 3600
    for name in (".tambon-old.tmp", ".tambon-new.tmp"):
        (tmp_path / name).write_text("half", "utf-8")
    (tmp_path / ".tambon-old.old").mkdir()
    (tmp_path / ".tambon-old.old" / "0").write_text("kept", "utf-8")
    for name in (".tambon-old.tmp", ".tambon-old.old"):
        os.utime(tmp_path / name, (long_ago, long_ago))
    write_all(tmp_path, {"a.txt": "one"})
    assert sorted(one.name for one in tmp_path.iterdir()) == [".tambon-new.tmp", "a.txt"]


def test_what_a_killed_run_left_in_a_folder_below_goes_as_well(tmp_path: Path) -> None:
    below = tmp_path / "inputs"
    below.mkdir()
    for name, age in ((".tambon-old.tmp", 2), (".tambon-new.tmp", 0)):
        (below / name).write_text("half", "utf-8")
        os.utime(below / name, (time.time() - age * 3600,) * 2)
    write_all(tmp_path, {"inputs/a.txt": "one", "none/b.txt": "two"})
    assert sorted(one.name for one in below.iterdir()) == [".tambon-new.tmp", "a.txt"]


def test_a_page_can_be_read_by_others(tmp_path: Path) -> None:
    (path,) = write_all(tmp_path, {"a.html": "x"})
    assert path.stat().st_mode & 0o777 == 0o644


OLD = {"a.html": "old a", "b.html": "old b"}


@pytest.mark.parametrize("broken", ["writing", "moving", "encoding"])
def test_a_failure_in_the_middle_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    write_all(tmp_path, OLD)
    before = files(tmp_path)
    new: dict[str, str] = {"a.html": "new a", "c.html": "new c", "b.html": "new b"}
    kind: type[Exception] = InputError
    if broken == "moving":
        real = Path.replace

        def replace(self: Path, target: Path) -> Path:
            if target.name == "b.html" and self.suffix == ".tmp":
                raise OSError(28, "no space")
            return real(self, target)

        monkeypatch.setattr(Path, "replace", replace)
    if broken == "writing":
        left = iter([None, None])

        def fsync(_handle: int) -> None:
            if next(left, "full") == "full":
                raise OSError(28, "no space")

        monkeypatch.setattr(os, "fsync", fsync)
    if broken == "encoding":
        new["b.html"], kind = "\ud800", UnicodeEncodeError
    with pytest.raises(kind) as caught:
        write_all(tmp_path, new)
    monkeypatch.undo()
    assert files(tmp_path) == before
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []
    if kind is InputError:
        assert str(tmp_path.parent) not in str(caught.value)


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "maps").write_text("x")
    with pytest.raises(InputError) as caught:
        write_all(tmp_path / "maps", {"a.html": "x"})
    assert caught.value.code == "folder.unwritable"
    assert files(tmp_path) == {"maps": b"x"}


def test_a_target_that_is_a_folder(tmp_path: Path) -> None:
    write_all(tmp_path, {"a.html": "old"})
    (tmp_path / "b.html").mkdir()
    with pytest.raises(InputError):
        write_all(tmp_path, {"a.html": "new", "b.html": "new"})
    assert files(tmp_path) == {"a.html": b"old"}


# --- the build document ---


def credits_(**other: object) -> Credits:
    area = Area(code="990201", name=Text(th="ตัวอย่าง", en="Tua Yang"), synthetic=True)
    how: dict[str, object] = {
        "title": "ตำบลตัวอย่าง",
        "origins": [Origin("bmn-2560-2565", 2565, 12, 1), Origin("boundary", None, 3, 0)],
        "made_on": "5 มีนาคม 2565",
        "version": "0.1.0",
    }
    return review.credits_of(area, [Role(title=Text(th="หัวหน้า", en="Head"))], **how | other)  # type: ignore[arg-type]


def measures() -> Measures:
    sums = ["asked", "met", "unknown", "households_asked", "households_met", "households_unknown"]
    row = {"year": 2565, "framework": "bmn-2560", "code": "9", "level": "village"}
    row |= {"place": "99020101", "counts": "household"} | dict(
        zip(sums, [80, 60, 0] * 2, strict=True)
    )
    return disclose(pd.DataFrame([row]), [catalog.rulebook("bmn-2560")])


def test_the_build_document_says_what_from_what(tmp_path: Path) -> None:
    book = catalog.rulebook("bmn-2560")
    source = tmp_path / "จปฐ ของ สมศรี.csv"
    source.write_bytes(b"abc")
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, "abc"
    assert manifest.checksum(source) == known
    text, again = (
        manifest.manifest(
            credits_(),
            measures(),
            [book],
            inputs={"bmn-2560-2565": manifest.checksum(source)},
            outputs={"index.html": "abc"},
        )
        for _ in range(2)
    )
    assert text == again
    told = json.loads(text)
    assert told["inputs"]["bmn-2560-2565"] == {
        "year": 2565,
        "rows_used": 12,
        "rows_set_aside": 1,
        "sha256": known,
    }
    assert told["outputs"] == {"index.html": known}
    assert told["cells"]["exact"] == 1
    assert (told["audience"], told["synthetic"], told["area"]) == ("public", True, "990201")
    for private in (source.name, str(tmp_path), "สมศรี"):
        assert private not in text


def test_other_contents_are_another_build_document() -> None:
    book = catalog.rulebook("bmn-2560")
    texts = {
        manifest.manifest(credits_(), measures(), [book], inputs=i, outputs=o)
        for i in ({}, {"boundary": "0"})
        for o in ({}, {"index.html": "a"}, {"index.html": "b"})
    }
    assert len(texts) == 6


# --- the review ---

ABOUT = Boundary(file="v.geojson", level="village", credit="กลุ่มงาน", licence="CC0-1.0")


def boundaries() -> gpd.GeoDataFrame:
    """Three squares in a row whose borders have more decimals than may be published."""
    edges = [100.123456789, 100.143456789, 100.163456789, 100.183456789]
    shapes = [
        shapely.box(west, 14.0000049, east, 14.0200051) for west, east in itertools.pairwise(edges)
    ]
    return gpd.GeoDataFrame(
        {
            "place": ["99020103", "99020101", "99020102"],
            "name": ["ปลายนา\u202e", " ต้นน้ำ", "<b>กลางทุ่ง</b>"],
            "headman": ["ผู้สมมุติ"] * 3,
        },
        geometry=[shapely.force_3d(one, 7.0) for one in shapes],
        crs=4326,
    )


def decimals(numbers: object) -> int:
    """The most decimals that any number is written with."""
    return max(len(repr(float(n)).partition(".")[2]) for n in numbers)  # type: ignore[attr-defined]


def test_places_have_five_decimals_and_share_their_borders() -> None:
    found = review.places(boundaries(), ABOUT)
    shapes = found.frame.geometry
    points = shapely.get_coordinates(shapes.to_numpy(), include_z=True)
    assert shapely.has_z(shapes.to_numpy()).tolist() == [False] * 3
    assert decimals(points[:, :2].ravel()) <= 5
    assert decimals([*found.frame["label_x"], *found.frame["label_y"]]) <= 5
    by_place = found.frame.set_index("place").geometry
    row = [by_place[code] for code in ("99020103", "99020101", "99020102")]
    for west, east in itertools.pairwise(row):
        border = west.intersection(east)
        assert border.geom_type in {"LineString", "MultiLineString"}
        assert border.length == pytest.approx(0.02001, abs=1e-9)
    assert shapely.union_all(row).area == pytest.approx(sum(one.area for one in row))
    assert all(one.is_valid for one in row)


def test_places_keep_public_columns_only() -> None:
    given_ = boundaries()
    found = review.places(given_, ABOUT)
    columns = {"place", "name", "level", "moo", "label_x", "label_y", "geometry"}
    assert set(found.frame.columns) == columns
    assert found.frame["place"].tolist() == ["99020101", "99020102", "99020103"]
    assert found.frame["name"].tolist() == ["ต้นน้ำ", "<b>กลางทุ่ง</b>", "ปลายนา"]
    assert found.frame["moo"].tolist() == [1, 2, 3]
    assert (found.level, found.credit, found.licence) == ("village", "กลุ่มงาน", "CC0-1.0")
    assert "headman" in given_.columns
    assert found.frame.crs == given_.crs


def test_a_label_stands_inside_its_polygon() -> None:
    given_ = boundaries()
    hook = shapely.from_wkt("POLYGON ((0 0, 3 0, 3 3, 2.8 3, 2.8 0.2, 0 0.2, 0 0))")
    hook = shapely.transform(hook, lambda xy: xy / 100 + [100, 14])
    given_ = given_.set_geometry([hook, *given_.geometry[1:]])
    assert not hook.contains(hook.centroid)
    frame = review.places(given_, ABOUT).frame
    for row in frame.itertuples():
        assert row.geometry.contains(shapely.Point(row.label_x, row.label_y))


def test_tambons_have_no_moo() -> None:
    given_ = boundaries().assign(place=["150101", "150102", "150103"])
    about = ABOUT.model_copy(update={"level": "tambon"})
    assert review.places(given_, about).frame["moo"].isna().all()


def test_polygons_without_names_are_refused() -> None:
    with pytest.raises(StageError):
        review.places(boundaries().drop(columns="name"), ABOUT)


def test_facilities_keep_what_the_schema_calls_public() -> None:
    frame = pd.DataFrame(
        {
            "row": [2, 3],
            "name": ["วัดต้นน้ำ\u2028", None],
            "kind": ["วัด", "โรงเรียน"],
            "note": ["โทรหาผู้ใหญ่", "-"],
            "moo": [1, 2],
            "latitude": [14.0123456, 14.02],
            "longitude": [100.5123456, 100.53],
        }
    )
    schema = catalog.schema("facilities")
    found = review.facilities(frame, schema).frame
    assert found.columns.tolist() == ["name", "kind", "latitude", "longitude"]
    assert found["name"].tolist() == ["วัดต้นน้ำ", ""]
    assert found["latitude"].tolist() == [14.01235, 14.02]
    assert found["longitude"].tolist() == [100.51235, 100.53]
    secret = [f.model_copy(update={"public": f.name == "kind"}) for f in schema.field]
    found = review.facilities(frame, schema.model_copy(update={"field": tuple(secret)})).frame
    assert "name" not in found


def test_the_plan_keeps_its_public_columns() -> None:
    texts = ["programme", "title", "objective", "target", "kpi", "result", "agency"]
    frame = pd.DataFrame({name: [f"{name}\u202e"] for name in texts})
    frame = frame.assign(
        row=15, number=1, budget_2566=38_000.0, budget_2567=0.0, phone="0812345678"
    )
    found = review.plan(frame).frame
    assert set(found.columns) == {"project", *texts, "number", "budget_2566", "budget_2567"}
    assert found[["project", "title", "kpi"]].to_numpy().tolist() == [[1, "title", "kpi"]]
    assert found["budget_2566"].tolist() == [38_000.0]


def test_the_plan_keeps_what_people_said_and_the_lines_of_its_texts() -> None:
    texts = ["programme", "title", "objective", "target", "kpi", "result", "agency"]
    frame = pd.DataFrame({name: ["หมู่ 1\n\u202eหมู่ 2\x07", None] for name in texts}, dtype="string")
    frame = frame.assign(
        project=[1, 2], row=[15, 16], number=[1, 2], ordinance_2566=[1.0, 2.0], strategy="ก",
        source=pd.array(["กองทุน\u202e", None], dtype="string"), kind=["own", None],
        status=[None, "done"], began=pd.array([2566, None], dtype="Int64"), spent=[5.0, None],
    )  # fmt: skip
    located = pd.DataFrame({"project": [1], "place": ["99010101"], "how": ["moo"], "cell": ["F3"]})
    decided = pd.DataFrame({
        "framework": ["b"], "code": ["9"], "place": [""], "project": [1], "serves": [True],
        "by": ["ประชาคม\u202e"], "on": [None], "note": [""], "file": ["trace.toml"],
    })  # fmt: skip
    found = review.plan(frame, located, decided)
    assert found.frame["target"].tolist() == ["หมู่ 1\nหมู่ 2", ""]
    assert found.frame["source"].fillna("-").tolist() == ["กองทุน", "-"]
    assert found.frame["status"].fillna("-").tolist() == ["-", "done"]
    assert {"ordinance_2566", "strategy", "began", "spent"} <= set(found.frame.columns)
    assert found.located.columns.tolist() == ["project", "place", "how"]
    assert "file" not in found.decided.columns
    assert found.decided["by"].tolist() == ["ประชาคม"]


def test_credits_name_roles_and_no_files() -> None:
    found = credits_(title="ตำบลตัวอย่าง\u202e")
    assert found.area_title == "ตำบลตัวอย่าง"
    assert found.roles == (("หัวหน้า", ""),)
    assert [one.role for one in found.sources] == ["bmn-2560-2565", "boundary"]
    assert found.synthetic


@pytest.mark.parametrize(
    "text",
    ["081-234-5678", "081\u200b2345678", "081.234.5678", "(081) 234-5678", "081 - 234 - 5678",
     "0 8123 45678", "0066812345678", "+66 (0) 81 234 5678",
     "๐๘๑-๒๓๔-๕๖๗๘", "081\u00a0234\u00a05678"],
)  # fmt: skip
def test_a_phone_is_found_in_every_dress(text: str) -> None:
    assert kinds(f"โทร {text} ครับ") == ["phone"]


@pytest.mark.parametrize(
    "text",
    ["3012304567\u200b082", "3.0123.04567.08.2", "3 - 0123 - 04567 - 08 - 2", "3-0123-04567 08-2",
     "3 0123  04567 08 2", "3012304567082.0"],
)  # fmt: skip
def test_a_citizen_id_is_found_however_its_groups_are_parted(text: str) -> None:
    assert kinds(f"เลข {text} ค่ะ") == ["citizen_id"]


@pytest.mark.parametrize(
    "text",
    ["2566 2567 2568 2569", "0.25 1234 5678", "งบ 1,234,500 บาท", "100.45123, 14.62345",
     "0.0431654676259", "1-2-3 4567 8901", "10 20 30 40 50 60", "99/123 456 7890", "12.5 081 2"],
)  # fmt: skip
def test_numbers_of_tables_are_no_sign(text: str) -> None:
    assert kinds(text) == []


def test_a_link_to_an_indicator_and_village_is_no_citizen_id() -> None:
    """Thirteen digits with a right check digit by chance; the same digits elsewhere are an id."""
    link = '<a href="#bmn-2560/9/2565/99010107">'
    assert kinds(link, where="maps/index.html") == []
    for where in ("", "trace › link 1", "report.pdf › page 3", "map.geojson", "README.txt"):
        assert kinds(link, where=where) == ["citizen_id"], where
    for text in ("9/2565/99010107", "#9/2565/99010107", "9-2565-99010-10-7", "9256599010107"):
        assert kinds(text, where="index.html") == ["citizen_id"], text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("#a3012304567082/1/2565/99010101", "citizen_id"),
        ("#a-3012304567082/1/2565/99010101", "citizen_id"),
        ("#a-3-0123-04567-08-2/1/2565/99010101", "citizen_id"),
        ("#a-0812345678/9/2565/99010107", "phone"),
        # 2412 is a registry of Chachoengsao: an id cut like a link
        ("#a/3/2412/34567086", "citizen_id"),
        ("https://a.example/#id/9/2565/99010107", "citizen_id"),
    ],
)
@pytest.mark.parametrize("place", ['<a href="{}">', "<p>{}</p>", '{{"url": "{}"}}'])
def test_nothing_of_a_person_hides_in_a_link(text: str, kind: str, place: str) -> None:
    assert kind in kinds(place.format(text), where="index.html")


def test_a_link_is_one_only_where_a_page_writes_it() -> None:
    """What a person typed, quotes escaped as every page does, is no href."""
    link = "#bmn-2560/9/2565/99010107"
    for text in (link, f"ดู {link}", f"href=&quot;{link}&quot;", f'href=\\"{link}\\"'):
        assert kinds(text, where="index.html") == ["citizen_id"], text


def test_a_checksum_is_one_only_in_a_build_document() -> None:
    digits = "a" * 27 + "0812345678" + "b" * 27
    assert len(digits) == 64
    text = f'{{"outputs": {{"a.html": "{digits}"}}}}'
    assert kinds(text, where="build.json") == kinds(text, where="pack/build.json") == []
    for where in ("", "index.html", "rebuild.json", "map.geojson", "build.json › block 0"):
        assert kinds(text, where=where) == ["phone"], where
    assert kinds(f"note {digits}", where="build.json") == ["phone"]
