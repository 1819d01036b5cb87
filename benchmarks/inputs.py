"""What a contender is handed: files of a world, or tables of it in memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.worlds.shelf import SIZES, World

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["describe", "make", "read", "world_of"]

#: Name of an input -> how it is read; ``part:1000`` is the beginning of the households.
READERS: dict[str, Callable[[World], Any]] = {
    "households": World.households,
    "villages": World.villages,
    "points": World.points,
    "complete": World.complete,
    "xlsx": World.workbook,
    "xlsx-marked": lambda world: world.workbook(marked=True),
    "csv": World.text_table,
    "csv-quoted": lambda world: world.text_table(quoted=True),
    "layer": World.layer,
    "layer-loose": lambda world: world.layer(loose=True),
    "layer-real": World.real_layer,
    "layer-real-loose": lambda world: world.real_layer(loose=True),
    "areas": World.areas,
    "shares": World.shares,
    "tambon": World.tambon,
}
#: What lies on disk of an input that is handed over in memory.
FILES: dict[str, Callable[[World], Any]] = {
    "points": World.households,
    "complete": lambda world: world.part(world.size.province),
    "areas": lambda _world: None,
    "shares": lambda _world: None,
}


def make(name: str, world: World) -> None:
    """Make the files of an input, so that no contender's process has to."""
    if name in FILES:
        FILES[name](world)
    else:
        read(name, describe(world))


def describe(world: World) -> dict[str, Any]:
    """A world in plain values, for another process."""
    return {"folder": str(world.folder), "seed": world.seed, "size": world.size.name}


def world_of(told: dict[str, Any]) -> World:
    """The world that was described."""
    return World(Path(told["folder"]), told["seed"], SIZES[told["size"]])


def read(name: str, told: dict[str, Any]) -> Any:
    """An input by its name."""
    world = world_of(told)
    if name.startswith("part:"):
        return world.part(int(name.removeprefix("part:")))
    return READERS[name](world)
