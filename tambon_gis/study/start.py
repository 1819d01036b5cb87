"""Start: the worked example's folder, and a new project folder with its commented document."""

from __future__ import annotations

import re
import sys
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import Any

from tambon_gis import catalog
from tambon_gis.errors import InputError, MissingFileError
from tambon_gis.model.project import DOCUMENT
from tambon_gis.places import LADDER, lookup, parse
from tambon_gis.publish.write import write_all
from tambon_gis.study import forms
from tambon_gis.study.newcomers import judged_by
from tambon_gis.thai import digits_to_arabic
from tambon_gis.words import words

__all__ = ["begin", "demo_folder", "new", "number_of"]

#: How the work was done, beside the project document.
PROCESS = "process.toml"
#: Letters of a name in the name of a folder: each of Thai is three bytes.
LONGEST = 25
#: Forms that a new project begins with.
FORMS = ("places", "household", "facilities", "projects")
#: What its form of households is, and the lines of its survey that say of which year.
HOUSEHOLD = "bmn-household"
_YEAR = re.compile(r"^(\[\[survey\]\]\n)year = .*\n", re.MULTILINE)
_BOOK = re.compile(r"^rulebook = .*$", re.MULTILINE)
#: What a project folder keeps out of version control and of everything that is handed on (P14).
IGNORED = (
    "# ข้อมูลส่วนบุคคลและผลลัพธ์ / personal inputs and outputs\ninputs/\nevidence/\nwork/\nmaps/\n"
    "# ไฟล์สำรองและของเก่า / backups and what was replaced\n"
    "*.zip\nfixes-before*.xlsx\n.tambon-*\n.lock\n"
)


def demo_folder() -> Path:
    """
    Where the worked example lies: in the repository, or installed with the package.

    Returns
    -------
    pathlib.Path
        Folder with ``tambon.toml``.

    Raises
    ------
    MissingFileError
        When the package was installed without it.
    """
    beside = Path(__file__).resolve().parents[2] / "data" / "demo"
    installed = Path(sys.prefix) / "share" / "tambon_gis" / "demo"
    for folder in (beside, installed):
        if (folder / DOCUMENT).is_file():
            return folder
    raise MissingFileError("demo.missing")


def new(
    folder: str | Path,
    *,
    lang: str = "th",
    place: str | None = None,
    villages: int | None = None,
    name: str | None = None,
    english: str | None = None,
    year: int | None = None,
) -> Path:
    """
    Make a project folder: commented documents, a place for inputs, a ``.gitignore``.

    Parameters
    ----------
    folder : str or pathlib.Path
        The folder; it may exist, but not with a ``tambon.toml`` in it.
    lang : {"th", "en"}, default "th"
        Language of the comments.
    place : str, optional
        Code of the tambon. With it the folder ``inputs`` gets an empty form for the places of the
        villages, households, facilities and projects, and the document names these files.
    villages : int, optional
        How many villages the tambon has, for the lists of codes in the forms.
    name : str, optional
        Name of the tambon; by default that of the official list.
    english : str, optional
        The same in English; by default that of the official list, else the name as it is.
    year : int, optional
        Year B.E. of the survey that will be filled in. Without it the document names no survey:
        the year is asked when the first one comes in.

    Returns
    -------
    pathlib.Path
        The document.

    Raises
    ------
    InputError
        When there is a ``tambon.toml`` already, the tambon or the number of its villages cannot
        be, no rulebook is of that year, or the folder cannot be written. Nothing is written then.
    CodeError
        When the place is not the code of a tambon.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as at:
    ...     made = new(Path(at) / "hua-phai", place="150109", villages=5)
    ...     made.name, len(list((made.parent / "inputs").iterdir()))
    ('tambon.toml', 4)
    """
    home = Path(folder)
    if (home / DOCUMENT).exists():
        raise InputError("project.exists", where=home.name)
    forms.villages_of(place, villages)
    templates = files("tambon_gis") / "documents" / "templates"
    text = (templates / f"project.{lang}.toml").read_text("utf-8")
    if place is not None:
        text = _named(text, parse(place, "tambon"), name, lang, english=english)
        text = _of_year(text, year, home, lang)
    own = home / ".gitignore"
    kept = own.read_text("utf-8").rstrip("\n") + "\n\n" if own.is_file() else ""
    made = {DOCUMENT: text, own.name: kept + IGNORED}
    if not (home / PROCESS).exists():
        made[PROCESS] = (templates / f"process.{lang}.toml").read_text("utf-8")
    path = write_all(home, made)[0]
    inputs = home / "inputs"
    inputs.mkdir(exist_ok=True)
    if place is not None:
        _forms(inputs, place, villages, lang)
    return path


