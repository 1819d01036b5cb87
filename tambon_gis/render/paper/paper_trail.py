"""From problems to projects on paper: sections of tables as plain data, JSON all through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tambon_gis.render.planning.choices import choice_part
from tambon_gis.render.planning.follow import follow_part
from tambon_gis.render.planning.record import day_made, record_part
from tambon_gis.render.planning.short import shorts
from tambon_gis.render.planning.trail import trail_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tambon_gis.render.image.studio import Studio
    from tambon_gis.render.paper.namer import Namer
    from tambon_gis.render.planning.choices import Bought
    from tambon_gis.render.planning.record import RecordPart
    from tambon_gis.render.planning.rows import Matrix, TrailPart

__all__ = ["sections_of"]

#: Places of a matrix side by side on A4.
_ACROSS = 11


def sections_of(studio: Studio, namer: Namer) -> list[dict[str, Any]]:
    """
    The sections of the report that follow the villages.

    Parameters
    ----------
    studio : Studio
        The content.
    namer : Namer
        Cuts texts at names.

    Returns
    -------
    list of dict
        ``title`` and ``blocks``; nothing of what a content does not hold.
    """
    desk = _Desk(studio, namer)
    found = [
        ("problems_title", [*desk.trail()]),
        ("choices_title", [*desk.choices()]),
        ("follow_title", [*desk.follow()]),
        ("record_title", [*desk.record()]),
    ]
    say = studio.say
    return [
        {"title": namer.plain(say.text(f"office.trail.{key}")), "blocks": blocks}
        for key, blocks in found
        if blocks
    ]


class _Desk:
    """Writes blocks: a heading, sentences, a table, notes."""

    def __init__(self, studio: Studio, namer: Namer) -> None:
        """Keep what every block needs."""
        self.studio, self.namer = studio, namer
        self.content, self.say, self.lang = studio.content, studio.say, studio.lang

    def trail(self) -> Iterator[dict[str, Any]]:
        """Problems, projects, and what is missing on either side."""
        if self.content.trail is None:
            return
        say = self.say
        part = trail_part(self.content, lang=self.lang)
        yield self._block("", lines=part.lead)
        if not part.groups:
            return
        sure = say.text("plan.link.confirmed_only")
        rows = [
            (*((one.title, one.where, one.group.cases) if not at else ("", "", "")), answer.title,
             answer.facts or (sure if answer.kind == "confirmed" else ""))
            for one in shorts(part, self.content, say)
            for at, answer in enumerate(one.answers)
        ]  # fmt: skip
        heads = self._heads("problem", "where", "cases", "project", "known")
        yield self._block("", heads=heads, rows=rows, widths=(2.2, 1.7, 1.5, 3, 2))
        yield from self._lacking(part)
        yield from self._matrix(part.matrix)
        doubles = [(one.project.title, one.other.title, one.told) for one in part.doubles]
        if doubles:
            heads = self._heads("project", "other", "why")
            title = say.text("office.trail.doubles_title")
            yield self._block(title, heads=heads, rows=doubles, widths=(3, 3, 2.4))

    def _lacking(self, part: TrailPart) -> Iterator[dict[str, Any]]:
        """Problems without a project, projects without evidence."""
        say = self.say
        rows = [
            (one.indicator, one.spot.title, one.value, one.cases if one.cases != one.value else "")
            for one in part.open
        ]
        if rows:
            heads = self._heads("problem", "place", "share", "cases")
            title = say.text("office.trail.open_title", n=len(rows))
            yield self._block(
                title, heads=heads, rows=rows, widths=(3, 2.4, 1.6, 1.6), right=(2, 3)
            )
        for key, held in (("bare_title", part.unrelated), ("unclear_title", part.unclear)):
            if not held:
                continue
            bare = [(one.title, one.where, one.agency, one.budget, one.why_told) for one in held]
            heads = self._heads("project", "where", "agency", "budget", "why")
            title = say.text(f"office.trail.{key}", n=len(bare))
            yield self._block(title, heads=heads, rows=bare, widths=(3, 1.4, 1.6, 1.5, 2.4),
                              right=(3,))  # fmt: skip

    def _matrix(self, matrix: Matrix) -> Iterator[dict[str, Any]]:
        """Indicators by places, as many tables as the width asks for."""
        say, spots = self.say, matrix.spots
        for start in range(0, len(spots), _ACROSS):
            mine = slice(start, start + _ACROSS)
            rows = [
                (title, *(cell.short for cell in cells[mine])) for _, title, cells in matrix.rows
            ]
            states = [["", *(cell.state for cell in cells[mine])] for _, _, cells in matrix.rows]
            heads = (*self._heads("problem"), *(spot.short for spot in spots[mine]))
            title = "" if start else say.text("office.trail.matrix_title")
            made = self._block(title, heads=heads, rows=rows, widths=(3, *[0.9] * len(spots[mine])))
            notes = [
                f"{say.text(f'plan.short.{key}')} = {say.text(f'plan.state.{key}')}"
                for key in ("served", "proposed", "open", "none")
            ]
            last = start + _ACROSS >= len(spots)
            yield made | {"states": states, "notes": [self.namer(" · ".join(notes))] * last}

    def choices(self) -> Iterator[dict[str, Any]]:
        """What budgets buy."""
        for one in choice_part(self.content, lang=self.lang):
            yield self._choice(one)

    def _choice(self, one: Bought) -> dict[str, Any]:
        """One scenario."""
        # the typeface of paper has no tick
        rows = [
            (row.title, row.cost, row.value, row.plain_told, row.best_told, row.reason)
            for row in one.rows
        ]
        total = [(told, "", "", plain, best, "") for told, plain, best in one.totals]
        made = self._block(
            one.title, lines=one.about, heads=tuple(one.columns.values()), rows=[*rows, *total],
            widths=(2.3, 1.1, 0.9, 1, 1, 4), right=(1, 2), notes=(one.headline, one.caution),
        )  # fmt: skip
        return made | {"sums": len(total)}

    def follow(self) -> Iterator[dict[str, Any]]:
        """Projects before and after."""
        part = follow_part(self.content, lang=self.lang)
        if part is None or not part.rows:
            return
        rows = [row.cells for row in part.rows]
        yield self._block(
            "", lines=(part.caution,), heads=tuple(part.columns.values()), rows=rows,
            widths=(2.2, 1.7, 1.7, 1.2, 1.2, 1.7, 1.2), notes=(part.interval,),
        )  # fmt: skip

    def record(self) -> Iterator[dict[str, Any]]:
        """The five processes, meetings, data health, what is due."""
        content = self.content
        if content.record is None:
            return
        part = record_part(
            content.record, content.topics, rulebooks=content.rulebooks, lang=self.lang,
            digits=content.digits, today=day_made(content.credits),
        )  # fmt: skip
        yield self._steps(part)
        meetings = [
            (one.when, one.title, one.people, " · ".join(one.decided)) for one in part.meetings
        ]
        yield self._block(
            part.titles["meetings"], heads=self._heads("when", "meeting", "people", "decided"),
            rows=meetings, widths=(1.6, 2, 0.9, 4), nothing=part.nothing["meetings"],
        )  # fmt: skip
        yield self._block(
            part.titles["health"], heads=part.columns, rows=[one.cells for one in part.health],
            widths=(3, 0.9, 0.9, 1.8, 1.2, 1.2, 1), right=(4, 5),
        )  # fmt: skip
        due = [(one.told, one.when, one.what, one.role) for one in part.due]
        yield self._block(
            part.titles["due"], heads=self._heads("state", "when", "what", "role"), rows=due,
            widths=(1.2, 1.6, 3.4, 2.2), nothing=part.nothing["due"],
        )  # fmt: skip

    def _steps(self, part: RecordPart) -> dict[str, Any]:
        """The five processes."""
        rows = [
            (f"{self.say.written(str(one.number))}. {one.title}" if one.title
             else self.say.text("process.number", n=str(one.number)),
             one.told, one.when, one.note)
            for one in part.steps
        ]  # fmt: skip
        return self._block(
            part.titles["processes"], heads=self._heads("process", "state", "when", "done"),
            rows=rows, widths=(2.4, 1.2, 2, 3.2), notes=(part.source,) if part.source else (),
        )  # fmt: skip

    def _heads(self, *keys: str) -> tuple[str, ...]:
        """Captions of columns."""
        return tuple(self.say.text(f"office.trail.head.{key}") for key in keys)

    def _block(
        self,
        title: str,
        *,
        lines: Sequence[str] = (),
        heads: Sequence[str] = (),
        rows: Sequence[Sequence[str]] = (),
        widths: Sequence[float] = (),
        **more: Any,
    ) -> dict[str, Any]:
        """A heading, sentences, a table and notes, as the template reads them."""
        namer = self.namer
        return {
            "title": namer(title),
            "lines": [namer(line) for line in lines],
            "heads": [namer(head) for head in heads] if rows else [],
            "rows": [[namer(cell) for cell in row] for row in rows],
            "widths": list(widths),
            "right": list(more.get("right", ())),
            "notes": [namer(note) for note in more.get("notes", ())],
            "nothing": namer("" if rows else more.get("nothing", "")),
            "states": [],
            "sums": 0,
        }
