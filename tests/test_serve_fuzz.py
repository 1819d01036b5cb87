"""Requests made from the page's own description: no fault of ours among the answers."""

from __future__ import annotations

import warnings

import pytest
from fuzz_page import fuzz

#: So often every step has its turn, the same on every computer, however fast it is today.
TURNS = 2


def test_no_request_ends_in_a_fault_of_ours() -> None:
    pytest.importorskip("schemathesis")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = fuzz(0, turns=TURNS)
    assert found.faults == []
    assert len(found.steps) > 30
    assert {200, 303, 404} <= set(found.statuses)
    assert found.statuses[303] > 3  # steps were taken, not only refused
