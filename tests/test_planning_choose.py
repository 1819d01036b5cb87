"""What a budget buys: the optimum against every subset, the plain order, each reason checked."""

from __future__ import annotations

import random
import time
from fractions import Fraction
from itertools import pairwise, product

import pandas as pd
import pytest

from tambon_gis.analysis.planning.choose import choose
from tambon_gis.analysis.planning.optimum import Offer, optimum
from tambon_gis.analysis.planning.reasons import REASONS
from tambon_gis.errors import AnalysisError
from tambon_gis.model.trace import Scenario

FINE = Fraction(1, 1000)


def tables(scores, serves, costs, *, states=None):
    """Needs, links and a plan of one year; project n serves the needs of serves[n]."""
    needs = pd.DataFrame({"need": range(1, len(scores) + 1), "score": scores})
    needs["score"] = needs["score"].astype("Float64")
    pairs = [(need, n) for n, mine in enumerate(serves, start=1) for need in sorted(mine)]
    links = pd.DataFrame(pairs, columns=["need", "project"]).astype("int64")
    links["state"] = states or "confirmed"
    plan = pd.DataFrame(
        {"project": range(1, len(costs) + 1), "title": [f"p{n + 1}" for n in range(len(costs))]}
    )
    plan["budget_2566"] = pd.array(costs, dtype="Float64")
    return needs, links, plan


class Brute:
    """Every subset of the projects that can be bought, in exact fractions."""

    def __init__(self, scores, serves, costs, budget, must=(), never=()):
        self.scores = [Fraction(str(score)) for score in scores]
        self.costs = [Fraction(str(cost or 0)) for cost in costs]
        self.serves, self.budget, self.never = serves, Fraction(str(budget)), never
        able = [n for n, c in enumerate(self.costs) if c and n not in never]
        self.able = [n for n in able if serves[n] or n in must]
        self.order = sorted(self.able, key=lambda n: (-self.top(n), n))
        self.must = [n for n in must if n in self.able]

    def top(self, n):
        return max((self.scores[need - 1] for need in self.serves[n]), default=Fraction(0))

    def value(self, chosen):
        served = {need for n in chosen for need in self.serves[n]}
        return sum((self.scores[need - 1] for need in served), Fraction(0))

    def cost(self, chosen):
        return sum((self.costs[n] for n in chosen), Fraction(0))

    def fits(self):
        for bits in product((1, 0), repeat=len(self.order)):
            chosen = [n for n, bit in zip(self.order, bits, strict=True) if bit]
            if set(self.must) <= set(chosen) and self.cost(chosen) <= self.budget:
                yield (self.value(chosen), -self.cost(chosen), bits), set(chosen)

    def best(self):
        return max(self.fits(), key=lambda one: one[0], default=(None, set()))[1]

    def plain(self):
        taken = set(self.must)
        if self.cost(taken) > self.budget:
            return set()
        for n in self.order:
            if n in taken or not self.value([n]):
                continue
            if self.cost(taken | {n}) > self.budget:
                break
            taken.add(n)
        return taken


def chance_of(seed):
    """A small made-up instance: overlaps, equal values, equal and unknown costs, terms."""
    rng = random.Random(seed)  # noqa: S311
    n, m = rng.randint(1, 9), rng.randint(1, 9)
    top = rng.choice([2, 5, 10_000, 3_000_000])
    scores = [
        rng.randint(0 if rng.random() < 0.2 else 1, top) / rng.choice([1, 2, 8]) for _ in range(m)
    ]
    serves = [set(rng.sample(range(1, m + 1), rng.randint(0, min(m, 4)))) for _ in range(n)]
    most = rng.choice([3, 9, 2_000, 100_000_000])
    costs = [
        rng.choice([None, 0]) if rng.random() < 0.12 else rng.randint(1, most) / rng.choice([1, 4])
        for _ in range(n)
    ]
    drawn = [rng.random() for _ in range(n)]
    must = [at for at, one in enumerate(drawn) if one < 0.08]
    never = [at for at, one in enumerate(drawn) if one > 0.92]
    whole = sum(cost or 0 for cost in costs)
    budget = round(rng.random() * whole, 2) if rng.random() < 0.9 else whole
    return scores, serves, costs, budget, must, never