def begin(
    above: Path,
    place: str,
    *,
    lang: str = "th",
    name: str | None = None,
    english: str | None = None,
    villages: int | None = None,
) -> Path:
    """
    Begin a project in a folder of projects, under a name made of its code and its name.

    Parameters
    ----------
    above : pathlib.Path
        The folder of projects.
    place : str
        Code of the tambon.
    lang : {"th", "en"}, default "th"
        Language of the comments.
    name : str, optional
        Name of the tambon; by default that of the official list.
    english : str, optional
        The same in English.
    villages : int, optional
        How many villages the tambon has.

    Returns
    -------
    pathlib.Path
        The new folder.

    Raises
    ------
    CodeError
        When the place is not the code of a tambon.
    InputError
        When the number cannot be, the tambon is in no list and has no name, or the folder cannot
        be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as at:
    ...     begin(Path(at), "150109").name, begin(Path(at), "๑๕๐๑๐๙").name
    ('150109-หัวไผ่', '150109-หัวไผ่-2')
    """
    code = parse(place, "tambon")
    official = lookup(code)
    called = name or (official.th if official else "")
    if not called:
        raise InputError("project.unnamed", where=code)
    told = "".join(letter for letter in called if unicodedata.category(letter)[0] in "LM")
    first = f"{code}-{told[:LONGEST]}".rstrip("-")
    folder = above / first
    for n in range(2, 1000):
        if not folder.exists():
            break
        folder = above / f"{first}-{n}"
    made = new(folder, lang=lang, place=code, villages=villages, name=called, english=english)
    return made.parent


def number_of(text: str) -> int | None:
    """
    A number as a person writes it into a field that may stay empty.

    Parameters
    ----------
    text : str
        Digits, Thai ones as well.

    Returns
    -------
    int or None
        None for an empty text.

    Raises
    ------
    InputError
        When it is no whole number.

    Examples
    --------
    >>> number_of(" ๑๑ "), number_of("")
    (11, None)
    """
    digits = digits_to_arabic(text.strip())
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 6):  # noqa: PLR2004
        raise InputError("number.whole")
    return int(digits)


def _forms(inputs: Path, place: str, villages: int | None, lang: str) -> None:
    """The empty forms of a project; one that is there already stays as it is."""
    for kind in FORMS:
        if not (inputs / words(lang).text(f"template.file.{kind}")).exists():
            forms.template(kind, out=inputs, lang=lang, place=place, villages=villages)


def _named(
    text: str, place: str, name: str | None, lang: str, *, english: str | None = None
) -> str:
    """The document with the area's code and name, and the forms as its files."""
    import tomlkit

    official = lookup(place)
    thai = name or (official.th if official else "")
    usual = official.en if official and name in {None, official.th} else thai
    say = words(lang)
    file = {kind: f"inputs/{say.text(f'template.file.{kind}')}" for kind in FORMS}
    document: Any = tomlkit.parse(text)
    area = document["area"]
    area["code"] = place
    area["name"]["th"], area["name"]["en"] = thai or place, english or usual or place
    document["boundary"]["file"] = file["places"]
    document["survey"][0]["file"] = file["household"]
    text = tomlkit.dumps(document)
    if lookup(place[: LADDER["province"]]) is None:
        made_up = f"synthetic = true  # {say.text('template.made_up')}"
        text = re.sub(r"^(name = \{.*\})$", rf"\1\n{made_up}", text, count=1, flags=re.MULTILINE)
    for section, kind in (("facilities", "facilities"), ("plan", "projects")):
        old = re.compile(rf"^# \[{section}\]\n# file = .*$", re.MULTILINE)
        text = old.sub(f'[{section}]\nfile = "{file[kind]}"', text, count=1)
    return text


def _of_year(text: str, year: int | None, home: Path, lang: str) -> str:
    """The document with the survey of a year; its lines asleep where nobody has said the year."""
    if year is not None:
        book = judged_by(year, catalog.schema(HOUSEHOLD, folders=[home]), home).id
        text = _YEAR.sub(rf"\g<1>year = {year}\n", text, count=1)
        return _BOOK.sub(f'rulebook = "{book}"', text, count=1)
    open_year = f"year =        # {words(lang).text('template.year_open')}"
    lines = _YEAR.sub(rf"\g<1>{open_year}\n", text, count=1).splitlines(keepends=True)
    at = lines.index("[[survey]]\n")
    while at < len(lines) and lines[at].strip():
        lines[at] = lines[at] if lines[at].startswith("#") else f"# {lines[at]}"
        at += 1
    return "".join(lines)
