"""Documents of layers: the shipped ones, a project's own before them, and faults told at once."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

import tambon_gis
from tambon_gis import catalog
from tambon_gis.errors import DocumentError
from tambon_gis.model.document import Text, parse_document
from tambon_gis.model.layer import (
    CARD,
    PALETTES,
    SCHEMES,
    SYMBOLS,
    Classes,
    LayerFile,
    OwnLayer,
    symbol_of,
)
from tambon_gis.render.layers import layers_of
from tambon_gis.render.palettes import looks_of
from tambon_gis.render.web.view_part import view_part
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load
from tambon_gis.thai import has_thai

SHIPPED = Path(tambon_gis.__file__).parent / "documents" / "layers"
VIEW = 'id = "own"\nkind = "shade"\ntitle = { th = "ของเรา", en = "Ours" }\nsource = "ทดสอบ"\n'
POINTS = '[layer]\nid = "own"\nkind = "points"\ntitle = { th = "ของเรา", en = "Ours" }\n'


def read(text: str) -> LayerFile:
    return parse_document(LayerFile, text, name="own.toml")


def faults(text: str, lang: str = "th") -> str:
    """What is told of a document that cannot be used."""
    with pytest.raises(DocumentError) as caught:
        read(text)
    return caught.value.tell(lang)


def project(folder: Path, **documents: str) -> Path:
    """A project with layer documents."""
    (folder / "layers").mkdir(parents=True)
    for name, text in documents.items():
        (folder / "layers" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_a_shipped_layer_explains_itself_in_thai(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# ")
    assert has_thai(text.split("\n")[0])
    found = read(text)
    assert found.id == path.stem
    if found.view is not None:
        assert has_thai(found.view.source)


def texts(value: object) -> list[Text]:
    """Every text of a document, however deep."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, tuple):
        return [text for inner in value for text in texts(inner)]
    return (
        texts({n: getattr(value, n) for n in type(value).model_fields})
        if hasattr(type(value), "model_fields")
        else []
    )


def test_every_text_speaks_both_languages() -> None:
    found = [text for one in (*catalog.views(), *catalog.own_layers()) for text in texts(one)]
    assert len(found) > 25
    for text in found:
        assert has_thai(text.th)
        assert not has_thai(text.en)


def test_the_shipped_views_are_one_of_each_kind_with_usable_looks() -> None:
    views = catalog.views()
    assert [one.kind for one in views] == list(PALETTES)
    assert not any(one.tied for one in views)
    assert views[0].card == CARD
    for one in views:
        assert one.colours in PALETTES[one.kind]
        looks_of(one)


def test_what_a_comment_offers_can_be_taken_up() -> None:
    """Lines that are commented out as examples are themselves right."""
    lines = (SHIPPED / "shade.toml").read_text("utf-8").split("\n")
    taken = [
        re.sub(r"^# ", "", line)
        if re.match(r"# (source|titles|colour|mark|title|\[view|\"bmn)", line)
        else line
        for line in lines
    ]
    found = parse_document(LayerFile, "\n".join(taken), name="shade.toml").view
    assert found is not None
    assert found.classes.policy == {"bmn-2560/22": (5, 10)}
    assert len(found.classes.titles) == 3
    assert looks_of(found).titles["no_data"].th == "ยังไม่ได้สำรวจ"


@pytest.mark.parametrize(
    ("kind", "symbol"),
    [
        ("วัด", "temple"),
        ("สำนักสงฆ์", "temple"),
        ("Temple", "temple"),
        ("มัสยิด", "mosque"),
        ("โรงเรียนวัด", "school"),
        ("ศูนย์พัฒนาเด็กเล็ก", "school"),
        ("รพ.สต.", "health"),
        ("โรงพยาบาลส่งเสริมสุขภาพตำบล", "health"),
        ("แหล่งน้ำ", "water"),
        ("ประปาหมู่บ้าน", "water"),
        ("ตลาดน้ำ", "market"),
        ("อบต.", "office"),
        ("สถานีตำรวจ", "police"),
        ("จุดเสี่ยงน้ำท่วม", "hazard"),
        ("ลานกีฬา", "other"),
        ("", "other"),
    ],
)
def test_facilities_take_the_symbol_of_their_kind(kind: str, symbol: str) -> None:
    found = symbol_of(kind, catalog.own_layer("facilities"))
    assert found is not None
    assert found.symbol == symbol


def test_facilities_name_known_symbols_once() -> None:
    symbols = [one.symbol for one in catalog.own_layer("facilities").symbol]
    assert len(set(symbols)) == len(symbols)
    assert set(symbols) <= set(SYMBOLS)
    assert symbols[-1] == "other"


def test_no_symbol_without_one_for_the_rest() -> None:
    one = '[[layer.symbol]]\nsymbol = "water"\ntitle = { th = "น้ำ", en = "Water" }\nwords = ["น้ำ"]'
    text = f'{POINTS}by = "kind"\n{one}'
    layer = read(text).layer
    assert layer is not None
    assert symbol_of("วัด", layer) is None