def bought(seed):
    scores, serves, costs, budget, must, never = chance_of(seed)
    scenario = Scenario(
        title="s",
        budget=budget,
        must=[f"p{n + 1}" for n in must],
        never=[f"p{n + 1}" for n in never],
    )
    found = choose(*tables(scores, serves, costs), scenario)
    return found, Brute(scores, serves, costs, budget, must, never)


def chosen(found, how):
    return {project - 1 for project in found.frame.loc[found.frame[how], "project"]}


def test_the_optimum_is_the_best_of_all_subsets_500_times() -> None:
    both = [0, 0]
    for seed in range(500):
        found, brute = bought(seed)
        best, plain = brute.best(), brute.plain()
        assert chosen(found, "best") == best, seed
        assert chosen(found, "plain") == plain, seed
        assert Fraction(found.best_value).limit_denominator(1000) == brute.value(best)
        assert Fraction(found.plain_value).limit_denominator(1000) == brute.value(plain)
        assert Fraction(found.best_cost).limit_denominator(100) == brute.cost(best)
        assert Fraction(found.plain_cost).limit_denominator(100) == brute.cost(plain)
        both[best != plain] += 1
    assert min(both) > 100  # the comparison says something both ways


def holds(brute, best, plain, n, reason, other):
    """Whether a reason is true, worked out apart from the code."""
    value, cost, left = brute.value, brute.cost, brute.budget - brute.cost(best)
    gain = value(best | {n}) - value(best)
    told = {
        "must": n in brute.must and n in best,
        "both": n in best and n in plain and n not in brute.must,
        "instead": n in best - plain and other in plain - best,
        "fits_left": n in best - plain and plain <= best and other not in plain,
        "too_dear": brute.costs[n] > brute.budget,
        "too_dear_left": brute.budget - cost(brute.must) < brute.costs[n] <= brute.budget,
        "no_value": not value([n]),
        "served_by": value([n]) > 0 and gain == 0 and other in best
        and bool(brute.serves[n] & brute.serves[other if other is not None else n]),
        "displaced": n in plain - best and other in best - plain,
        "no_room": n not in plain | best and gain > 0 and brute.costs[n] > left,
        "never": n in brute.never,
        "no_budget": not brute.costs[n],
        "must_no_budget": not brute.costs[n],
        "must_beyond": n in brute.must and cost(brute.must) > brute.budget,
        "musts_first": n not in brute.must and cost(brute.must) > brute.budget,
    }  # fmt: skip
    if reason == "no_room" and other is not None:
        swapped = best - {other} | {n}
        return told[reason] and cost(swapped) <= brute.budget and value(swapped) <= value(best)
    if reason == "no_room":
        return told[reason] and all(
            cost(best - {one} | {n}) > brute.budget for one in best - set(brute.must)
        )
    return told[reason]


def test_every_reason_is_true_and_every_one_occurs() -> None:
    seen = set()
    for seed in range(500):
        found, brute = bought(seed)
        best, plain = brute.best(), brute.plain()
        for row in found.frame.itertuples():
            other = None if pd.isna(row.other) else int(row.other) - 1
            assert holds(brute, best, plain, row.project - 1, row.reason, other), (seed, row)
            seen.add(row.reason)
    assert seen == set(REASONS)


def test_a_larger_budget_is_never_worth_less() -> None:
    for seed in range(40):
        scores, serves, costs, *_ = chance_of(seed)
        whole = sum(cost or 0 for cost in costs)
        steps = [Scenario(title="s", budget=whole * part / 7) for part in range(8)]
        found = [choose(*tables(scores, serves, costs), one) for one in steps]
        values = [one.best_value for one in found]
        assert values == sorted(values)
        plain = [chosen(one, "plain") for one in found]
        assert all(small <= large for small, large in pairwise(plain))
        assert all(one.best_value >= one.plain_value for one in found)


def test_the_order_of_rows_says_nothing() -> None:
    for seed in range(40):
        scores, serves, costs, budget, *_ = chance_of(seed)
        needs, links, plan = tables(scores, serves, costs)
        scenario = Scenario(title="s", budget=budget)
        one = choose(needs, links, plan, scenario)
        mixed = [frame.sample(frac=1, random_state=seed) for frame in (needs, links, plan)]
        other = choose(*mixed, scenario)
        pd.testing.assert_frame_equal(one.frame, other.frame)


