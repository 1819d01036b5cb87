"""Growth from a thousand households to ten million: the runs, the slope and the plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.plan import Contender, Task

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.records import Record
    from benchmarks.worlds.shelf import Size

__all__ = ["MOST", "growth", "plot", "slopes"]

#: The slope in log-log that is not passed, and the size from which on it counts.
MOST, FROM = 1.05, 100_000
ENGINES = {"auto": "engine chosen by the tool", "duckdb": "DuckDB"}
_COLOURS = {"auto": "#1b6ca8", "duckdb": "#c8553d"}
_MANY = 1_000_000


def growth(size: Size) -> Task:
    """The national job on the beginning of the households, at every size."""
    found = [
        Contender(f"{engine}-{rows}", f"{rows:,} households, {name}",
                  "benchmarks.ours.national:national", (f"part:{rows}",), (engine,),
                  turns=5 if rows < _MANY else 3)
        for rows in size.growth
        for engine, name in ENGINES.items()
    ]  # fmt: skip
    return Task("growth", "Growth of the national job", tuple(found))


def points(record: Record, engine: str) -> list[tuple[int, float]]:
    """Households and median seconds of an engine, by size."""
    found = []
    for name in record.runs:
        own, rows = name.rsplit("-", 1)
        seconds = record.seconds(name)
        if own == engine and seconds is not None:
            found.append((int(rows), seconds))
    return sorted(found)


def slopes(record: Record) -> dict[str, float]:
    """Slope of the straight line in log-log above 100,000 households, by engine."""
    found = {}
    for engine in ENGINES:
        large = [one for one in points(record, engine) if one[0] >= FROM]
        if len(large) > 1:
            rows, seconds = np.log10(np.array(large, dtype=float)).T
            found[engine] = float(np.polyfit(rows, seconds, 1)[0])
    return found


def plot(record: Record, path: Path) -> None:
    """Seconds by households, both in powers of ten."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    told = slopes(record)
    for engine, name in ENGINES.items():
        found = points(record, engine)
        if not found:
            continue
        rows, seconds = zip(*found, strict=True)
        slope = f", slope {told[engine]:.2f} above 100,000" if engine in told else ""
        axes.plot(rows, seconds, "o-", color=_COLOURS[engine], label=name + slope)
    axes.set(xscale="log", yscale="log", xlabel="households", ylabel="seconds (median)")
    axes.set_title("National job: 38 indicators and poverty at four levels")
    axes.xaxis.set_major_formatter(lambda rows, _at: f"{rows:,.0f}")
    axes.yaxis.set_major_formatter(lambda seconds, _at: f"{seconds:g}")
    axes.yaxis.set_minor_formatter(
        lambda seconds, _at: f"{seconds:g}" if f"{seconds:e}"[0] in "25" else ""
    )
    axes.grid(visible=True, which="both", color="#dddddd", linewidth=0.5)
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
