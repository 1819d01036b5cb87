"""Release: the files of a public folder, listed, read as a stranger would, written all or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.errors import LeakError
from tambon_gis.loaders import confirmed
from tambon_gis.model.outline import OUTLINES
from tambon_gis.publish import manifest, opened, scan, write
from tambon_gis.publish.folder import write_folder
from tambon_gis.publish.personal import Personal
from tambon_gis.study import wide
from tambon_gis.study.caption import public_texts
from tambon_gis.study.gather import rulebooks_of
from tambon_gis.study.origins import written_texts
from tambon_gis.study.stories import story_words
from tambon_gis.study.traced import traced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tambon_gis.render.content import Content
    from tambon_gis.study.loaded import Loaded

__all__ = ["release"]


def release(
    loaded: Loaded,
    content: Content,
    outputs: Mapping[str, str | bytes],
    target: Path,
    *,
    lang: str = "th",
    whole: bool = False,
) -> list[Path]:
    """
    Write a public folder with its build document, once nothing in it could name a person.

    Parameters
    ----------
    loaded : Loaded
        The project, for what its inputs hold of people and for their checksums.
    content : Content
        What the files were made from.
    outputs : Mapping[str, str or bytes]
        File name, which may hold a folder, and content.
    target : pathlib.Path
        The folder. Files that an earlier release wrote there and this one does not are removed.
    lang : {"th", "en"}, default "th"
        Language of the kinds in a refusal.
    whole : bool, default False
        Whether the folder changes in one step, not file by file.

    Returns
    -------
    list[pathlib.Path]
        The files in the order given, the build document last.

    Raises
    ------
    LeakError
        When a file holds personal data. Nothing is written then, and older files stay.
    InputError
        When the folder cannot be written.
    """
    files = {**outputs, manifest.NAME: _manifest(loaded, content, outputs)}
    _refuse_leaks(loaded, files, lang)
    if whole:
        return write_folder(target, files)
    return write.write_all(target, files, stale=manifest.stale(target, files))


def _refuse_leaks(loaded: Loaded, outputs: Mapping[str, str | bytes], lang: str) -> None:
    """Read what people wrote, then every file as its reader would; refuse what names a person."""
    written = written_texts(loaded) | story_words(loaded)
    known = Personal.union([*(one.personal for one in loaded.answers), _listed(loaded)])
    personal = known | wide.personal(loaded, _texts(written, outputs))
    allowed = [one.value for one in loaded.project.allowed]
    origins, unsaid = public_texts(loaded), _input_names(loaded)
    asked: list[tuple[str, str | bytes, dict[str, Any]]] = [
        *((place, text, {}) for place, text in written.items()),
        *((name, made, {"origins": origins, "unsaid": unsaid}) for name, made in outputs.items()),
    ]
    for name, made, more in asked:
        try:
            scan.refuse_leaks(made, personal, name=name, allowed=allowed, lang=lang, **more)
        except LeakError as refused:
            texts = [part.text for part in opened.parts(name, made)]
            found = traced(loaded, texts, allowed=allowed, lang=lang)
            kinds = "; ".join([str(refused.facts["kinds"]), *found])
            raise LeakError(refused.code, where=refused.where, kinds=kinds) from None


def _texts(written: Mapping[str, str], outputs: Mapping[str, str | bytes]) -> Iterator[str]:
    """What people wrote, and every text of the files."""
    yield from written.values()
    for name, made in outputs.items():
        yield from (part.text for part in opened.parts(name, made))


def _listed(loaded: Loaded) -> Personal:
    """What lists of other sources hold of people, where the project has any."""
    if not loaded.project.other:
        return Personal()
    from tambon_gis.study.sides import personal

    return personal(loaded)


def _input_names(loaded: Loaded) -> set[str]:
    """Names of input files, and the folder on this computer: no output repeats them."""
    files = [*_inputs(loaded).values(), *(one.file for one in loaded.project.other)]
    paths = [loaded.folder / file for file in files]
    paths += confirmed.find(loaded.folder)
    within = [one for path in paths if path.is_dir() for one in path.iterdir() if one.is_file()]
    names = {path.name for path in (*paths, *within) if path.suffix}
    return names | {str(loaded.folder.resolve())}


def _inputs(loaded: Loaded) -> dict[str, str]:
    """Files of the project by role."""
    project = loaded.project
    files = {a.survey.role: a.survey.file for a in loaded.answers}
    files["boundary"] = project.boundary.file
    if not project.boundary.is_drawn and (loaded.folder / OUTLINES).is_file():
        files["outlines"] = OUTLINES
    for role, one in (("facilities", project.facilities), ("plan", project.plan)):
        if one is not None:
            files[role] = one.file
    own = (one.layer for one in loaded.vectors)
    files |= {f"layer-{one.id}": one.source.file for one in own if one.source is not None}
    return files


def _manifest(loaded: Loaded, content: Content, outputs: Mapping[str, str | bytes]) -> str:
    """The build document."""
    files = _inputs(loaded)
    return manifest.manifest(
        content.credits,
        content.measures,
        rulebooks_of(loaded),
        inputs={
            role: loaded.checksums.get(role) or manifest.checksum(loaded.folder / file)
            for role, file in files.items()
        },
        outputs=outputs,
        joins=loaded.findings.joins,
    )
