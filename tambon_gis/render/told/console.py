"""The report on a console: files and joins, then the findings, those to decide at the end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tambon_gis.words import words

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod

    from tambon_gis.render.told.ledger import JoinLine, Ledger, Line

__all__ = ["show"]

#: What a person must decide comes last: that is what stays on the screen.
STYLES = {"note": "dim", "repaired": "cyan", "decide": "bold red"}
FILE_COLUMNS = ("input", "file", "read", "kept", "repaired", "refused", "decide")
#: So many of them are texts, the others numbers.
TEXTS = 2
#: A list of cells this long is cut; the workbook has all of it.
LONGEST = 100
#: Of notes and repairs of one kind so many are printed; the report on file has all.
FEW = 5


def show(told: Ledger, console: Console) -> None:
    """
    Print a report.

    Parameters
    ----------
    told : Ledger
        What it says.
    console : rich.console.Console
        Where.

    Examples
    --------
    >>> from rich.console import Console
    >>> from tambon_gis.model.findings import Findings
    >>> from tambon_gis.render.told.ledger import ledger
    >>> console = Console(record=True, quiet=True)
    >>> show(ledger(Findings(()), lang="en"), console)
    """
    from rich.text import Text

    say = words(told.lang)
    _files(told, console)
    for join in told.joins:
        _join(join, told.lang, console)
    for severity, style in STYLES.items():
        lines = told.told(severity)
        if lines:
            console.print(Text(f"\n{say.text(f'report.severity.{severity}')}", style=style))
        shown: Counter[str] = Counter()
        for line in lines:
            code = line.finding.code
            shown[code] += 1
            if severity == "decide" or shown[code] <= FEW:
                _finding(line, told.lang, console)
        if more := sum(n - FEW for n in shown.values() if n > FEW and severity != "decide"):
            console.print(Text(f"  {say.text('report.more', n=more)}", "dim"), soft_wrap=True)
    console.print(Text(f"\n{told.headline}"), soft_wrap=True)


def _files(told: Ledger, console: Console) -> None:
    """The inputs and what became of their rows."""
    from rich.table import Table
    from rich.text import Text

    say = words(told.lang)
    table = Table(show_edge=False, pad_edge=False)
    for at, name in enumerate(FILE_COLUMNS):
        side: JustifyMethod = "left" if at < TEXTS else "right"
        table.add_column(say.text(f"report.column.{name}"), justify=side, overflow="fold")
    for line in told.files:
        one = line.report
        counts = (one.rows_read, one.rows_kept, one.rows_repaired, one.rows_refused, one.to_decide)
        table.add_row(Text(line.input), Text(one.file), *(say.number(n) for n in counts))
    console.print(table)


def _join(join: JoinLine, lang: str, console: Console) -> None:
    """The counts of a join, a line a measure."""
    from rich.table import Table
    from rich.text import Text

    say = words(lang)
    head = Text(f"\n{join.title} · {join.by}", style="bold")
    if join.whole:
        console.print(head.append(f"\n  {join.all_matched(lang)}", "not bold"), soft_wrap=True)
        return
    console.print(head, soft_wrap=True)
    table = Table(show_edge=False, pad_edge=False)
    table.add_column("")
    for title in join.inputs:
        table.add_column(Text(title), justify="right", overflow="fold")
    for name, *values in join.counted:
        table.add_row(Text(name), *("-" if n is None else say.number(n) for n in values))
    console.print(table)


def _finding(line: Line, lang: str, console: Console) -> None:
    """Where and what; for a doubtful one also whom it concerns, the mend and suggestions."""
    from rich.text import Text

    say = words(lang)
    where = line.finding.where
    short = where if len(where) <= LONGEST else f"{where[:LONGEST].rsplit(',', 1)[0]}, …"
    many = f" ({say.number(line.finding.count)})" if line.many else ""
    console.print(Text(f"  {short}{many}: {line.what}"), soft_wrap=True)
    if line.finding.severity != "decide":
        return
    mend = say.text("errors.label.mend", mend=line.mend)
    told = [*_behind(line, lang), mend]
    if line.suggestions:
        told.append(say.text("report.suggested", codes="; ".join(line.suggestions)))
    for text in told:
        console.print(Text(f"    {text}", "dim"), soft_wrap=True)


def _behind(line: Line, lang: str) -> list[str]:
    """How many households and people a finding concerns."""
    one, say = line.finding, words(lang)
    if one.households is None:
        return []
    if one.people is None:
        return [say.text("report.households", n=one.households)]
    return [say.text("report.behind", households=one.households, people=one.people)]
