"""Rulebooks as authors get them wrong: each mistake is told in plain words, with its indicator."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tambon_gis import catalog
from tambon_gis.errors import DocumentError
from tambon_gis.model.document import parse_document
from tambon_gis.model.rulebook import Rulebook
from tambon_gis.study.codebook import check
from tambon_gis.thai import has_thai

SOUND = """
[rulebook]
id = "ours"
title = { th = "ก", en = "a" }
short = { th = "ก", en = "a" }
unit = "household"
years = [2564, 2570]
source = { th = "-", en = "-" }
status = "verified"

[constants]
line = { value = 15, unit = "ลิตร (litres)", source = "-" }

[scores]
problem = 1
best = 2
titles.1 = { th = "ก", en = "a" }
titles.2 = { th = "ข", en = "b" }

[[dimension]]
id = "d"
title = { th = "ก", en = "a" }

[[level]]
id = "1"
title = { th = "ก", en = "a" }
when = "count_score_1 >= line"

[[indicator]]
code = "1"
id = "water"
title = { th = "ก", en = "a" }
short = { th = "ก", en = "a" }
dimension = "d"
counts = "household"
needs = ["litres", "members"]
applies = "members >= 1"
meets = "litres / members >= line"

[[indicator]]
code = "2"
id = "signal"
title = { th = "ก", en = "a" }
short = { th = "ก", en = "a" }
dimension = "d"
counts = "household"
needs = ["calls"]
bands = [{ score = 1, when = "calls = 0" }, { score = 2 }]

[[indicator]]
code = "3"
id = "elders"
title = { th = "ก", en = "a" }
short = { th = "ก", en = "a" }
dimension = "d"
counts = "person"
given = { target = "elders", fail = "lonely" }
same_as = ["bmn-2560/27"]
[indicator.person]
needs = ["age", "lonely"]
where = "age >= 60"
meets = "lonely = 0"

