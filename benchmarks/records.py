"""What was measured, kept as JSON after every run, so that an interrupted suite goes on."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Record", "open_record"]


@dataclass
class Record:
    """
    Runs of the contenders of one task.

    ``runs`` holds seconds and memory of each run, ``same`` the verdicts on results, ``failed`` what
    a contender said when it ended with an error, ``facts`` whatever else a task tells.
    """

    path: Path
    runs: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    def save(self) -> None:
        """Write beside, then move in place."""
        told = {
            "runs": self.runs,
            "same": self.same,
            "failed": self.failed,
            "facts": self.facts,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".part")
        beside.write_text(json.dumps(told, indent=1), encoding="utf-8")
        beside.replace(self.path)

    def add(self, contender: str, run: Mapping[str, float]) -> None:
        """One more run."""
        self.runs.setdefault(contender, []).append(dict(run))
        self.failed.pop(contender, None)
        self.save()

    def times(self, contender: str) -> int:
        """How often a contender has run."""
        return len(self.runs.get(contender, ()))

    def seconds(self, contender: str) -> float | None:
        """The median of a contender's seconds."""
        runs = self.runs.get(contender)
        return statistics.median(run["seconds"] for run in runs) if runs else None

    def least(self, contender: str) -> float | None:
        """The shortest of a contender's seconds."""
        runs = self.runs.get(contender)
        return min(run["seconds"] for run in runs) if runs else None

    def memory(self, contender: str) -> float | None:
        """The largest peak of a contender's memory, in MB."""
        runs = self.runs.get(contender)
        return max(run["memory"] for run in runs) if runs else None

    def spread(self, contender: str) -> float:
        """How far a contender's runs lie apart: longest / shortest - 1."""
        times = [run["seconds"] for run in self.runs.get(contender, ())]
        return max(times) / min(times) - 1 if times else 0.0


def open_record(folder: Path, task: str) -> Record:
    """The record of a task, empty where nothing was measured."""
    path = folder / f"{task}.json"
    if not path.exists():
        return Record(path)
    return Record(path, **json.loads(path.read_text(encoding="utf-8")))