def test_amounts_one_satang_apart_are_told_apart() -> None:
    costs = [50_000_000.01, 50_000_000.00, 49_999_999.99]
    frames = tables([5.0, 4.0, 3.0], [{1}, {2}, {3}], costs)
    exact = choose(*frames, Scenario(title="s", budget=100_000_000))
    assert chosen(exact, "best") == {0, 2}
    below = choose(*frames, Scenario(title="s", budget=99_999_999.99))
    assert chosen(below, "best") == {1, 2}


def test_scores_a_thousandth_apart_are_told_apart() -> None:
    frames = tables([3_000_000.000, 3_000_000.001], [{1}, {2}], [10, 10])
    assert chosen(choose(*frames, Scenario(title="s", budget=10)), "best") == {1}


def test_two_hundred_projects_take_seconds() -> None:
    rng = random.Random(6)  # noqa: S311
    scores = [rng.randint(1, 3_000_000) / 1000 for _ in range(600)]
    serves = [set(rng.sample(range(1, 601), rng.randint(1, 11))) for _ in range(200)]
    costs = [rng.randint(20, 5000) * 1000 for _ in range(200)]
    start = time.process_time()  # whatever else the computer does meanwhile
    found = choose(*tables(scores, serves, costs), Scenario(title="s", budget=sum(costs) / 5))
    assert time.process_time() - start < 20
    assert found.plain_value < found.best_value
    assert found.best_cost <= sum(costs) / 5
    assert set(found.frame["reason"]) <= set(REASONS)


def test_many_equal_projects_give_the_earliest() -> None:
    alike = Offer((7,) * 60, tuple(frozenset({n}) for n in range(60)), (5,) * 60)
    assert optimum(alike, 7 * 25) == tuple(range(25))
    crossed = Offer((2, 1, 1, 2), tuple(map(frozenset, ([0, 1], [0], [1], [0, 1]))), (3, 3))
    assert optimum(crossed, 2) == (0,)
    assert optimum(crossed, 2, must=[2]) == (1, 2)


NEEDS = pd.DataFrame(
    {
        "need": [1, 2, 3],
        "score": pd.array([90.0, None, 10.0], dtype="Float64"),
        "cases": pd.array([5.0, None, 60.0], dtype="Float64"),
        "cases_low": pd.array([5.0, 40.0, 60.0], dtype="Float64"),
        "share_low": pd.array([0.5, 0.9, 0.1], dtype="Float64"),
        "target": pd.array([0.0, 0.1, 0.0], dtype="Float64"),
    }
)
LINKS = pd.DataFrame(
    {
        "need": [1, 2, 3, 3],
        "project": [1, 2, 3, 1],
        "state": ["confirmed", "confirmed", "proposed", "refused"],
    }
)
PLAN = pd.DataFrame(
    {
        "project": [1, 2, 3, 4],
        "title": ["ประปา", "ฝึก  อาชีพ", "ถนน", "ซุ้มประตู"],
        "budget_2566": [100.0, 200.0, 0.0, 50.0],
        "budget_2567": [None, 300.0, 400.0, None],
        "total_budget": [9.0, 9.0, 9.0, 9.0],
    }
)


def told(**terms):
    return choose(NEEDS, LINKS, PLAN, Scenario(**({"title": "s", "budget": 1000} | terms)))


def test_only_confirmed_links_count_unless_asked() -> None:
    assert told().frame["project"].tolist() == [2, 1]
    assert told(proposed=True).frame["project"].tolist() == [2, 1, 3]


def test_a_band_counts_with_its_lower_end() -> None:
    by_score = told(proposed=True).frame.set_index("project")["value"]
    assert by_score.to_dict() == {2: 80 * 40.0, 1: 90.0, 3: 10.0}  # 100 (0.9 - 0.1) x 40
    by_cases = told(proposed=True, by="cases").frame
    assert by_cases[["project", "value"]].to_numpy().tolist() == [[3, 60], [2, 40], [1, 5]]


