"""Commands that decide: what waits for a person, what may be shown, the steps of the story."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from tambon_gis.cli.desk import (
    CLEAN,
    DECIDE,
    HERE,
    Folder,
    app,
    lang_now,
    progress,
    say,
    tell,
    whole,
    words_now,
)

if TYPE_CHECKING:
    from tambon_gis.model.story import Step
    from tambon_gis.study.deciding import Question

By = Annotated[str, typer.Option("--by")]
On = Annotated[str, typer.Option("--on")]


@app.command()
def decide(
    folder: Folder = HERE,
    question: Annotated[str, typer.Argument()] = "",
    answer: Annotated[str, typer.Argument()] = "",
    by: By = "",
    on: On = "",
    note: Annotated[str, typer.Option("--note")] = "",
    *,
    alike: Annotated[bool, typer.Option("--alike")] = False,
    undo: Annotated[str, typer.Option("--undo")] = "",
) -> None:
    """List what waits for a person, or answer it."""
    from tambon_gis.study import deciding
    from tambon_gis.study.load import load

    if undo:
        deciding.undo(folder, undo)
        say("cli.decide.undone")
        return
    seen = deciding.seen_now(folder)
    with progress() as step:
        loaded = load(folder, progress=step)
    waiting = deciding.questions(loaded, lang_now())
    if not question:
        _list(waiting)
        for one in deciding.decided(loaded, lang_now()):
            where = f"{one.title} · {one.where}" if one.where else one.title
            tell(f"{one.id}  {where}: {one.what} → {one.does}")
        raise typer.Exit(DECIDE if waiting else CLEAN)
    asked = [one for one in waiting if one.id.startswith(question)]
    names = [one.id for one in deciding.alike(waiting, asked[0])] if alike and asked else [question]
    plain = _answer(answer)
    made = deciding.decide_all(
        folder, dict.fromkeys(names, plain), by=by, on=_day(on), note=note, seen=seen, loaded=loaded
    )
    say("cli.decide.done", n=len(names), ids=", ".join(made) or "-")


@app.command()
def allow(
    folder: Folder = HERE,
    indicator: Annotated[str, typer.Argument()] = "",
    by: By = "",
    on: On = "",
    *,
    withdraw: Annotated[bool, typer.Option("--withdraw")] = False,
) -> None:
    """List sensitive indicators, let one be shown by village, or take that back."""
    from tambon_gis.study import allowing

    if not indicator:
        for one in allowing.sensitive(folder, lang_now()):
            state = words_now().text("cli.allow.no")
            if one.allowed is not None:
                when = words_now().date(one.allowed.decided_on)
                state = words_now().text("cli.allow.yes", who=one.allowed.decided_by, when=when)
            tell(f"{one.indicator}  {one.title}: {state}")
        return
    if withdraw:
        allowing.withdraw(folder, indicator)
        say("cli.allow.withdrawn", indicator=indicator)
        return
    allowing.allow(folder, indicator, by=by, on=_day(on))
    say("cli.allow.done", indicator=indicator)


@app.command(name="story-step")
def story_step(  # noqa: PLR0913 - one option a part of a step
    folder: Folder = HERE,
    number: Annotated[int, typer.Argument(parser=whole)] = 0,
    title: Annotated[str, typer.Option("--title")] = "",
    text: Annotated[str, typer.Option("--text")] = "",
    title_en: Annotated[str, typer.Option("--title-en")] = "",
    text_en: Annotated[str, typer.Option("--text-en")] = "",
    show: Annotated[list[str] | None, typer.Option("--show")] = None,
    *,
    add: Annotated[bool, typer.Option("--add")] = False,
    to: Annotated[int, typer.Option("--to", parser=whole)] = 0,
    remove: Annotated[bool, typer.Option("--remove")] = False,
) -> None:
    """List the steps of the story; change, add, move or take out one."""
    from tambon_gis.errors import MissingFileError
    from tambon_gis.study import story_steps
    from tambon_gis.study.answering.story_text import lagging

    now = story_steps.opened(folder)
    if now.story is None:
        raise MissingFileError("story.none", where=now.name)
    steps = now.story.step
    if not (number or add or title):
        for n, one in enumerate(steps, start=1):
            tell(f"{n}  {one.title.of(lang_now())}")
        return
    if remove:
        story_steps.remove(folder, number, seen=now.version)
    elif to:
        story_steps.move(folder, number, to, seen=now.version)
    elif not number and not add:
        entitled = story_steps.text_of(title, title_en or now.story.title.en)
        story_steps.entitle(folder, entitled, seen=now.version)
    else:
        old = steps[number - 1] if not add and 0 < number <= len(steps) else None
        said = _said(old, (title, title_en), (text, text_en), show)
        if add:
            story_steps.add(folder, number, said, seen=now.version)
        else:
            story_steps.put(folder, number, said, seen=now.version)
        if story_steps.names_somebody(said):
            say("cli.story.named")
        if old is not None and lagging(old, said):
            say("cli.story.lagging")
    say("cli.story.saved", path=str((folder / now.name).resolve()))


def _said(
    old: Step | None, title: tuple[str, str], text: tuple[str, str], show: list[str] | None
) -> Step:
    """A step with what was typed, and the rest as it was."""
    from tambon_gis.study.story_steps import step_of, text_of

    words = []
    for typed, before in ((title, old and old.title), (text, old and old.text)):
        thai = typed[0].replace("\\n", "\n") or (before.th if before else "")
        words.append(text_of(thai, typed[1].replace("\\n", "\n") or (before.en if before else "")))
    shows = old.model_dump(exclude={"title", "text"}) if old else {}
    for one in show or ():
        name, _, value = one.partition("=")
        shows[name.strip()] = value.strip()
    return step_of(words[0], words[1], shows)


def _list(waiting: tuple[Question, ...]) -> None:
    """Everything that waits, with what may be said to it."""
    say("cli.decide.head", n=len(waiting))
    for one in waiting:
        tell(f"{one.id}  {one.title} · {one.finding.where}: {one.what}")
        tell(f"          {one.mend}")
        codes = [f"{offer.code} {offer.name}".strip() for offer in one.offers]
        answers = [words_now().text(f"cli.decide.answer.{name}") for name in one.answers]
        tell("          " + " · ".join([*codes, *answers]))


def _answer(text: str) -> str:
    """An answer as people type it."""
    return text.strip().replace("-", "_") if not text.strip()[:1].isdigit() else text.strip()


def _day(text: str) -> dt.date:
    """The day of a decision: today, or the one that is told."""
    from tambon_gis.study.answering.signing import dated

    return dated(text, dt.datetime.now().astimezone().date())
