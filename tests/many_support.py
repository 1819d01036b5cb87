"""A worker that dies, for the tests of many pages: light, since a new process imports it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tambon_gis.study.each.one import Outcome

if TYPE_CHECKING:
    from tambon_gis.study.each.one import Order, Task


def dies(order: Order, task: Task) -> Outcome:
    """A worker that ends without a word at one tambon, always, and at another, once."""
    marker = order.store / f"{task.code}.tried"
    if task.code == "990102" or (task.code == "990103" and not marker.exists()):
        order.store.mkdir(parents=True, exist_ok=True)
        marker.touch()
        os._exit(9)
    return Outcome(task.code, "built")
