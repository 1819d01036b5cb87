"""Pack: everything that a working group presents, in one folder, by the five topics."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tambon_gis import catalog
from tambon_gis.errors import ExtraError
from tambon_gis.publish import manifest, write
from tambon_gis.render.qr import code_of
from tambon_gis.render.told import report
from tambon_gis.render.web import pack_page, page
from tambon_gis.study import assessed, formats
from tambon_gis.study import lacking as wanted
from tambon_gis.study.checklist import checklist
from tambon_gis.study.confirm import summary
from tambon_gis.study.gather import gather
from tambon_gis.study.load import load
from tambon_gis.study.release import release
from tambon_gis.words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tambon_gis.model.process import Topics
    from tambon_gis.render.content import Content
    from tambon_gis.render.web.pack_page import Shelf
    from tambon_gis.study.loaded import Loaded

__all__ = ["FOLDERS", "README", "Packed", "pack"]

README, PLAIN = "README.html", "README.txt"
#: Beside the other internal reports.
TODO = "pack-todo.txt"
TOPICS = "five-topics"
#: Folders of the five topics.
FOLDERS = ("1-management", "2-gis", "3-analysis", "4-projects", "5-presentation")
PROCESS = f"{FOLDERS[0]}/process.html"
#: Format -> the topic in whose folder its files stand.
_PLACED: Mapping[str, int] = {
    "gpkg": 2, "geojson": 2, "png": 2, "pdf": 3, "xlsx": 3, "plan": 4, "pptx": 5, "poster": 5,
    "cards": 5, "qr": 5,
}  # fmt: skip


@dataclass(frozen=True)
class Packed:
    """
    What a pack holds.

    Parameters
    ----------
    readme : pathlib.Path
        Its first page.
    files : tuple[pathlib.Path, ...]
        Every file, the first page first.
    todo : pathlib.Path
        What is lacking and how to get it: internal, no part of the pack.
    shelves : tuple[Shelf, ...]
        The topics with the evidence that is there and that is missing.
    lacking : Mapping[str, str]
        Format that could not be made -> extra that it needs.
    loaded : Loaded
        The inputs.
    content : Content
        The sealed parts that everything was made from.
    """

    readme: Path
    files: tuple[Path, ...]
    todo: Path
    shelves: tuple[Shelf, ...]
    lacking: Mapping[str, str]
    loaded: Loaded = field(repr=False)
    content: Content = field(repr=False)


def pack(
    folder: str | Path = ".",
    *,
    out: str | Path = ".",
    engine: str = "duckdb",
    lang: str = "th",
    today: dt.date | None = None,
    progress: Callable[[str], None] = lambda _step: None,
) -> Packed:
    """
    Make the pack of a project under ``maps/<code>/pack/``.

    Parameters
    ----------
    folder : str or pathlib.Path, default "."
        The project folder.
    out : str or pathlib.Path, default "."
        Folder in which ``maps/<code>/pack/`` is made.
    engine : {"duckdb", "polars", "spark"}, default "duckdb"
        Who counts.
    lang : {"th", "en"}, default "th"
        Language of what is made.
    today : datetime.date, optional
        Date of making; the present day by default. The same inputs and day give the same bytes.
    progress : callable, optional
        Called with a name as each step begins.

    Returns
    -------
    Packed
        Where the files are, what evidence they hold, and what could not be made.

    Raises
    ------
    TambonError
        When an input cannot be read, or a file would hold personal data. Nothing is half-written
        then, and an older pack stays.
    """
    say = words(lang)
    loaded = load(folder, progress=progress)
    progress(say.text("cli.step.draw"))
    day = today or dt.datetime.now().astimezone().date()
    content = gather(loaded, today=day, engine=engine, lang=lang)
    content, lacking = _without_code(content)
    topics = catalog.topics(TOPICS, folders=[loaded.folder])
    made = _pages(content, topics, lang)
    for name in formats.FORMATS:
        progress(say.text("cli.step.format", name=name))
        try:
            files = formats.made(name, content, lang=lang)
        except ExtraError as fault:
            lacking[name] = str(fault.facts.get("extra", name))
            continue
        made |= {_shelved(name, file): inside for file, inside in files.items()}
    proofs = assessed.public_files(loaded.folder, FOLDERS, lang=lang)
    made |= {path: inside for path, (inside, _) in proofs.items()}
    named = {path: title for path, (_, title) in proofs.items()}
    outputs, shelves = _with_lists(loaded, content, topics, made, lacking, named, lang=lang)
    progress(say.text("cli.step.scan"))
    target = Path(out) / "maps" / loaded.project.area.code / manifest.PACK
    written = release(loaded, content, outputs, target, lang=lang)
    internal = Path(out) / "work" / loaded.project.area.code
    told = pack_page.todo_text(content, shelves, lang=lang)
    todo, _ = write.write_all(internal, {TODO: told, wanted.FILE: wanted.written(shelves)})
    return Packed(written[0], tuple(written), todo, shelves, lacking, loaded, content)


def _without_code(content: Content) -> tuple[Content, dict[str, str]]:
    """Without what draws a QR code the page is made without one, and that is told."""
    try:
        if content.public_url:
            code_of(content.public_url)
    except ExtraError as fault:
        return replace(content, public_url=None), {"qr": str(fault.facts["extra"])}
    return content, {}


def _pages(content: Content, topics: Topics, lang: str) -> dict[str, str | bytes]:
    """The site, what was disclosed, and how the work was done."""
    told = report.disclosure(content.measures, content.credits, content.rulebooks, lang=lang)
    work = pack_page.process(content, topics=topics, lang=lang)
    made: dict[str, str | bytes] = {pack_page.SITE: page.draw(content, lang=lang)}
    made[pack_page.DISCLOSURE] = told
    return made | ({PROCESS: work} if work else {})


def _shelved(name: str, file: str) -> str:
    """Where a file of a format stands; charts belong to the analysis, maps to the maps."""
    chart = file.startswith(("png/chart-", "png/years-"))
    return f"{FOLDERS[(3 if chart else _PLACED[name]) - 1]}/{file}"


def _with_lists(
    loaded: Loaded,
    content: Content,
    topics: Topics,
    made: Mapping[str, str | bytes],
    lacking: Mapping[str, str],
    named: Mapping[str, str],
    *,
    lang: str,
) -> tuple[dict[str, str | bytes], tuple[Shelf, ...]]:
    """The files behind their first page, and the same list as a plain text."""
    told = summary(loaded, content)
    own = assessed.marks(loaded.folder, lang=lang)
    shelves = checklist(
        content, topics, made, lacking=lacking, confirmed=told, assessed=own, lang=lang
    )
    sizes = {
        name: len(inside if isinstance(inside, bytes) else inside.encode())
        for name, inside in sorted(made.items(), key=_by_place)
    }
    files = pack_page.leaves(sizes, content, named=named, lang=lang)
    text = pack_page.plain_text(content, shelves, files, lang=lang)
    listed = {PLAIN: len(text.encode()), manifest.NAME: 0}
    files += pack_page.leaves(listed, content, lang=lang)
    first = pack_page.draw(content, shelves, files, topics=topics, lacking=lacking, lang=lang)
    return {README: first, **made, PLAIN: text}, shelves


def _by_place(one: tuple[str, object]) -> tuple[bool, str]:
    """Files at the root first, then those of the topics in order."""
    return "/" in one[0], one[0]
