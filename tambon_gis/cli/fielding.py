"""Commands about work in the field: a form for phones, its export read back, self-assessment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tambon_gis.cli.desk import CLEAN, DECIDE, HERE, Folder, app, lang_now, say, tell, whole

if TYPE_CHECKING:
    from tambon_gis.study.assessment import Standing

_Rulebook = Annotated[str, typer.Argument()]
_Home = Annotated[Path | None, typer.Option("--folder")]


@app.command("field-form")
def field_form(
    rulebook: _Rulebook,
    folder: _Home = None,
    out: Annotated[Path | None, typer.Option("--out")] = None,
    place: Annotated[str | None, typer.Option("--place")] = None,
    villages: Annotated[int | None, typer.Option("--villages", parser=whole)] = None,
    ask: Annotated[list[str] | None, typer.Option("--ask")] = None,
    *,
    house_codes: Annotated[bool, typer.Option("--house-codes")] = False,
) -> None:
    """Write a rulebook's form for KoboToolbox or ODK."""
    from tambon_gis.study import field

    made = field.write(
        rulebook,
        folder,
        out=out,
        place=place,
        villages=villages,
        also=ask or (),
        house_codes=house_codes,
        lang=lang_now(),
    )
    say("cli.field.made", path=str(made.path.resolve()))
    say(
        "cli.field.questions", n=made.questions, members=made.members, indicators=len(made.answered)
    )
    if made.unanswered:
        say("cli.field.unanswered", codes=", ".join(made.unanswered))
    if made.numbered:
        about = made.unworded(lang_now())
        say("cli.field.numbered", n=len(made.numbered), about=about)
    if not made.verified:
        say("cli.field.unverified")
    say("cli.field.years", first=str(made.years[0]), last=str(made.years[1]))
    say("cli.field.villages" if made.villages else "cli.field.typed", n=made.villages)
    say("cli.field.next")


@app.command("field-read")
def field_read(
    rulebook: _Rulebook,
    files: Annotated[list[Path], typer.Argument()],
    folder: _Home = None,
    out: Annotated[Path | None, typer.Option("--out")] = None,
    year: Annotated[int | None, typer.Option("--year", parser=whole)] = None,
    *,
    add: Annotated[bool, typer.Option("--add")] = False,
    replace: Annotated[bool, typer.Option("--replace")] = False,
) -> None:
    """Read a form's export into the workbooks that a project is built from."""
    from tambon_gis.study import field

    found = field.read(files, rulebook, folder, out=out, year=year, add=add, replace=replace)
    for path in found.paths:
        say("cli.field.written", path=str(path.resolve()))
    say("cli.field.rows", n=found.households, members=found.members, year=str(found.year))
    for key, count in (("refused", found.refused), ("orphans", found.orphans)):
        if count:
            say(f"cli.field.{key}", n=count)
    if found.unknown:
        say("cli.field.unknown", n=len(found.unknown), texts=", ".join(found.unknown))
    if found.added:
        say("cli.field.added", n=len(found.added))
    if found.outside:
        say("cli.field.outside", first=str(found.years[0]), last=str(found.years[1]))
    raise typer.Exit(DECIDE if found.to_decide else CLEAN)


@app.command()
def assess(
    folder: Folder = HERE,
    name: Annotated[str | None, typer.Argument()] = None,
    criterion: Annotated[str | None, typer.Argument()] = None,
    choice: Annotated[str | None, typer.Argument()] = None,
    by: Annotated[str, typer.Option("--by")] = "",
    note: Annotated[str, typer.Option("--note")] = "",
    evidence: Annotated[list[str] | None, typer.Option("--evidence")] = None,
    *,
    public: Annotated[bool, typer.Option("--public")] = False,
) -> None:
    """Show a project's self-assessments, or answer a criterion of one."""
    import datetime as dt

    from tambon_gis.study import assessment as study

    if name is None:
        for one in study.known(folder):
            _told(study.standing(folder, one.id), whole_list=False)
        return
    if criterion is None or choice is None:
        _told(study.standing(folder, name), whole_list=True)
        return
    files = tuple(evidence or ())
    today = dt.datetime.now().astimezone().date()
    given = study.given(criterion, choice, by=by, today=today, note=note, files=files,
                        public=files if public else ())  # fmt: skip
    found = study.answer(folder, name, given)
    say("cli.assess.answered", criterion=criterion, path=study.document_of(name))
    if public and files:
        say("cli.assess.pictures")
    _told(found, whole_list=False)


def _told(found: Standing, *, whole_list: bool) -> None:
    """How a self-assessment stands, and each criterion where that is asked."""
    head = found.assessment.assessment
    say(f"cli.assess.{head.status}", title=head.title.of(lang_now()), id=head.id)
    if head.note is not None:
        tell(f"  {head.note.of(lang_now())}")
    sums = found.sums
    for one in found.assessment.choice:
        say("cli.assess.sum", title=one.title.of(lang_now()), n=sums[one.id])
    say("cli.assess.open", n=sums[""])
    if found.unshown:
        say("cli.assess.bare", n=len(found.unshown))
    if found.score is not None:
        say("cli.assess.score", points=found.score[0], of=found.score[1])
    for part in found.assessment.dimension if whole_list else ():
        tell("")
        sure = "official" if part.official else "unverified"
        say(f"assess.{sure}", title=part.title.of(lang_now()))
        for one_of in part.criterion:
            given = found.answered.by_criterion.get(one_of.id)
            told = found.assessment.choices[given.choice].title.of(lang_now()) if given else "–"
            tell(f"  {one_of.id:>4}  {one_of.title.of(lang_now())}: {told}")
            for file in found.lost.get(one_of.id, ()):
                say("cli.assess.lost", file=file)
