"""Evidence: what of each check the sealed parts and the files of a pack show, as a plain fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tambon_gis.render.planning.record import day_made
from tambon_gis.render.planning.trail import trail_part

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import pandas as pd

    from tambon_gis.render.content import Content
    from tambon_gis.render.planning.rows import Sums
    from tambon_gis.study.confirm import Summary

__all__ = ["CHECKS", "Seen", "Sight", "State"]

State = Literal["there", "partly", "missing"]
PROCESSES = 5


@dataclass(frozen=True)
class Sight:
    """
    What a check looks at.

    Parameters
    ----------
    content : Content
        Sealed parts.
    made : collection of str
        Names of the files of the pack.
    lacking : Mapping[str, str]
        Format that could not be made -> extra that it needs.
    lang : {"th", "en"}
        Language of titles in facts.
    confirmed : Summary or None
        What villages confirmed of the numbers.
    """

    content: Content
    made: Collection[str]
    lacking: Mapping[str, str] = field(default_factory=dict)
    lang: str = "th"
    confirmed: Summary | None = None

    @property
    def sums(self) -> Sums:
        """Counts of the trail."""
        return trail_part(self.content, lang=self.lang).sums


@dataclass(frozen=True)
class Seen:
    """
    What was found.

    Parameters
    ----------
    state : {"there", "partly", "missing"}
        Whether the evidence is there.
    told : str
        Key of its sentence (``pack.fact``).
    facts : Mapping[str, object]
        Numbers and names in it.
    """

    state: State
    told: str
    facts: Mapping[str, object] = field(default_factory=dict)


def _whole(found: int, of: int, told: str, **facts: object) -> Seen:
    """All, some or none of so many."""
    state: State = "missing" if not found else "there" if found >= of else "partly"
    return Seen(state, told, {"n": found, "of": of, **facts})


# --- 1 management ---


def _process(sight: Sight) -> Seen:
    steps = sight.content.record.steps if sight.content.record else ()
    told = sum(step.began is not None or step.ended is not None for step in steps)
    if not told:
        return Seen("missing", "no_process")
    return _whole(told, PROCESSES, "process", ended=sum(step.ended is not None for step in steps))


def _meetings(sight: Sight) -> Seen:
    meetings = sight.content.record.meetings if sight.content.record else ()
    decided = sum(len(one.decided) for one in meetings)
    if not meetings:
        return Seen("missing", "no_meetings")
    return Seen("there" if decided else "partly", "meetings", {"n": len(meetings), "m": decided})


def _roles(sight: Sight) -> Seen:
    roles = sight.content.credits.roles
    return Seen("there", "roles", {"n": len(roles)}) if roles else Seen("missing", "no_roles")


def _health(sight: Sight) -> Seen:
    health = sight.content.record.health if sight.content.record else ()
    if not health:
        return Seen("missing", "no_health")
    surveys = [one for one in health if one.year is not None and one.of_places]
    full = sum(one.places >= one.of_places for one in surveys)
    waiting = sum(one.to_decide for one in health)
    facts = {"n": len(health), "surveys": len(surveys), "full": full, "waiting": waiting}
    return Seen("there" if full == len(surveys) and not waiting else "partly", "health", facts)


def _due(sight: Sight) -> Seen:
    due = sight.content.record.due if sight.content.record else ()
    if not due:
        return Seen("missing", "no_due")
    today = day_made(sight.content.credits)
    late = sum(not one.done and today is not None and one.on < today for one in due)
    facts = {"n": len(due), "done": sum(one.done for one in due), "late": late}
    return Seen("partly", "due_late", facts) if late else Seen("there", "due", facts)


# --- 2 maps ---


def _map(sight: Sight) -> Seen:
    facts = {"n": len(sight.content.places.frame), "m": len(_local(sight))}
    return Seen("there" if "index.html" in sight.made else "missing", "map", facts)


def _boundary(sight: Sight) -> Seen:
    places = sight.content.places
    if places.approximate:
        return Seen("partly", "boundary_approximate")
    if not (places.credit and places.licence):
        return Seen("partly", "boundary_unnamed")
    return Seen("there", "boundary", {"credit": places.credit, "licence": places.licence})


def _facilities(sight: Sight) -> Seen:
    offered = sight.content.facilities
    if offered is None or offered.frame.empty:
        return Seen("missing", "no_facilities")
    kinds = offered.frame["kind"].nunique()
    return Seen("there", "facilities", {"n": len(offered.frame), "m": kinds})


def _layers(sight: Sight) -> Seen:
    titles = [one.layer.title.of(sight.lang) for one in sight.content.vectors]
    if not titles:
        return Seen("missing", "no_layers")
    return Seen("there", "layers", {"n": len(titles), "names": ", ".join(titles)})


def _map_files(sight: Sight) -> Seen:
    pictures = sum("/png/map-" in name for name in sight.made)
    files = sum(name.endswith((".gpkg", ".geojson")) for name in sight.made)
    state: State = "there" if pictures and files else "partly" if pictures or files else "missing"
    return Seen(state, "map_files", {"n": pictures, "m": files})


# --- 3 analysis ---


def _local(sight: Sight) -> pd.DataFrame:
    """Indicators that are shown by place, with the number of their years."""
    frame = sight.content.measures.frame
    local = frame[(frame["level"] == sight.content.places.level) & (frame["form"] != "no_data")]
    return local.groupby(["framework", "code"])["year"].nunique().reset_index()


def _indicators(sight: Sight) -> Seen:
    years = sight.content.measures.frame["year"]
    found = len(_local(sight))
    if not found:
        return Seen("missing", "no_indicators")
    first, last = str(years.min()), str(years.max())
    return Seen(
        "there", "indicators", {"n": found, "m": years.nunique(), "span": _span(first, last)}
    )


def _trend(sight: Sight) -> Seen:
    local = _local(sight)
    several = int((local["year"] > 1).sum())
    return _whole(several, len(local), "trend") if several else Seen("missing", "no_trend")


def _problems(sight: Sight) -> Seen:
    trail, standing = sight.content.trail, sight.content.standing
    if trail is not None:
        needs = trail.needs
        pairs = needs[["framework", "code"]].drop_duplicates()
        return Seen("there", "problems", {"n": len(needs), "m": len(pairs)})
    failing = 0 if standing is None else int(standing.frame["order"].notna().sum())
    return (
        Seen("partly", "problems_unranked", {"n": failing})
        if failing
        else Seen("missing", "no_problems")
    )


def _targets(sight: Sight) -> Seen:
    n = len(sight.content.targets)
    return Seen("there", "targets", {"n": n}) if n else Seen("missing", "no_targets")


def _radar(sight: Sight) -> Seen:
    aspects = sight.content.aspects
    if aspects is None:
        return Seen("missing", "no_radar")
    return Seen("there", "radar", {"n": aspects.frame["aspect"].nunique()})


def _confirmed(sight: Sight) -> Seen:
    found = sight.confirmed
    if found is None or not found.confirmed:
        return Seen("missing", "no_confirmed")
    return _whole(found.confirmed, found.villages, "confirmed", changed=found.changed)


def _report(sight: Sight) -> Seen:
    book = any(name.endswith("/tables.xlsx") for name in sight.made)
    paper = _made(sight, "pdf", "/report.pdf", "report")
    return Seen("partly", paper.told, paper.facts) if book and paper.state != "there" else paper


# --- 4 projects ---


def _plan(sight: Sight) -> Seen:
    plan = sight.content.plan
    if plan is None or plan.frame.empty:
        return Seen("missing", "no_plan")
    names = [str(one) for one in plan.frame.columns]
    years = sorted(one.removeprefix("budget_") for one in names if one.startswith("budget_"))
    span = _span(years[0], years[-1]) if years else ""
    return Seen("there", "plan", {"n": len(plan.frame), "baht": sight.sums.budget, "span": span})


def _served(sight: Sight) -> Seen:
    if sight.content.trail is None:
        return Seen("missing", "no_plan")
    sums = sight.sums
    facts = {"n": sums.problems, "served": sums.served, "waiting": sums.proposed, "open": sums.open}
    return Seen(_share(sums.served, sums.problems), "served", facts)


def _evident(sight: Sight) -> Seen:
    trail, sums = sight.content.trail, sight.sums
    if trail is None:
        return Seen("missing", "no_plan")
    none = int(trail.projects["why"].eq("none").sum())
    facts = {"evident": sums.evident, "waiting": sums.waiting, "none": none}
    facts |= {"n": sums.projects, "rest": sums.bare - none}
    return Seen(_share(sums.evident, sums.projects), "evident", facts)


def _share(found: int, of: int) -> State:
    """All (also where nothing is asked for), some or none."""
    return "there" if found >= of else "partly" if found else "missing"


def _column(name: str) -> Callable[[Sight], Seen]:
    """How many projects say something."""

    def look(sight: Sight) -> Seen:
        plan = sight.content.plan
        if plan is None or plan.frame.empty:
            return Seen("missing", "no_plan")
        told = int(plan.frame[name].notna().sum()) if name in plan.frame else 0
        return _whole(told, len(plan.frame), f"told_{name}")

    return look


def _follow(sight: Sight) -> Seen:
    if sight.content.trail is None:
        return Seen("missing", "no_plan")
    follow = sight.content.trail.follow
    waits = follow["told"].eq("waiting")
    seen = follow.loc[~waits, "project"].nunique()
    facts = {"n": seen, "waiting": follow.loc[waits, "project"].nunique()}
    if follow.empty:
        return Seen("missing", "no_follow")
    return Seen("there" if seen else "partly", "follow", facts)


def _scenarios(sight: Sight) -> Seen:
    n = len(sight.content.trail.choices) if sight.content.trail else 0
    return Seen("there", "scenarios", {"n": n}) if n else Seen("missing", "no_scenarios")


# --- 5 presentation ---


def _disclosure(sight: Sight) -> Seen:
    told = sight.content.measures.disclosure
    facts = {"share": f"{100 * told.coloured:.1f}", "n": len(told.left)}
    return Seen("there" if "disclosure.html" in sight.made else "missing", "disclosure", facts)


def _made(sight: Sight, name: str, file: str, told: str) -> Seen:
    """Whether a file was made; where not, which extra it needs."""
    if any(one.endswith(file) for one in sight.made):
        return Seen("there", told)
    extra = sight.lacking.get(name)
    return Seen("missing", "lacking", {"extra": extra}) if extra else Seen("missing", "not_made")


def _slides(sight: Sight) -> Seen:
    return _made(sight, "pptx", "/slides.pptx", "slides")


def _poster(sight: Sight) -> Seen:
    return _made(sight, "poster", "/poster.pdf", "poster")


def _cards(sight: Sight) -> Seen:
    found = sum("/cards/" in name for name in sight.made)
    return (
        _whole(found, len(sight.content.places.frame), "cards")
        if found
        else Seen("missing", "not_made")
    )


def _story(sight: Sight) -> Seen:
    tale = sight.content.tale
    if tale is None:
        return Seen("missing", "no_story")
    facts = {"n": len(tale.story.step)}
    return Seen("partly", "story_draft", facts) if tale.draft else Seen("there", "story", facts)


def _qr(sight: Sight) -> Seen:
    if "qr" in sight.lacking:
        return Seen("missing", "lacking", {"extra": sight.lacking["qr"]})
    address = sight.content.public_url
    return Seen("there", "qr", {"address": address}) if address else Seen("missing", "no_qr")


def _span(first: str, last: str) -> str:
    """A year, or from and to."""
    return first if first == last else f"{first}-{last}"


#: Id of a check in the document of topics -> what looks.
CHECKS: Mapping[str, Callable[[Sight], Seen]] = {
    "process": _process, "meetings": _meetings, "roles": _roles, "health": _health, "due": _due,
    "map": _map, "boundary": _boundary, "facilities": _facilities, "layers": _layers,
    "map_files": _map_files,
    "indicators": _indicators, "trend": _trend, "problems": _problems, "targets": _targets,
    "radar": _radar, "confirmed": _confirmed, "report": _report,
    "plan": _plan, "served": _served, "evident": _evident, "money": _column("source"),
    "kinds": _column("kind"), "status": _column("status"), "follow": _follow,
    "scenarios": _scenarios,
    "disclosure": _disclosure, "slides": _slides, "poster": _poster, "cards": _cards,
    "story": _story, "qr": _qr,
}  # fmt: skip
