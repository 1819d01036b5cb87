"""Writes RESULTS.md: the machine, a table a task, the marks met and missed, growth, both seeds."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import growth, machine, marks
from benchmarks.records import Record, open_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.plan import Task
    from benchmarks.suite import Suite

__all__ = ["write"]

HERE = Path(__file__).parent
_HEAD = """# Results of the benchmarks

Written by `python -m benchmarks.run`; do not edit. {size}.
Each measurement ran in a process of its own, ours and the peers turn by turn. *Median* and *least*
are of the wall time in seconds; *memory* is the largest peak of a process and all its children, in
MB; *x* is the median against that of the first line, which is ours. *Equal* says whether what was
found is equal to ours: whole numbers exactly, others to 1e-12. The peers' code stands in
[`peers/`](peers), ours in [`ours/`](ours); all data are made up from a seed ([`worlds/`](worlds)),
unless a table says otherwise.
"""


def write(every: Mapping[str, Task], first: Suite, second: Suite, out: Path | None) -> Path:
    """The page and the plot; a quick run is written beside its records unless told otherwise."""
    quick = first.world.size.name != "full"
    folder = out or (first.records if quick else HERE)
    folder.mkdir(parents=True, exist_ok=True)
    records = {name: open_record(first.records, name) for name in every}
    again = {name: open_record(second.records, name) for name in every}
    size = f"A nation of {first.world.size.households:,} households"
    size += ", too small for the marks: only a trial of the suite" if quick else ""
    parts = [_HEAD.format(size=size), _machine(), _marks(every, records)]
    parts += [
        _task(task, records[name])
        for name, task in every.items()
        if name != "growth" and (records[name].runs or records[name].failed)
    ]
    parts.append(_growth(records["growth"], folder))
    parts.append(_seeds(every, records, again, (first.world.seed, second.world.seed)))
    path = folder / "RESULTS.md"
    path.write_text("\n".join(part for part in parts if part), encoding="utf-8")
    return path


def _machine() -> str:
    """Machine and versions."""
    told = [f"* {name}: {text}" for name, text in machine.machine().items()]
    day = dt.datetime.now(tz=dt.UTC).date().isoformat()
    libraries = ", ".join(f"{name} {text}" for name, text in machine.versions().items())
    return "\n".join(["## Machine", *told, f"* Date: {day}", f"* Libraries: {libraries}", ""])


def _marks(every: Mapping[str, Task], records: Mapping[str, Record]) -> str:
    """Every mark in one table: the first thing that a reader looks for."""
    rows = []
    for name, task in every.items():
        for one in task.marks:
            found = marks.judge(task, one, records[name])
            rows.append((task.title, found.asked, found.figure, found.verdict))
    rows += [
        ("Growth, " + growth.ENGINES[engine], f"slope <= {growth.MOST}", f"{slope:.2f}",
         marks.most(slope, growth.MOST))
        for engine, slope in growth.slopes(records["growth"]).items()
    ]  # fmt: skip
    capped = records["capped"]
    rows += [
        (f"National job in 2 GB, {engine}", "finishes, equal", *_finished(capped, engine))
        for engine in ("duckdb", "polars")
    ]
    missed = sum("MISSED" in row[3] for row in rows)
    met = sum(row[3] == "met" for row in rows)
    told = f"{met} met, {missed} missed, {len(rows) - met - missed} not measured here. "
    told += "*Missed by 20 %* means that a fifth more would be needed, in time, memory or speed.\n"
    return "\n".join(["## Marks", told, _table(("task", "mark", "measured", "verdict"), rows), ""])


def _finished(record: Record, engine: str) -> tuple[str, str]:
    """How a capped job ended."""
    name = f"{engine}-capped"
    if name in record.failed:
        return "ended with an error", "MISSED"
    memory = record.memory(name)
    if memory is None:
        return "-", "not measured"
    same = _same(record, name)
    equal = same in {"equal", "reference"}
    return f"peak {memory:,.0f} MB, {same}", "met" if equal else "MISSED"


def _task(task: Task, record: Record) -> str:
    """One task: a table of the contenders."""
    rows = []
    ours = record.seconds(task.contenders[0].id)
    for one in task.contenders:
        if one.id in record.failed:
            last = record.failed[one.id].splitlines()[-1:] or ["an error"]
            rows.append((one.label, "failed", "", "", "", "", last[0][:100]))
            continue
        seconds, least = record.seconds(one.id), record.least(one.id)
        if seconds is None or least is None:
            rows.append((one.label, "not run", "", "", "", "", ""))
            continue
        ratio = f"{seconds / ours:.2f}" if ours else ""
        # a program shorter than a second is gone before its memory is sampled well
        memory = "" if one.command and seconds < 1 else f"{record.memory(one.id):,.0f}"
        runs = str(record.times(one.id))
        same = _same(record, one.id)
        rows.append((one.label, f"{seconds:.3f}", f"{least:.3f}", runs, ratio, memory, same))
    head = ("who", "median", "least", "runs", "x", "memory", "equal")
    notes = [task.note] if task.note else []
    if "way" in record.facts:
        notes.append(f"The cap: {record.facts['way']}.")
    return "\n".join([f"## {task.title}", _table(head, rows), *(f"\n{n}" for n in notes), ""])


def _same(record: Record, name: str) -> str:
    """The verdict on a contender's result; ours is what the others are held against."""
    told = record.same.get(name, "")
    return "reference" if told == "reference" else told


def _growth(record: Record, folder: Path) -> str:
    """The plot and its numbers."""
    if not record.runs:
        return ""
    growth.plot(record, folder / "growth.svg")
    by_engine = {engine: dict(growth.points(record, engine)) for engine in growth.ENGINES}
    sizes = sorted({rows for found in by_engine.values() for rows in found})
    rows = [
        (f"{size:,}", *(f"{found[size]:.3f}" if size in found else "" for found in
                        by_engine.values()))
        for size in sizes
    ]  # fmt: skip
    told = "; ".join(f"{growth.ENGINES[e]} {slope:.2f}" for e, slope in
                     growth.slopes(record).items())  # fmt: skip
    lines = [
        "## Growth",
        "![Seconds by households](growth.svg)\n",
        _table(("households", *growth.ENGINES.values()), rows),
        f"\nSlope of the straight line in log-log from 100,000 households on: {told}.\n",
    ]
    return "\n".join(lines)


def _seeds(
    every: Mapping[str, Task],
    first: Mapping[str, Record],
    second: Mapping[str, Record],
    seeds: tuple[int, int],
) -> str:
    """The ratios of both seeds side by side."""
    rows = [
        (task.title, f"{one.subject} / {other}", *told)
        for name, task in every.items()
        for one in task.marks
        if one.quantity == "seconds"
        for other in one.against
        if (told := marks.seeds(one.subject, other, first[name], second[name]))
    ]
    if not rows:
        return ""
    head = ("task", "ratio", f"seed {seeds[0]}", f"seed {seeds[1]}", "verdict")
    rule = (
        "Two ratios agree within noise when they differ by no more than the runs of their own "
        "contenders do (longest against shortest, both seeds), or by 15 %, whichever is more.\n"
    )
    return "\n".join(["## A second seed", rule, _table(head, rows), ""])


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown."""
    names = list(head)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "/") for cell in line) + " |"
                     for line in lines)  # fmt: skip