def test_a_project_comes_first_and_takes_the_place_of_a_shipped_layer(tmp_path: Path) -> None:
    own = (SHIPPED / "shade.toml").read_text("utf-8").replace('"YlOrBr"', '"Blues"')
    said = 'source = "ทดสอบ"\ntitle = { th = "ของเรา", en = "Ours" }'
    tied = 'indicator = "bmn-2560/1"\nsecond = "bmn-2560/22"'
    pair = f'[view]\nid = "both"\nkind = "pair"\n{said}\n{tied}'
    other = f'[view]\nid = "aa"\nkind = "circles"\n{said}'
    roads = """[layer]
id = "roads"
kind = "lines"
title = { th = "ถนน", en = "Roads" }
source = { file = "inputs/roads.shp" }
"""
    home = project(tmp_path, shade=own, both=pair, roads=roads, aa=other)
    assert [one.id for one in catalog.views(folders=[home])] == [
        "shade",
        "aa",
        "circles",
        "change",
        "pair",
        "both",
    ]
    assert catalog.view("shade", folders=[home]).palette == "Blues"
    assert catalog.view("shade").palette == "YlOrBr"
    assert [one.id for one in catalog.own_layers(folders=[home])] == ["roads", "facilities"]
    found = catalog.own_layer("roads", folders=[home])
    assert found.source is not None
    assert found.source.file == "inputs/roads.shp"
    assert "both" in catalog.names("layers", folders=[home])


def test_a_name_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(DocumentError) as caught:
        catalog.view("facilities")
    assert "shade, circles, change, pair" in str(caught.value)
    with pytest.raises(DocumentError, match="facilities"):
        catalog.own_layer("shade")


def test_the_id_is_the_name_of_the_file(tmp_path: Path) -> None:
    home = project(tmp_path, mine=f"[view]\n{VIEW}")
    with pytest.raises(DocumentError) as caught:
        catalog.views(folders=[home])
    assert caught.value.code == "layerdocs.name"
    assert "mine.toml" in str(caught.value)
    assert "own" in caught.value.tell("en")


@pytest.mark.parametrize("text", ["", f"[view]\n{VIEW}{POINTS}"])
def test_a_file_is_a_view_or_a_layer(text: str) -> None:
    assert "[view]" in faults(text)
    assert "[layer]" in faults(text, "en")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('palette = "RdYlGn"', "YlOrBr, Blues, YlGnBu"),
        ('second = "bmn-2560/1"', "second"),
        ('indicator = "bmn-2560"', "ชุดเกณฑ์/รหัสข้อ"),
        ('indicator = "16"', "ชุดเกณฑ์/รหัสข้อ"),
        ('card = ["value", "income"]', "value, counts, interval, rank, trend, unknown"),
        ('indicator = "bmn-2560/1"\n[view.look.zero]\ncolour = "#ffffff"', "ไม่ผูกกับตัวชี้วัด"),
        ("colour = 3", "ไม่รู้จักรายการ “colour”"),
        ('[view.classes]\nscheme = "NaturalBreaks"', "FisherJenks"),
        ("[view.classes]\ncount = 8", "ไม่มากกว่า 7"),
        ("[view.classes]\nbreaks = [10, 5]", "10, 5"),
        ("[view.classes]\nbreaks = [5, 5]", "5, 5"),
        ("[view.classes]\nbreaks = [0, 5]", "0, 5"),
        ("[view.classes]\nbreaks = [5, 100]", "5, 100"),
        ("[view.classes]\nbreaks = [5.25]", "5.25"),
        ("[view.classes]\nbreaks = []", "[]"),
        ("[view.classes]\nbreaks = [1, 2, 3, 4, 5, 6, 7]", "1 ถึง 6 ค่า"),
        ("[view.classes]\nbreaks = [nan]", "nan"),
        ('[view.classes.policy]\n"bmn-2560/16" = [5]', "source"),
        ('[view.classes]\nsource = "มติ"\n[view.classes.policy]\n"16" = [5]', "ชุดเกณฑ์/รหัสข้อ"),
        ('[view.classes]\ntitles = [{ th = "ก", en = "a" }]', "titles มี 1 คำ"),
        ('[view.classes]\nbreaks = [5]\ntitles = [{ th = "ก", en = "a" }]', "titles มี 1 คำ"),
        ('[view.look.hidden]\ncolour = "red"', "#d85a08"),
        ('[view.look.hidden]\ncolour = "#aabbcc"\nmark = "#AABBCC"', "hidden.mark"),
        ('[view.look.zero]\nmark = "#aabbcc"', "zero"),
        (
            '[view.look.zero]\ncolour = "#aabbcc"\n[view.look.few]\ncolour = "#aabbcc"',
            "“zero” กับ “few”",
        ),
        ('[view.look.exact]\ncolour = "#aabbcc"', "zero, zero_band"),
    ],
)
def test_a_view_that_cannot_be_drawn_is_refused(more: str, told: str) -> None:
    assert told in faults(f"[view]\n{VIEW}{more}")
    assert faults(f"[view]\n{VIEW}{more}", "en") != faults(f"[view]\n{VIEW}{more}")


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ('indicator = "bmn-2560/1"', True),
        ('second = "bmn-2560/1"', True),
        ('indicator = "bmn-2560/1"\nsecond = "bmn-2560/1"', True),
        ('indicator = "bmn-2560/1"\nsecond = "bmn-2560/22"', False),
        ("", False),
    ],
)
def test_a_pair_has_two_different_indicators_or_none(more: str, refused: bool) -> None:  # noqa: FBT001
    text = f"[view]\n{VIEW.replace('shade', 'pair')}{more}"
    if refused:
        assert "indicator และ second" in faults(text)
    else:
        assert read(text).view is not None


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("hatched = true", "areas"),
        ("dashed = true", "lines, areas"),
        ("width = 40", "ไม่มากกว่า 12"),
        ('colour = "blue"', "#d85a08"),
        ('[[layer.symbol]]\nsymbol = "rocket"\ntitle = { th = "ก", en = "a" }', "temple"),
        ('[[layer.symbol]]\nsymbol = "water"\ntitle = { th = "ก", en = "a" }\nwords = ["ก"]', "by"),
        (
            '[[layer.symbol]]\nsymbol = "water"\ntitle = { th = "ก", en = "a" }\n' * 2,
            "รายการเดียว",
        ),
        ('[layer.source]\nfile = "C:/roads.shp"', "tambon.toml"),
    ],
)
def test_a_layer_that_cannot_be_drawn_is_refused(more: str, told: str) -> None:
    assert told in faults(POINTS + more)