def test_costs_are_those_of_the_years() -> None:
    every = told(proposed=True).frame.set_index("project")["cost"]
    assert every.to_dict() == {2: 500.0, 1: 100.0, 3: 400.0}
    first = told(proposed=True, year=[2566]).frame.set_index("project")
    assert first.loc[[2, 1], "cost"].tolist() == [200.0, 100.0]
    assert first.loc[3, ["reason", "plain", "best"]].tolist() == ["no_budget", False, False]
    assert pd.isna(first.loc[3, "cost"])
    assert pd.isna(first.loc[3, "rank"])
    assert told(proposed=True, year=[2566, 2567]).frame.equals(told(proposed=True).frame)


def test_what_must_be_done_comes_off_the_budget_even_without_a_need() -> None:
    found = told(must=["ซุ้มประตู"], budget=550)
    rows = found.frame.set_index("project")
    assert rows.loc[4, ["reason", "plain", "best", "value"]].tolist() == ["must", True, True, 0.0]
    assert rows.loc[1, ["reason", "best"]].tolist() == ["no_room", False]
    assert found.best_cost == found.plain_cost == 550
    without = told(never=["ฝึก อาชีพ"])
    assert without.frame.set_index("project").loc[2, "reason"] == "never"
    assert without.best_value == 90


def test_what_must_be_done_and_does_not_fit_is_told() -> None:
    found = told(must=["ประปา"], budget=99)
    assert found.frame.set_index("project")["reason"].to_dict() == {
        2: "musts_first",
        1: "must_beyond",
    }
    assert (found.best_cost, found.plain_cost, found.best_value) == (0, 0, 0)
    assert not found.frame[["plain", "best"]].any(axis=None)


def test_a_must_without_a_budget_is_told() -> None:
    found = told(must=["ถนน"], year=[2566]).frame.set_index("project")
    assert found.loc[3, ["reason", "best"]].tolist() == ["must_no_budget", False]
    assert found.loc[1, "best"]


def test_two_projects_of_one_title_are_both_meant() -> None:
    plan = PLAN.assign(title=["ประปา", "ประปา", "ถนน", "ซุ้มประตู"])
    found = choose(NEEDS, LINKS, plan, Scenario(title="s", budget=1000, never=["ประปา"]))
    assert found.frame["reason"].tolist() == ["never", "never"]


def test_without_needs_or_links_nothing_is_bought() -> None:
    found = choose(NEEDS, LINKS.iloc[:0], PLAN, Scenario(title="s", budget=1000))
    assert found.frame.empty
    assert (found.best_value, found.best_cost) == (0, 0)
    assert [str(kind) for kind in found.frame.dtypes] == [
        "int64", "Float64", "float64", "Int64", "bool", "bool", "str", "Int64",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "code", "facts"),
    [
        ({"must": ["ประปาา"]}, "scenario.near", {"near": "ประปา"}),
        ({"never": ["xyz"]}, "scenario.title", {"title": "xyz"}),
        ({"must": ["ถนน"], "never": ["ถนน"]}, "scenario.both", {"title": "ถนน"}),
        ({"year": [2566, 2575]}, "scenario.year", {"year": "2575", "known": "2566, 2567"}),
    ],
)
def test_terms_that_the_plan_does_not_know(terms, code, facts) -> None:
    with pytest.raises(AnalysisError) as fault:
        told(**terms)
    assert fault.value.code == code
    assert facts.items() <= fault.value.facts.items()
    for lang in ("th", "en"):
        assert all(str(fact) in fault.value.tell(lang) for fact in facts.values())


def test_a_solver_that_ends_without_proof_is_an_error(monkeypatch) -> None:
    import scipy.optimize

    class Late:
        status = 1

    monkeypatch.setattr(scipy.optimize, "milp", lambda *_, **__: Late())
    with pytest.raises(AnalysisError) as fault:
        told()
    assert fault.value.code == "scenario.unproven"


def test_an_answer_of_the_solver_that_breaks_the_budget_is_shut_out(monkeypatch) -> None:
    import scipy.optimize

    true = scipy.optimize.milp
    calls = []

    def lying(*args, **kwargs):
        answer = true(*args, **kwargs)
        calls.append(1)
        if len(calls) == 1:  # both projects, one satang too dear
            answer.x[:2] = 1
        return answer

    monkeypatch.setattr(scipy.optimize, "milp", lying)
    offer = Offer((1000, 1001), (frozenset({0}), frozenset({1})), (5, 6))
    assert optimum(offer, 2000) == (1,)
    assert len(calls) > 3
