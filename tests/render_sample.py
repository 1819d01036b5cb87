"""A made-up tambon of sealed parts for tests of the page: 11 villages, two rulebooks, three years.

Only tests may seal by hand. Numbers come from a fixed rule, so that any cell can be worked out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from tambon_gis import catalog
from tambon_gis.analysis import derived
from tambon_gis.model.document import Text, parse_document
from tambon_gis.model.layer import OwnLayer, Symbol
from tambon_gis.model.planned import Choice, Health, Plan, Record, Trail
from tambon_gis.model.process import Due, Meeting, Topics
from tambon_gis.model.process import Step as ProcessStep
from tambon_gis.model.project import Target
from tambon_gis.model.rulebook import Indicator, Rulebook
from tambon_gis.model.sealed import (
    Credits,
    Disclosure,
    Facilities,
    Left,
    Measures,
    Origin,
    Places,
    Pyramid,
    Tale,
    Vectors,
    seal,
)
from tambon_gis.model.story import Step, Story
from tambon_gis.model.trace import Scenario
from tambon_gis.render.content import Content

AREA = "990101"
YEARS = (2563, 2564, 2565)
NAMES = ("บ้านหนองน้ำใส", "บ้านทุ่งกี่ทอง", "บ้านปู่เจ้า", "บ้านญี่ปุ่นเก่า", "บ้านหัวไผ่", "บ้านที่ดอน",
         "บ้านฐานทัพ", "บ้านหนองน้ำใส", "บ้านท่าข้าม", "บ้านโคกสูง", "บ้านใหม่สามัคคี")  # fmt: skip
CODES = tuple(f"{AREA}{moo:02d}" for moo in range(1, len(NAMES) + 1))
#: Households asked in each village; moo 11 is smaller than the threshold.
ASKED = (212, 188, 144, 96, 205, 231, 310, 178, 122, 264, 8)


@cache
def rulebook(name: str) -> Rulebook:
    """A shipped rulebook."""
    text = (files("tambon_gis") / "documents" / "rulebooks" / f"{name}.toml").read_text("utf-8")
    return parse_document(Rulebook, text, name=name)


def places(names: tuple[str, ...] = NAMES, *, seed: int = 7) -> Places:
    """Villages as cells around scattered points inside a rounded outline."""
    chance = np.random.default_rng(seed)
    outline = shapely.Point(100.45, 14.62).buffer(0.05)
    outline = shapely.transform(
        outline, lambda xy: (xy - [100.45, 14.62]) * [1.25, 0.9] + [100.45, 14.62]
    )
    points = _spread(outline, len(names), chance)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=outline).geoms
    cells = sorted(
        (c.intersection(outline) for c in cells), key=lambda c: (-c.centroid.y, c.centroid.x)
    )
    shapes = [shapely.set_precision(cell.segmentize(0.004), 1e-5) for cell in cells]
    inside = [shapely.maximum_inscribed_circle(shape).coords[0] for shape in shapes]
    frame = gpd.GeoDataFrame(
        {
            "place": [f"{AREA}{moo:02d}" for moo in range(1, len(names) + 1)],
            "level": "village",
            "name": list(names),
            "moo": list(range(1, len(names) + 1)),
            "label_x": [x for x, _ in inside],
            "label_y": [y for _, y in inside],
        },
        geometry=shapes,
        crs="EPSG:4326",
    )
    return seal(
        Places, frame=frame, level="village", credit="แผนที่ทำมือของคณะทำงาน (สมมุติ)", licence="CC0"
    )


def cell(place: int, number: int, year: int, *, sensitive: bool) -> dict[str, object]:
    """One village cell of จปฐ., by rule: failing grows with the indicator and shrinks by year."""
    asked = ASKED[place]
    failing = (
        (number * 7 + place * 11) % 23 * asked // (60 + 30 * (year - 2563))
        if number % 4
        else place % 3 * 2
    )
    unknown = ("under_5", "5_to_20", "over_20")[place % 3]
    base: dict[str, object] = {
        "asked": float(asked),
        "households": float(asked),
        "unknown": unknown,
    }
    if asked < 10:
        return {"form": "hidden"}
    if failing == 0:
        return (
            base
            | {"form": "zero_band" if sensitive else "zero"}
            | ({} if sensitive else {"failing": 0.0, "share": 0.0})
        )
    if failing < 5:
        return base | {"form": "few"}
    if asked - failing < 5:
        return base | {"form": "most"}
    share = 100 * failing / asked
    return base | {
        "form": "exact",
        "failing": float(failing),
        "share": round(share, 1) if asked >= 100 else float(round(share)),
    }


def measures(
    books: tuple[Rulebook, ...], *, audience: str = "public", codes: tuple[str, ...] = CODES
) -> Measures:
    """Every cell of จปฐ. in three years and of กชช. 2ค in one."""
    bmn, nrd = books
    sensitive = [one for one in bmn.indicator if one.sensitive]
    shown = sensitive[-1].code
    rows = []
    for one, year in product(bmn.indicator, YEARS):
        rows += _survey_rows(one, year, codes, withheld=one.sensitive and one.code != shown)
    for one in nrd.indicator:
        rows += _score_rows(one, codes)
    frame = pd.DataFrame(rows)
    for name in ("asked", "failing", "share", "households", "score"):
        frame[name] = pd.to_numeric(frame[name]).astype(float)
    frame["unknown"] = frame["unknown"].fillna("")
    villages = frame[frame["level"] == "village"]
    forms = {str(form): int(n) for form, n in villages["form"].value_counts().items()}
    told = Disclosure(
        forms=forms,
        coloured=1 - forms.get("hidden", 0) / len(villages),
        smallest_asked=10,
        smallest_cell=5,
        left=tuple(
            Left("bmn-2560", one.code, one.code == shown, "ประชาคมตำบล", dt.date(2023, 3, 1))
            if one.code == shown
            else Left("bmn-2560", one.code, shown=False)
            for one in sensitive
        ),
    )
    return seal(Measures, frame=frame, disclosure=told, audience=audience)


def topics() -> Topics:
    """The processes and topics that the package ships."""
    text = (files("tambon_gis") / "documents" / "topics" / "five-topics.toml").read_text("utf-8")
    return parse_document(Topics, text, name="five-topics")


def content(*, audience: str = "public", names: tuple[str, ...] = NAMES) -> Content:
    """A whole page."""
    books = (rulebook("bmn-2560"), rulebook("nrd2c"))
    cells, land, offered = measures(books, audience=audience), places(names), facilities()
    target = Target(indicator="bmn-2560/9", failing=5, source="มติประชาคม (สมมุติ)")
    return Content(
        measures=cells,
        places=land,
        facilities=offered,
        plan=plan(),
        credits=credit(),
        rulebooks=books,
        standing=derived.standing(cells),
        aspects=derived.aspects(cells, catalog.composite("five-aspects"), books),
        pyramid=pyramid(),
        reach=derived.reach(land, offered),
        vectors=vectors(),
        views=catalog.views(),
        tale=tale(),
        targets={"bmn-2560/9": target},
        trail=trail(),
        record=record(),
        topics=topics(),
    )


BANDS = (("0-14", 0), ("15-29", 15), ("30-44", 30), ("45-59", 45), ("60+", 60))


def pyramid() -> Pyramid:
    """Persons of every village but the smallest: one rule for all, so that any bar can be told."""
    rows = [
        (code, band, first, sex, 20 + 3 * place + 5 * step + sex)
        for place, code in enumerate(CODES[:-1])
        for step, (band, first) in enumerate(BANDS)
        for sex in (1, 2)
    ]
    rows.append((CODES[-1], None, None, None, None))
    frame = pd.DataFrame(rows, columns=["place", "band", "first_age", "sex", "persons"])
    whole = dict.fromkeys(("first_age", "sex", "persons"), "Int64")
    return seal(Pyramid, frame=frame.astype(whole))


def vectors() -> tuple[Vectors, ...]:
    """A river, a flood area and two works of the group."""
    river = OwnLayer(
        id="river", kind="lines", title=_text("แม่น้ำลำคลอง", "Rivers"), colour="#2b7bba",
        label="name", below=True,
    )  # fmt: skip
    flood = OwnLayer(
        id="flood", kind="areas", title=_text("พื้นที่น้ำท่วม", "Flood area"), colour="#2b5f9e",
        hatched=True, card={"depth": _text("ความลึก", "Depth")},
    )  # fmt: skip
    bank = Symbol(symbol="works", title=_text("ธนาคารขยะ", "Waste bank"), words=("ขยะ",))
    works = OwnLayer(
        id="works", kind="points", title=_text("งานของกลุ่ม", "Works of the group"), label="name",
        by="kind", symbol=(bank, Symbol(symbol="other", title=_text("อื่น ๆ", "Other"))),
    )  # fmt: skip
    line = shapely.LineString([(100.40, 14.60), (100.43, 14.61), (100.46, 14.63), (100.50, 14.64)])
    points = [shapely.Point(100.45, 14.62), shapely.Point(100.47, 14.63)]
    named = {"name": ["ธนาคารขยะบ้านหัวไผ่", "สวนรวมใจ"], "kind": ["ธนาคารขยะ", "สวน"]}
    shapes = (
        (river, {"name": ["คลองสาธิต"]}, [line]),
        (flood, {"depth": ["50 ซม."]}, [shapely.box(100.44, 14.61, 100.46, 14.63)]),
        (works, named, points),
    )
    return tuple(
        seal(Vectors, frame=gpd.GeoDataFrame(columns, geometry=found, crs="EPSG:4326"), layer=layer)
        for layer, columns, found in shapes
    )


def tale() -> Tale:
    """Three steps: the area, a layer with a place, a village sheet."""
    steps = (
        Step(
            title=_text("ตำบลของเรา", "Our tambon"),
            text=_text("สำรวจครบทุกหมู่บ้าน", "Every village was surveyed"),
        ),
        Step(
            title=_text("เรื่องที่ต้องแก้ก่อน", "What to mend first"),
            text=_text("หมู่ 3 ตกเกณฑ์มากกว่าหมู่อื่น", "Moo 3 fails more than others"),
            layer="bmn-2560/9",
            year=2564,
            place=CODES[2],
        ),
        Step(
            title=_text("บ้านหัวไผ่", "Ban Hua Phai"),
            text=_text("ใบข้อมูลของหมู่ 5", "The sheet of moo 5"),
            place=CODES[4],
            sheet=True,
        ),
    )
    story = Story(title=_text("คุณภาพชีวิตตำบลสาธิต", "Quality of life in Sathit"), step=steps)
    return seal(Tale, story=story, draft=False)


def _text(th: str, en: str) -> Text:
    """A text in both languages."""
    return Text(th=th, en=en)


def grid(side: int) -> Content:
    """Many square places; only the first eleven were surveyed."""
    made = content()
    cells = [(x, y) for y in range(side) for x in range(side)]
    frame = gpd.GeoDataFrame(
        {
            "place": [f"{AREA}{i + 1:02d}" for i in range(len(cells))],
            "level": "tambon",
            "name": [f"ตำบล {i}" for i in range(len(cells))],
            "moo": pd.Series([None] * len(cells), dtype=object),
            "label_x": [100 + 0.1 * x + 0.05 for x, _ in cells],
            "label_y": [14 + 0.1 * y + 0.05 for _, y in cells],
        },
        geometry=[
            shapely.box(100 + x / 10, 14 + y / 10, 100.1 + x / 10, 14.1 + y / 10) for x, y in cells
        ],
        crs="EPSG:4326",
    )
    places = seal(Places, frame=frame, level="tambon", credit="", licence="")
    return replace(made, places=places)


def facilities() -> Facilities:
    """Five public places, one of a kind of its own."""
    rows = [
        ("วัดหัวไผ่", "วัด", 14.631, 100.452),
        ("โรงเรียนวัดหัวไผ่", "โรงเรียน", 14.622, 100.447),
        ("รพ.สต.สาธิต", "รพ.สต.", 14.612, 100.471),
        ("หนองน้ำใส", "แหล่งน้ำ", 14.643, 100.433),
        ("ตลาดเย็น", "ตลาด", 14.602, 100.442),
    ]
    frame = pd.DataFrame(rows, columns=["name", "kind", "latitude", "longitude"])
    return seal(Facilities, frame=frame)


def plan() -> Plan:
    """Three projects in two programmes; the third names one village."""
    frame = pd.DataFrame(
        {
            "project": [1, 2, 3],
            "programme": ["แผนงานสาธารณสุข", "แผนงานสาธารณสุข", "แผนงานเคหะและชุมชน"],
            "number": [1, 2, 1],
            "title": ["ตรวจสุขภาพประจำปี", "ส่งเสริมการออกกำลังกายในหมู่บ้าน", "ขยายเขตประปาหมู่บ้าน หมู่ที่ 4"],
            "objective": ["เพื่อตรวจสุขภาพ", "เพื่อให้แข็งแรง", "เพื่อให้มีน้ำใช้"],
            "target": ["ผู้มีอายุ 35 ปีขึ้นไปทุกหมู่บ้าน", "หมู่ที่ 1-11", "ท่อประปายาว 1,200 เมตร"],
            "kpi": ["ร้อยละ 95", "ร้อยละ 80", "ร้อยละ 98"],
            "result": ["สุขภาพดี", "แข็งแรง", "มีน้ำใช้"],
            "agency": ["รพ.สต.สาธิต", "อบต.สาธิต", "อบต.สาธิต"],
            "budget_2566": [50000, 20000, 0],
            "budget_2567": [50000, np.nan, 850000],
            "source": ["กองทุนสุขภาพตำบล", None, "เงินอุดหนุนเฉพาะกิจ"],
            "kind": ["joint", "own", "asked"],
            "status": ["running", "planned", "done"],
            "began": pd.array([2565, None, 2564], dtype="Int64"),
            "spent": [48000.0, np.nan, 840000.0],
        }
    )
    every = [(project, code, how) for project, how in ((1, "all"), (2, "moo")) for code in CODES]
    located = pd.DataFrame([*every, (3, CODES[3], "moo")], columns=["project", "place", "how"])
    decided = pd.DataFrame(
        {
            "framework": ["bmn-2560"],
            "code": ["10"],
            "place": [""],
            "project": [3],
            "serves": [True],
            "by": ["ที่ประชุมคณะทำงาน"],
            "on": [dt.date(2023, 2, 1)],
            "note": [""],
        }
    )
    return seal(Plan, frame=frame, located=located, decided=decided)


def trail() -> Trail:
    """Four problems by hand: served, proposed, open twice; a project without any; a double."""
    cells = [(3, "10"), (0, "6"), (8, "10"), (6, "9")]
    rows = []
    for n, (place, code) in enumerate(cells, start=1):
        one = cell(place, int(code), 2565, sensitive=False)
        share, failing = one.get("share", 20.0) / 100, one.get("failing", 20)
        rows.append(
            {
                "need": n, "framework": "bmn-2560", "code": code, "year": 2565, "level": "village",
                "place": CODES[place], "form": "exact",
                "unit": "person" if code == "6" else "household",
                "share": share, "share_low": share, "share_high": share, "target": 0.0,
                "gap": 100 * share, "cases": failing, "cases_low": failing, "cases_high": failing,
                "score": 100 * share * failing, "rank": 1 if code == "6" else n - (n > 2),
                "state": ("served", "proposed", "open", "open")[n - 1],
            }
        )  # fmt: skip
    links = pd.DataFrame(
        {
            "need": [1, 2, 3],
            "project": [3, 1, 3],
            "state": ["confirmed", "proposed", "refused"],
            "by_place": [True, True, False],
            "words": ["ประปา", "ตรวจสุขภาพ", "ประปา"],
            "likeness": [0.4, 0.5, 0.4],
            "by": ["ที่ประชุมคณะทำงาน", "", "ที่ประชุมคณะทำงาน"],
            "on": [dt.date(2023, 2, 1), None, dt.date(2023, 2, 1)],
            "note": ["", "", "ท่อไปไม่ถึง"],
        }
    )
    needs = pd.DataFrame(rows)
    first, second = (float(needs["cases"].iloc[at]) for at in (0, 1))
    projects = pd.DataFrame(
        {
            "project": [1, 2, 3],
            "state": ["proposed", "bare", "evident"],
            "needs": [1, 0, 1],
            "cases": [second, np.nan, first],
            "cases_low": [second, np.nan, first],
            "cases_high": [second, np.nan, first],
            "unit": ["person", "", "household"],
            "budget": [100000.0, 20000.0, 850000.0],
            "per_case": [100000 / second, np.nan, 850000 / first],
            "why": ["", "below", ""],
            "about": ["bmn-2560/6", "bmn-2560/7", "bmn-2560/10"],
        }
    )
    doubles = pd.DataFrame(
        {"project": [1], "other": [2], "need": pd.array([None], dtype="Int64"), "likeness": [0.7],
         "agencies": [True]}
    )  # fmt: skip
    follow = pd.DataFrame(
        {
            "project": [3, 1],
            "framework": ["bmn-2560", "bmn-2560"],
            "code": ["10", "6"],
            "place": [CODES[3], ""],
            "earlier": [2564, 2565],
            "later": pd.array([2565, None], dtype="Int64"),
            "share_earlier": [0.3, 0.2],
            "share_later": [0.2, np.nan],
            "points": [-10.0, np.nan],
            "points_low": [-18.0, np.nan],
            "points_high": [-1.5, np.nan],
            "told": ["better", "waiting"],
        }
    )
    scenario = Scenario(title="งบห้าแสนบาท", budget=500_000)
    bought = pd.DataFrame(
        {
            "project": [3, 1],
            "cost": [850000.0, 100000.0],
            "value": [900.0, 400.0],
            "rank": [1, 2],
            "plain": [False, False],
            "best": [False, True],
            "reason": ["too_dear", "fits_left"],
            "other": pd.array([None, None], dtype="Int64"),
        }
    )
    choice = Choice(scenario, bought, 0.0, 100000.0, 0.0, 400.0)
    return seal(
        Trail, needs=needs, links=links, projects=projects, doubles=doubles, follow=follow,
        choices=(choice,),
    )  # fmt: skip


def record() -> Record:
    """Two processes told, a meeting, two things due, two inputs."""
    return seal(
        Record,
        steps=(
            ProcessStep(number=1, began=dt.date(2022, 8, 1), ended=dt.date(2022, 8, 20),
                        note="ประชุมชี้แจงข้อมูล จปฐ."),
            ProcessStep(number=3, began=dt.date(2022, 9, 1)),
        ),
        meetings=(
            Meeting(on=dt.date(2022, 8, 5), title="ประชุมคณะทำงาน", process=1,
                    role=("ประธานคณะทำงาน",), people=25, decided=("ใช้ จปฐ. สามปี",)),
        ),
        due=(
            Due(on=dt.date(2023, 6, 1), what="สำรวจ จปฐ. 2566", role="ผู้บันทึกข้อมูล"),
            Due(on=dt.date(2022, 12, 1), what="ส่งแผนให้อำเภอ", done=True),
        ),
        health=(
            Health("bmn-2560-2565", "", 2565, 1, 11, 11, 2, 3, 2566),
            Health("plan", "", None, None, 0, 11, 0, 0),
        ),
    )  # fmt: skip


def credit(**changes: object) -> Credits:
    """Words beside the page."""
    parts: dict[str, object] = {
        "area_code": AREA,
        "area_title": "ตำบลสาธิต อำเภอสาธิต จังหวัดสาธิต",
        "synthetic": True,
        "roles": (("ประธานคณะทำงาน", "นำเสนอและรับรองข้อมูล"), ("ผู้บันทึกข้อมูล", "ตรวจและบันทึกแบบสอบถาม")),
        "sources": (
            Origin("boundary", None, 11, 0),
            *(Origin(f"bmn-2560-{year}", year, 1958, 3) for year in YEARS),
            Origin("nrd2c-2564", 2564, 11, 0),
            Origin("facilities", None, 5, 0),
            Origin("plan", None, 3, 0),
        ),
        "made_on": "5 มีนาคม 2566",
        "version": "0.1.0",
    }
    return seal(Credits, **(parts | changes))


def _spread(outline: shapely.Geometry, count: int, chance: np.random.Generator) -> np.ndarray:
    """Points that keep their distance."""
    west, south, east, north = outline.bounds
    points: list[np.ndarray] = []
    while len(points) < count:
        point = chance.uniform((west, south), (east, north))
        if shapely.contains_xy(outline, *point) and all(
            np.hypot(*(point - p)) > 0.018 for p in points
        ):
            points.append(point)
    return np.array(points)


def _survey_rows(
    one: Indicator, year: int, codes: tuple[str, ...], *, withheld: bool
) -> list[dict[str, object]]:
    """Village rows, unless withheld, and the row of the tambon."""
    base = {
        "year": year,
        "framework": "bmn-2560",
        "code": one.code,
        "counts": one.counts,
        "score": None,
    }
    cells = [cell(i, int(one.code), year, sensitive=one.sensitive) for i in range(len(codes))]
    failing = sum(float(c.get("failing", 0) or 0) for c in cells) + 6
    total = {"form": "exact", "asked": 1958.0, "households": 1958.0, "failing": failing,
             "share": round(100 * failing / 1958, 1), "unknown": "under_5"}  # fmt: skip
    rows = (
        []
        if withheld
        else [
            base | {"level": "village", "place": code} | c
            for code, c in zip(codes, cells, strict=True)
        ]
    )
    return [*rows, base | {"level": "tambon", "place": AREA} | total]


def _score_rows(one: Indicator, codes: tuple[str, ...]) -> list[dict[str, object]]:
    """Scores of กชช. 2ค: moo 6 has none."""
    base = {
        "year": 2564,
        "framework": "nrd2c",
        "code": one.code,
        "counts": "village",
        "unknown": "",
    }
    rows = [
        base
        | {"level": "village", "place": code}
        | (
            {"form": "no_data"}
            if i == 5
            else {"form": "exact", "asked": 1.0, "score": float((i + int(one.code)) % 3 + 1)}
        )
        for i, code in enumerate(codes)
    ]
    problems = sum(row.get("score") == 1.0 for row in rows)
    total = {
        "form": "exact",
        "asked": 10.0,
        "failing": float(problems),
        "share": float(10 * problems),
    }
    return [*rows, base | {"level": "tambon", "place": AREA} | total]