def test_symbols_are_for_points() -> None:
    text = POINTS.replace("points", "lines")
    more = '[[layer.symbol]]\nsymbol = "water"\ntitle = { th = "ก", en = "a" }'
    assert "points" in faults(text + more)


def test_all_faults_are_told_at_once() -> None:
    text = f"""[view]
{VIEW}palette = "RdYlGn"
colour = "red"
indicator = "16"
[view.classes]
breaks = [40, 20]
scheme = "NaturalBreaks"
[view.look.zero]
mark = "#aabbccdd"
"""
    told = faults(text)
    for part in (
        "colour",
        "view › indicator",
        "view › classes › breaks",
        "40, 20",
        "NaturalBreaks",
        "#aabbccdd",
    ):
        assert part in told
    wrong = 'palette = "RdYlGn"\nsecond = "bmn-2560/1"\n[view.look.zero]\nmark = "#aabbcc"'
    both = f"[view]\n{VIEW}{wrong}"
    assert all(part in faults(both) for part in ("RdYlGn", "second", "zero"))


def test_colours_may_be_written_in_capitals() -> None:
    found = read(POINTS + 'colour = "#AABBCC"').layer
    assert isinstance(found, OwnLayer)
    assert found.colour == "#aabbcc"


def test_every_scheme_that_is_offered_can_be_asked_for() -> None:
    assert [Classes(scheme=name).scheme for name in SCHEMES] == list(SCHEMES)
    assert not {"NaturalBreaks", "FisherJenksSampled", "JenksCaspallSampled", "MaxP"} & set(SCHEMES)


def test_a_project_changes_its_map_without_touching_the_core(tmp_path: Path) -> None:
    home = shutil.copytree(Path(__file__).parent / "data" / "small", tmp_path / "small")
    own = (SHIPPED / "shade.toml").read_text("utf-8").replace('"YlOrBr"', '"Blues"')
    own = own.replace('scheme = "ladder"', "breaks = [12.5, 33.3]")
    pair = (SHIPPED / "pair.toml").read_text("utf-8").replace('id = "pair"', 'id = "both"')
    pair += 'indicator = "bmn-2560/1"\nsecond = "bmn-2560/22"\n'
    project(home, shade=own, both=pair)
    content = gather(load(home), today=dt.date(2023, 3, 5))
    codes = [str(code) for code in content.places.frame["place"]]
    layers = layers_of(
        content.measures,
        content.rulebooks,
        codes,
        content.credits.area_code,
        views=content.views,
    )
    filled = [layer for layer in layers if layer.cells]
    assert {(layer.palette, layer.breaks) for layer in filled} == {("Blues", (12.5, 33.3))}
    shown = view_part(content, layers, lang="th")["list"]
    assert [one["id"] for one in shown] == ["shade", "circles", "change", "pair", "both"]
    assert [layers[shown[-1][end]].indicator.code for end in ("indicator", "second")] == ["1", "22"]
