"""Payloads that try to run, to break a page or to load something, and contents full of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import render_sample

from tambon_gis.model.document import Text
from tambon_gis.model.planned import Plan, Record, Trail
from tambon_gis.model.sealed import seal
from tambon_gis.model.story import Step, Story

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from tambon_gis.render.content import Content

#: Where a payload that runs leaves its mark.
MARK = "window.hit=1"
PAYLOADS = (
    # HTML and attributes
    f"<script>{MARK}</script>",
    f"</script><script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f'"><img src=x onerror={MARK}>',
    f"' onmouseover='{MARK}' x='",
    f'" autofocus onfocus="{MARK}" x="',
    f"<svg onload={MARK}>",
    f"<svg><script>{MARK}</script></svg>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'>",
    f"<details open ontoggle={MARK}>",
    f"<body onload={MARK}>",
    f"<math><mtext><img src=x onerror={MARK}></mtext></math>",
    f'<a href="javascript:{MARK}">กด</a>',
    f"javascript:{MARK}",
    "<style>body{display:none}</style>",
    "</style><style>*{color:red}</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<!--", "-->", "]]>", "<![CDATA[",
    "</title></head><body>",
    "&lt;img src=x&gt; &#x3C;b&#x3E; &amp;",
    "</noscript><img src=https://evil.example/n.png>",
    # scripts and data blocks
    f"`;{MARK};`", f"${{{MARK}}}", f'\\";{MARK};//', f"\u2028{MARK}\u2029", "\\u003cscript\\u003e",
    "__proto__", "constructor", "{{7*7}}", "{% raw %}", "{0.__class__}", "%s%n%x",
    # office files
    "=1+1", '=HYPERLINK("https://evil.example","กด")', "@SUM(1+1)", "+1+cmd|' /C calc'!A0", "-2+3",
    "\t=1+1", "=cmd|'/C calc'!A1",
    # paper
    '#import "x.typ": *', '#read("/etc/passwd")', "$x^2$ *b* _i_ `c` <l> @r", "\\ #] [ ( ) ~",
    # what breaks lines and directions
    "ก\u202eกลับหลัง", "ก\u200bข\u200dค", "ก" * 300, "ก\x00ข\x1b[31m", "้้้้ิิิ", "😀👩\u200d👩\u200d👧",
    # files and paths
    "../../etc/passwd", "C:\\Users\\ชื่อ\\x.xlsx", "$(touch hit) `touch hit` ; touch hit", "CON.txt",
)  # fmt: skip


#: Columns of the plan and of links in which people write.
PLAN = ("programme", "title", "objective", "target", "kpi", "result", "agency", "source")
SAID = ("by", "note")


def content(turn: int = 0) -> Content:
    """The sample of all parts with a payload in every text; another turn, other places."""
    turns = count(turn)

    def next_one(_: object = None) -> str:
        return PAYLOADS[next(turns) % len(PAYLOADS)]

    def text() -> Text:
        one = next_one()
        return Text(th=one, en=one)

    made = render_sample.content(names=tuple(next_one() for _ in render_sample.NAMES))
    return replace(
        made,
        facilities=_frame(made.facilities, next_one, ("name", "kind")),
        plan=_plan(made.plan, next_one),
        trail=_trail(made.trail, next_one),
        record=_record(made.record, next_one),
        credits=render_sample.credit(
            area_title=next_one(),
            roles=((next_one(), next_one()), (next_one(), next_one())),
        ),
        vectors=tuple(_vector(one, next_one, text) for one in made.vectors),
        tale=seal(type(made.tale), story=_story(text), draft=False),
        targets={
            name: target.model_copy(update={"source": next_one()})
            for name, target in made.targets.items()
        },
    )


def texts_of(made: Content) -> set[str]:
    """The payloads that a content shows in its table of places and its plan."""
    return {*made.places.frame["name"], *made.plan.frame["title"], *made.facilities.frame["name"]}


def _frame(part: object, next_one: Callable[..., str], names: tuple[str, ...]) -> object:
    frame: pd.DataFrame = part.frame  # type: ignore[attr-defined]
    changed = frame.assign(**{name: frame[name].map(next_one) for name in names})
    return seal(type(part), frame=changed)  # type: ignore[type-var]


def _plan(part: Plan, next_one: Callable[..., str]) -> Plan:
    frame = part.frame.assign(**{name: part.frame[name].map(next_one) for name in PLAN})
    decided = part.decided.assign(**{name: part.decided[name].map(next_one) for name in SAID})
    return seal(Plan, frame=frame, located=part.located, decided=decided)


def _trail(part: Trail, next_one: Callable[..., str]) -> Trail:
    links = part.links.assign(**{name: part.links[name].map(next_one) for name in (*SAID, "words")})
    choices = tuple(
        replace(
            one,
            scenario=one.scenario.model_copy(update={"title": next_one(), "must": (next_one(),)}),
        )
        for one in part.choices
    )
    frames = {name: getattr(part, name) for name in ("needs", "projects", "doubles", "follow")}
    return seal(Trail, links=links, choices=choices, **frames)


def _record(part: Record, next_one: Callable[..., str]) -> Record:
    meetings = (
        {"title": next_one(), "role": (next_one(),), "decided": (next_one(), next_one())}
        for _ in part.meetings
    )
    return seal(
        Record,
        steps=tuple(one.model_copy(update={"note": next_one()}) for one in part.steps),
        meetings=tuple(
            one.model_copy(update=told) for one, told in zip(part.meetings, meetings, strict=True)
        ),
        due=tuple(
            one.model_copy(update={"what": next_one(), "role": next_one()}) for one in part.due
        ),
        health=tuple(replace(one, title=next_one()) for one in part.health),
    )


def _vector(part: object, next_one: Callable[..., str], text: Callable[[], Text]) -> object:
    layer = part.layer  # type: ignore[attr-defined]
    frame = part.frame  # type: ignore[attr-defined]
    names = [name for name in frame.columns if name != "geometry"]
    changed = frame.assign(**{name: frame[name].map(next_one) for name in names})
    about = {"title": text(), "credit": next_one(), "card": {name: text() for name in layer.card}}
    return seal(type(part), frame=changed, layer=layer.model_copy(update=about))  # type: ignore[type-var]


def _story(text: Callable[[], Text]) -> Story:
    steps = (
        Step(title=text(), text=text()),
        Step(title=text(), text=text(), layer="bmn-2560/9", year=2564),
        Step(title=text(), text=text(), place=render_sample.CODES[4], sheet=True),
    )
    return Story(title=text(), step=steps)
