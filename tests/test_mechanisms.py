"""Each mechanism moves what its structure must move first, strictly and over paired seeds, and has its price."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.issues.store import CLIENT, DISCOVERED, ENTERED, LATE
from sim.levers import LEVERS, Levers
from sim.measures.inequality import gini
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.vocabulary import Category, DeskKind, State
from tests.model_runs import all_records, chongqing, finished, scenario, small_world, state_bytes

SEEDS = (1, 2)
SAMPLE = 0.008
NOW = {"phase_in_days": 0}


@cache
def run(mechanism: str | None, seed: int, **values: float):
    """A finished run on a slice of Chongqing, with one mechanism from the first day or none."""
    chosen = {} if mechanism is None else {mechanism: NOW | values}
    return finished(scenario({}, chosen, days=150, warm_up_days=92), chongqing(SAMPLE), seed=seed)


def voiced(model) -> np.ndarray:
    """All issues that residents voiced themselves."""
    records = all_records(model)
    return records[(records["flags"] & DISCOVERED) == 0]


def matched(policy, baseline) -> tuple[np.ndarray, np.ndarray]:
    """The same issues of the same residents under both, in the same order."""
    one, two = voiced(policy), voiced(baseline)
    keys = [r["resident_key"].astype(object) * 1024 + r["occasion"] for r in (one, two)]
    _, first, second = np.intersect1d(keys[0], keys[1], return_indices=True)
    return one[first], two[second]


def share(condition: np.ndarray) -> float:
    """Share of true values."""
    return float(condition.mean())


@pytest.mark.parametrize("seed", SEEDS)
def test_linked_teams_serve_their_clients_faster_and_surer(seed):
    policy, baseline = matched(run("three_plus_one", seed), run(None, seed))
    clients = (policy["flags"] & CLIENT) != 0
    assert clients.sum() > 100
    assert share(policy["state"][clients] == State.RESOLVED) > share(baseline["state"][clients] == State.RESOLVED)
    closed = clients & (policy["closed"] >= 0) & (baseline["closed"] >= 0)
    days = [(r["closed"] - r["voiced"])[closed].mean() for r in (policy, baseline)]
    assert days[0] < days[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_wide_linkage_slows_everybody_else(seed):
    policy, baseline = matched(run("three_plus_one", seed, resident_share=0.2), run(None, seed))
    others = ((policy["flags"] & CLIENT) == 0) & ((policy["flags"] & baseline["flags"] & ENTERED) != 0)
    assert share(policy["flags"][others] & LATE != 0) > share(baseline["flags"][others] & LATE != 0)
    assert share(policy["state"][others] == State.RESOLVED) < share(baseline["state"][others] == State.RESOLVED)


def test_team_hours_leave_the_three_offices():
    """What the teams and their visits get is what committees, townships and districts give up, hour for hour."""
    model = GovernanceModel(scenario({}, {"three_plus_one": NOW}), chongqing(SAMPLE), seed=1)
    model.step()
    levers = model.levers
    given = levers["mechanism_hours"].sum() - levers["township_hours"].sum() - levers["district_hours"].sum()
    got = levers["team_hours"].sum() + levers["visit_hours"].sum()
    assert given > 1.0
    assert got == pytest.approx(given, rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_three_society_linkage_frees_hours_and_moves_cases_off_the_committee(seed):
    policy, baseline = run("three_society_linkage", seed), run(None, seed)
    committees = policy.desk_map.of_communities(DeskKind.COMMITTEE)
    assert policy.desks.available_hours[committees].sum() > baseline.desks.available_hours[committees].sum()

    def by_workers(model) -> float:
        records = voiced(model)
        cases = np.isin(records["category"], (Category.DISPUTE, Category.WELFARE))
        cases &= records["state"] >= State.RESOLVED
        return share(np.isin(records["desk_kind"][cases], (DeskKind.SOCIAL_WORKER, DeskKind.ORGANISATION)))

    assert by_workers(policy) > by_workers(baseline)
    assert policy.services.purchased_fen.sum() > baseline.services.purchased_fen.sum()


def test_linkage_without_freed_hours_costs_committees_hours():
    """Coordination has its price: with no burden to hand back, committees have fewer hours than before."""
    policy = GovernanceModel(scenario({}, {"three_society_linkage": NOW | {"burden_share": 0.0}}), chongqing(SAMPLE),
                             seed=1)
    baseline = GovernanceModel(scenario(), chongqing(SAMPLE), seed=1)
    policy.step()
    baseline.step()
    assert (policy.communities.lever_issue_hours < baseline.communities.lever_issue_hours).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_platform_loses_nothing_entered_and_enters_more(seed):
    policy, baseline = voiced(run("service_platform", seed)), voiced(run(None, seed))
    entered = (policy["flags"] & ENTERED) != 0
    assert not (policy["state"][entered] == State.LOST).any()
    assert not (policy["state"] == State.LOST_ON_BOOK).any()
    assert (baseline["state"][(baseline["flags"] & ENTERED) != 0] == State.LOST).sum() > 100
    assert share(entered) > share((baseline["flags"] & ENTERED) != 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_platform_without_capacity_closes_more_on_paper(seed):
    policy, baseline = voiced(run("service_platform", seed)), voiced(run(None, seed))
    assert share(policy["state"] == State.NOMINAL) > share(baseline["state"] == State.NOMINAL)
    assert policy["reopenings"].sum() > baseline["reopenings"].sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_balanced_funding_evens_money_out_and_moves_it_to_villages(seed):
    policy, baseline = run("funding_balance", seed), run(None, seed)

    def received(model) -> np.ndarray:
        c = model.communities
        return (c.purse_fen + c.spent_fen) / c.population

    weights = policy.communities.population
    assert gini(received(policy), weights) < gini(received(baseline), weights)
    assert policy.total_fen() == baseline.total_fen()
    village = policy.communities.setting == 1

    def paid_in_villages(model) -> float:
        records = voiced(model)
        costly = (records["cost_fen"] > 0) & village[records["community"]]
        return share(records["state"][costly] == State.RESOLVED)

    assert paid_in_villages(policy) > paid_in_villages(baseline)


def test_rich_districts_pay_for_balance():
    """The total does not grow, so somebody gets less: districts of high fiscal capacity."""
    policy, baseline = run("funding_balance", 1), run(None, 1)
    capacity = baseline.districts.fiscal_capacity[baseline.communities.district]
    rich = (capacity > 1.3) & (baseline.communities.setting == 0)
    got = [(m.communities.purse_fen + m.communities.spent_fen)[rich].sum() for m in (policy, baseline)]
    assert got[0] < got[1]


@pytest.mark.parametrize("name", sorted(registry()))
def test_an_empty_mechanism_is_the_baseline(name, monkeypatch):
    """All that a mechanism does, it does through its levers: with `apply` emptied nothing is left of it."""
    monkeypatch.setattr(registry()[name], "apply", lambda self, levers, structure, presence: None)
    emptied = finished(scenario({}, {name: NOW}, days=60), small_world())
    baseline = finished(scenario(days=60), small_world())
    assert state_bytes(emptied) == state_bytes(baseline)


@pytest.mark.parametrize("name", sorted(registry()))
def test_a_mechanism_is_pure_in_the_day(name):
    """Applied twice to neutral levers, it moves them to the same values, and only levers that exist."""
    model = GovernanceModel(scenario({}, {name: NOW}), small_world(), seed=1)
    mechanism = model.mechanisms[0]
    moved = []
    for _ in range(2):
        levers = Levers(model.levers.n_rows)
        mechanism.apply(levers, model.structure, mechanism.presence(model.structure, 100))
        moved.append({lever.name: levers[lever.name].copy() for lever in LEVERS})
    assert all((moved[0][key] == moved[1][key]).all() for key in moved[0])


def test_mechanism_files_name_no_measure_no_outcome_and_no_other_mechanism():
    from pathlib import Path

    from sim.measures.registry import measures

    folder = Path(__file__).parent.parent / "sim" / "mechanisms"
    for name in registry():
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        code = text.split('"""', 2)[2]
        others = [other for other in registry() if other != name]
        assert not [word for word in [*others, *measures(), "sim.measures", "sim.issues"] if word in code]


def test_every_mechanism_says_who_it_is():
    for name, kind in registry().items():
        assert kind.id == name
        assert kind.name and kind.name_zh and kind.section
        for field, info in kind.Parameters.model_fields.items():
            extra = info.json_schema_extra
            assert info.description and extra["unit"] and extra["source"] and extra["label_zh"], f"{name}.{field}"
