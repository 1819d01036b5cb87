"""Caption: the words beside a page, from the project, the official names and the load reports."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from tambon_gis.loaders import fixes
from tambon_gis.model.outline import OUTLINES
from tambon_gis.model.project import DOCUMENT
from tambon_gis.model.sealed import Credits, Origin
from tambon_gis.places import COUNTRY, LADDER, level_of, lookup
from tambon_gis.publish import review
from tambon_gis.words import words

if TYPE_CHECKING:
    from tambon_gis.model.project import Project
    from tambon_gis.model.sealed import Measures
    from tambon_gis.study.loaded import Loaded

__all__ = ["credits_of", "public_texts"]

#: Columns of facilities and of the plan that outputs print.
_PUBLISHED = frozenset({
    "name", "kind", "latitude", "longitude", "programme", "title", "objective", "target", "kpi",
    "result", "agency", "strategy", "tactic", "issue", "source",
})  # fmt: skip


def credits_of(
    loaded: Loaded, *, made_on: str, lang: str = "th", measures: Measures | None = None
) -> Credits:
    """
    Seal the words beside a page.

    Parameters
    ----------
    loaded : Loaded
        The project.
    made_on : str
        Date of making, written out.
    lang : {"th", "en"}, default "th"
        Language of the title.
    measures : Measures, optional
        Published cells: where any is hidden, rows of households are told to tens.

    Returns
    -------
    Credits
        Area, roles, inputs by role, date and version.

    Examples
    --------
    >>> from tambon_gis.study.load import load
    >>> credits_of(load("tests/data/small"), made_on="1 มกราคม 2566").synthetic
    True
    """
    return review.credits_of(
        loaded.project.area,
        loaded.project.role,
        title=_title(loaded.project, lang),
        origins=_origins(loaded, lang, _guarded(loaded, measures)),
        made_on=made_on,
        version=version("tambon_gis"),
        allowed=loaded.project.allowed,
        titles=(_title(loaded.project, "th"), _title(loaded.project, "en")),
    )


def public_texts(loaded: Loaded) -> dict[str, str]:
    """
    The free texts that a public page takes from the inputs, by where they stand.

    Parameters
    ----------
    loaded : Loaded
        The project.

    Returns
    -------
    dict[str, str]
        Key of the document, or file and row or place -> text.
    """
    project = loaded.project
    texts = {
        f"{DOCUMENT} › area": project.area.model_dump_json(),
        f"{DOCUMENT} › boundary": f"{project.boundary.credit} {project.boundary.licence}",
    }
    for n, role in enumerate(project.role, start=1):
        texts[f"{DOCUMENT} › role {n}"] = role.model_dump_json()
    for n, decision in enumerate(project.publish_sensitive, start=1):
        texts[f"{DOCUMENT} › publish_sensitive {n}"] = decision.decided_by
    named = zip(loaded.boundaries["place"], loaded.boundaries["name"], strict=True)
    texts |= {f"{project.boundary.file} › {place}": str(name) for place, name in named}
    hands = set(loaded.boundaries.get("drawn_by", ())) - {""}
    texts |= {f"{OUTLINES} › drawn_by {n}": str(by) for n, by in enumerate(sorted(hands), start=1)}
    for one in loaded.vectors:
        named = one.frame.drop(columns="geometry")
        lines = (" ".join(map(str, row)) for row in named.itertuples(index=False))
        file = one.layer.source.file if one.layer.source else one.layer.id
        texts |= {f"{file} › {row}": line for row, line in zip(named.index, lines, strict=True)}
    for target in project.target:
        texts[f"{DOCUMENT} › target {target.indicator}"] = target.source
    told = ((project.facilities, loaded.facilities), (project.plan, loaded.plan))
    for about, frame in told:
        if about is not None and frame is not None:
            public = frame[[name for name in frame if name in _PUBLISHED]]
            lines = (" ".join(map(str, row)) for row in public.itertuples(index=False))
            rows = zip(frame["row"], lines, strict=True)
            texts |= {f"{about.file} › {row}": line for row, line in rows}
    return texts


def _guarded(loaded: Loaded, measures: Measures | None) -> set[str]:
    """Roles whose number of households would undo what is hidden."""
    if measures is None or measures.audience != "public":
        return set()
    if not measures.frame["form"].eq("hidden").any():
        return set()
    return {
        one.survey.role
        for one in loaded.answers
        if one.schema is not None and one.schema.table.unit in {"household", "person"}
    }


def _origins(loaded: Loaded, lang: str, guarded: set[str]) -> tuple[Origin, ...]:
    """Inputs as outputs may name them."""
    years = {a.survey.role: a.survey.year for a in loaded.answers}
    notes = {a.survey.role: a.source.of(lang) if a.source else "" for a in loaded.answers}
    titles = {f"layer-{one.layer.id}": one.layer.title.of(lang) for one in loaded.vectors}
    rows: dict[str, tuple[int, int]] = {}
    for told in loaded.findings.reports:
        if told.role != fixes.ROLE:
            kept, refused = rows.get(told.role, (0, 0))
            rows[told.role] = kept + told.rows_kept, refused + told.rows_refused
    return tuple(
        Origin(
            role,
            years.get(role),
            round(kept, -1) if role in guarded else kept,
            refused,
            notes.get(role, ""),
            titles.get(role, ""),
            role in guarded,
        )
        for role, (kept, refused) in rows.items()
    )


def _title(project: Project, lang: str) -> str:
    """The title of the area: its own names, else the official ones."""
    say = words(lang)
    area = project.area
    name = area.name.of(lang)
    if area.code == COUNTRY:
        return name
    level = level_of(area.code)
    own = {"province": area.province, "amphoe": area.amphoe}
    parts = [say.text(f"cli.title.{level}", name=name)]
    for wider, digits in sorted(LADDER.items(), key=lambda step: -step[1]):
        if digits >= len(area.code):
            continue
        official = None if area.synthetic else lookup(area.code[:digits])
        given = own.get(wider)
        if given is not None:
            parts.append(say.text(f"cli.title.{wider}", name=given.of(lang)))
        elif official is not None:
            told = official.en if lang == "en" else official.th
            parts.append(say.text(f"cli.title.{wider}", name=told))
    return " ".join(parts)