[[indicator]]
code = "4"
id = "waste"
title = { th = "ก", en = "a" }
short = { th = "ก", en = "a" }
dimension = "d"
counts = "household"
given = { answer = "sorts" }
"""
#: What an author writes instead -> what is told: the place, and the words that matter.
MISTAKES = [
    ("years = [2564, 2570]", "years = [2570, 2564]", "rulebook › years", "2570"),
    ("years = [2564, 2570]", "years = [2021, 2027]", "rulebook › years", "2564"),
    ("best = 2", "best = 1", "scores", "problem (1) must be below best (1)"),
    ('titles.2 = { th = "ข", en = "b" }\n', "", "scores", "from 1 to 2"),
    ("titles.2 = {", "titles.3 = {", "scores", "from 1 to 2"),
    ('id = "d"\ntitle', 'id = "e"\ntitle', "whole document", "indicator 1: no dimension 'd'"),
    ("[[level]]", '[[dimension]]\nid = "d"\ntitle = { th = "ข", en = "b" }\n[[level]]',
     "whole document", "[[dimension]] has the id “d” twice"),
    ("count_score_1", "count_score_5", "whole document", "level 1: the rule names 'count_score_5'"),
    ("litres / members", "liters / members", "whole document", "perhaps 'litres' is meant"),
    ("litres / members", "sqrt(litres) / members", "indicator no. 1 › meets", "Sqrt"),
    ("litres / members >=", "litres / members > >", "indicator no. 1 › meets", "cannot be read"),
    ('needs = ["litres", "members"]', 'needs = ["litres", "members", "line"]', "whole document",
     "indicator 1: “line” is a column in needs and a constant"),
    ('meets = "litres / members >= line"\n', 'given = { answer = "water" }\n', "indicator no. 1",
     "needs and applies belong to meets or bands"),
    ('{ score = 1, when = "calls = 0" }', "{ score = 1 }", "indicator no. 2", "only the last of"),
    ("{ score = 2 }]", "{ score = 3 }]", "whole document", "indicator 2: bands give the score 3"),
    ("bands = [", 'meets = "calls = 1"\nbands = [', "indicator no. 2", "either bands or meets"),
    ('code = "2"', 'code = "1"', "whole document", "indicator 1 stands twice"),
    ('given = { target = "elders", fail = "lonely" }', 'given = { answer = "elders" }',
     "indicator no. 3", "counts persons"),
    ('given = { target = "elders", fail = "lonely" }', 'given = { target = "elders" }',
     "indicator no. 3 › given", "target with fail"),
    ('meets = "lonely = 0"', 'fold = "count"\nmeets = "lonely = 0"', "indicator no. 3 › person",
     "'count' needs meets"),
    ('meets = "lonely = 0"', 'fold = "any"\nmeets = "lonely = 0"', "indicator no. 3",
     "folded with all, not with 'any'"),
    ('meets = "lonely = 0"', 'fold = "most"\nmeets = "lonely = 0"', "indicator no. 3 › person",
     "all, any, count"),
    ('where = "age >= 60"', 'where = "years >= 60"', "whole document",
     "indicator 3: the rule names 'years'"),
    ('same_as = ["bmn-2560/27"]', 'same_as = ["27"]', "indicator no. 3 › same_as", "bmn-2560/9"),
    ('same_as = ["bmn-2560/27"]', 'same_as = ["ours/1"]', "whole document",
     "indicator 3: same_as points to “ours/1”"),
    ('given = { answer = "sorts" }', 'given = { answer = "sorts", met = [1, 2], unmet = [0, 2] }',
     "indicator no. 4 › given", "codes 2 stand in more than one"),
    ('given = { answer = "sorts" }', 'gives = { answer = "sorts" }', "indicator no. 4 › gives",
     "not known"),
    ('given = { answer = "sorts" }', "", "indicator no. 4", "needs a way to answer it"),
    ('counts = "household"\ngiven', "given", "indicator no. 4", "needs counts"),
    ('meets = "lonely = 0"', 'meets = "lonely = 0"\nx = 1', "indicator no. 3 › person › x",
     "not known"),
]  # fmt: skip


def read(text):
    return parse_document(Rulebook, text, name="ours.toml")


def test_the_sound_one_is_taken():
    """What the mistakes are made of is no mistake itself."""
    assert set(read(SOUND).by_code) == {"1", "2", "3", "4"}


@pytest.mark.parametrize(("right", "wrong", "place", "words"), MISTAKES)
def test_a_mistake_is_told_where_it_stands(right, wrong, place, words):
    assert right in SOUND
    with pytest.raises(DocumentError) as caught:
        read(SOUND.replace(right, wrong, 1))
    told = caught.value.tell("en")
    assert f"· {place}" in told.replace("the whole", "whole")
    assert words in told
    thai = caught.value.tell("th")
    assert has_thai(thai)
    assert "{" not in thai.replace("{ th", "")


def test_two_mistakes_are_told_together():
    text = SOUND.replace('code = "2"', 'code = "1"', 1)
    with pytest.raises(DocumentError) as caught:
        read(text.replace("count_score_1", "count_score_9").replace("= 60", "= limit"))
    told = caught.value.tell("en")
    assert all(part in told for part in ("stands twice", "count_score_9", "'limit'"))


# --- what points to other rulebooks ---


def test_what_points_nowhere_is_told(tmp_path):
    (tmp_path / "rulebooks").mkdir()
    path = tmp_path / "rulebooks" / "ours.toml"
    path.write_text(SOUND, encoding="utf-8")
    assert check(path).id == "ours"
    path.write_text(SOUND.replace("bmn-2560/27", "bmn-2560/32"), encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        check(path)
    assert "indicator no. 3 › same_as: indicator 3: there is no “bmn-2560/32”" in (
        caught.value.tell("en")
    )
    assert "ไม่มี “bmn-2560/32”" in caught.value.tell("th")
    path.write_text(SOUND.replace("bmn-2560/27", "bmn-2599/1"), encoding="utf-8")
    with pytest.raises(DocumentError, match="bmn-2599/1"):
        check(str(path))


def test_a_rulebook_of_the_same_project_can_be_pointed_to(tmp_path):
    (tmp_path / "rulebooks").mkdir()
    path = tmp_path / "rulebooks" / "ours.toml"
    older = SOUND.replace('id = "ours"', 'id = "older"')
    (tmp_path / "rulebooks" / "older.toml").write_text(older, encoding="utf-8")
    path.write_text(SOUND.replace("bmn-2560/27", "older/3"), encoding="utf-8")
    assert check(path).by_code["3"].same_as == ("older/3",)


@pytest.mark.parametrize("name", catalog.names("rulebooks"))
def test_shipped_rulebooks_point_only_to_what_is_there(name):
    assert check(name).id == name


# --- what the package ships is taken as proven: here it is proven ---


@pytest.mark.parametrize("name", catalog.names("rulebooks"))
def test_a_shipped_rulebook_stands_as_a_groups_own_must(name):
    text = (files("tambon_gis") / "documents" / "rulebooks" / f"{name}.toml").read_text("utf-8")
    assert parse_document(Rulebook, text, name=f"{name}.toml") == catalog.rulebook(name)


def test_only_what_is_said_to_be_proven_goes_unread():
    wrong = SOUND.replace("count_score_1 >= line", "drop table")
    assert parse_document(Rulebook, wrong, name="ours.toml", proven=True).level[0].when
    with pytest.raises(DocumentError):
        parse_document(Rulebook, wrong, name="ours.toml")
