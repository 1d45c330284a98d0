"""Equal budgets: costs by hand, coverage for a budget, effects per million on made-up numbers."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.kinds.budget import _best
from sim.levers import Levers
from sim.measures.registry import measure_all, observe
from sim.mechanisms import registry
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.report.study_tables import mechanism_name
from sim.scenario.scenario import Scenario
from sim.studies.budget import (
    AVERAGE,
    CHEAPER,
    FREE,
    MARGINAL,
    MORE_MONEY,
    RESOLVED,
    WITHIN,
    YARDSTICK,
    Level,
    Option,
    budget_effects,
    cost_table,
    coverage_for,
    options_for,
    with_resolved,
)
from sim.studies.costs import Cost, Ground, Prices, ground_of, strength_over, yearly_cost
from tests.model_runs import finished, scenario, small_world

PRICES = Prices(committee=40.0, upper=50.0)


class Costly(Mechanism):
    """Moves every lever that costs anything, by round amounts."""

    id, name, name_zh, section = "costly", "costly", "昂贵", "0"
    Parameters = MechanismParameters

    def apply(self, levers: Levers, structure, presence) -> None:
        """Money in fen per resident and year, hours per working day."""
        reached = structure.by_district(presence * structure.population) / structure.district_population
        levers.add("running_fen", 200.0 * reached)
        levers.add("purchase_fen", 100.0 * reached)
        levers.add("capital_fen", 50.0 * reached)
        levers.add("pooled_fen", 300.0 * presence)
        levers.add("proposals", 2.0 * presence)
        levers.add("mechanism_hours", 0.5 * presence)
        levers.add("issue_hours", 3.0 * presence)
        levers.add("township_hours", -0.25 * structure.by_township(presence))
        levers.add("district_hours", -0.125 * structure.by_district(presence))
        levers.add("justice_hours", 1.0)
        levers.add("volunteer_hours", 9.0 * presence)


@pytest.fixture(scope="module")
def ground() -> Ground:
    return ground_of(scenario(), small_world())


def weighted(ground: Ground, factor: float) -> Ground:
    """The same place drawn so that everything stands for several of its kind."""
    return Ground(
        ground.structure,
        factor * ground.community_weight,
        factor * ground.township_weight,
        factor * ground.district_weight,
        factor * ground.residents,
        ground.project_yuan,
        ground.council_people,
    )


def test_residents_hours_have_a_price(ground):
    """A council of two hours takes fifteen residents and three of four unpaid parties each month."""
    council, courtyard = (
        yearly_cost(registry()[name](registry()[name].Parameters()), ground)
        for name in ("deliberation", "self_governance")
    )
    n = len(ground.structure.population)
    assert council.resident_hours == pytest.approx(12.0 * 2.0 * (100 * 0.15 + 4 * 0.75) * n)
    assert courtyard.resident_hours > 0.0
    free = Prices(committee=40.0, upper=50.0, resident=0.0)
    assert council.total_yuan(PRICES) - council.total_yuan(free) == pytest.approx(16.5 * council.resident_hours)


def test_volunteers_hours_have_the_same_price(ground):
    """A full time bank lifts the share of volunteers from .152 by half a logit; each gives .42 hours a month."""
    volunteers = registry()["volunteers"]
    parameters = volunteers.Parameters()
    cost, people = yearly_cost(volunteers(parameters), ground), float(ground.structure.population.sum())
    odds = 0.152 / 0.848 * math.exp(0.5 * parameters.time_bank)
    assert cost.volunteer_hours == pytest.approx(12.0 * 0.42 * (odds / (1.0 + odds) - 0.152) * people)
    free = Prices(committee=40.0, upper=50.0, resident=0.0)
    assert cost.total_yuan(PRICES) - cost.total_yuan(free) == pytest.approx(16.5 * cost.volunteer_hours)
    party = yearly_cost(registry()["online_party_grid"](registry()["online_party_grid"].Parameters()), ground)
    assert party.volunteer_hours > 0.0


def test_costs_by_hand(ground):
    cost = yearly_cost(Costly(MechanismParameters()), ground)
    people, n = float(ground.structure.population.sum()), len(ground.structure.population)
    days = ground.structure.working_days_per_year
    assert ground.residents == people
    assert cost.running_yuan == pytest.approx(2.0 * people)
    assert cost.purchase_yuan == pytest.approx(1.0 * people)
    assert cost.capital_yuan == pytest.approx(0.5 * people)
    assert cost.pooled_yuan == pytest.approx(3.0 * people)
    services = Scenario().services
    assert cost.project_yuan == pytest.approx(2.0 * n * services.claimed_share * services.project_yuan)
    assert cost.committee_hours == pytest.approx(0.5 * n * days)
    assert cost.township_hours == pytest.approx(0.25 * n * days)
    assert cost.district_hours == pytest.approx(0.125 * n * days)
    assert cost.volunteer_hours == pytest.approx(9.0 * n * 365.0)
    hours = 40.0 * 0.5 * n * days + 50.0 * 0.375 * n * days + 16.5 * 9.0 * n * 365.0
    assert cost.total_yuan(PRICES) == pytest.approx(6.5 * people + cost.project_yuan + hours)
    assert cost.times(0.5).total_yuan(PRICES) == pytest.approx(0.5 * cost.total_yuan(PRICES))


def test_costs_are_those_of_the_whole_place(ground):
    mechanism = Costly(MechanismParameters())
    tenfold = yearly_cost(mechanism, weighted(ground, 10.0)).total_yuan(PRICES)
    assert tenfold == pytest.approx(10.0 * yearly_cost(mechanism, ground).total_yuan(PRICES))


def test_nothing_covered_costs_nothing(ground):
    """Without presence only hours that are added remain, and these cost nothing."""
    assert yearly_cost(Costly(MechanismParameters(coverage=0.0)), ground) == Cost()


def test_the_communities_drawn_pay(ground):
    """At half coverage the committee hours are those of the communities that were drawn."""
    covered = ground.structure.covered("costly", 0.5)
    assert 0 < covered.sum() < len(covered)
    cost = yearly_cost(Costly(MechanismParameters(coverage=0.5)), ground)
    assert cost.committee_hours == pytest.approx(0.5 * covered.sum() * ground.structure.working_days_per_year)


@pytest.mark.parametrize("name", sorted(registry()))
def test_every_mechanism_has_a_cost_that_grows_with_its_coverage(ground, name):
    kind = registry()[name]
    costs = [yearly_cost(kind(kind.Parameters(coverage=c)), ground).total_yuan(PRICES) for c in (0.0, 0.4, 0.8, 1.0)]
    assert costs[0] == 0.0
    assert costs == sorted(costs)
    assert all(math.isfinite(cost) for cost in costs)


def test_the_levers_priced_are_those_that_the_run_moves(ground):
    """Asked from a model after a day at full strength, the committee hours of a mechanism are the same."""
    name = "service_platform"
    model = finished(scenario(mechanisms={name: {"phase_in_days": 0}}, days=1), small_world())
    hours = float(model.levers["mechanism_hours"].sum()) * ground.structure.working_days_per_year
    kind = registry()[name]
    assert yearly_cost(kind(kind.Parameters()), ground).committee_hours == pytest.approx(hours)
    assert hours > 0.0


def test_growing_counts_by_the_days():
    """Over 4 days from day 0 with 4 days of growing: a quarter, a half, three quarters, all."""
    growing = Costly(MechanismParameters(phase_in_days=4))
    assert strength_over(growing, 0, 4) == pytest.approx((0.25 + 0.5 + 0.75 + 1.0) / 4)
    assert strength_over(growing, 4, 10) == 1.0
    assert strength_over(Costly(MechanismParameters(phase_in_days=0, start_day=6)), 0, 10) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("full", "expected"),
    [(0.0, (1.0, FREE)), (5e6, (1.0, CHEAPER)), (1e7, (1.0, CHEAPER)), (4e7, (0.25, WITHIN))],
)
def test_coverage_follows_the_budget(full, expected):
    assert coverage_for(full, 1e7) == expected


def test_options_spend_the_budget_or_all_they_can(ground):
    names = sorted(registry())
    budget = 1.5 * ground.residents
    options, scenarios = options_for(scenario(), names, ground, PRICES, budget)
    assert [option.mechanism for option in options] == [*names, MORE_MONEY]
    assert len({s.name for s in scenarios}) == len(scenarios)
    by_name = {s.name: s for s in scenarios}
    for option in options[:-1]:
        parameters = by_name[option.whole.scenario].mechanisms[option.mechanism]
        assert parameters.coverage == option.whole.coverage
        assert option.expected_yuan <= budget * (1 + 1e-9)
        if option.spending == WITHIN:
            assert option.expected_yuan == pytest.approx(budget)
        if option.half is not None:
            assert option.half.coverage == option.whole.coverage / 2
            assert option.half.yuan <= option.whole.yuan
    assert {o.mechanism: o.spending for o in options}["funding_balance"] == FREE
    more = by_name[options[-1].whole.scenario].money.issue_money_per_resident
    assert more == pytest.approx(scenario().money.issue_money_per_resident + 1.5)
    table = cost_table(options).set_index("mechanism")
    assert table.loc[MORE_MONEY, "realised_million_yuan"] == pytest.approx(budget / 1e6)


def option(name: str, whole: float, half: float | None, spending: str = WITHIN) -> Option:
    """An option whose levels cost so many million yuan."""
    levels = [
        Level(f"{name}--{label}", 1.0, Cost(running_yuan=1e6 * million), 1e6 * million)
        for label, million in (("whole", whole), ("half", half))
        if million is not None
    ]
    return Option(name, spending, 1e6 * whole, 1e6 * whole, levels[0], levels[1] if half is not None else None)


def runs(**values) -> pd.DataFrame:
    """One measure of several scenarios, one value per seed; "x_half" is read as "x--half"."""
    rows = [
        (scenario.replace("_", "--"), seed, "solved_per_need", "all", "all", 100.0, value)
        for scenario, series in values.items()
        for seed, value in enumerate(series, start=1)
    ]
    return pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])


def test_average_and_marginal_by_hand():
    """10 million bring 5, of which the first 4 million brought 3: 0.5 on average, 2 / 6 at the margin."""
    base = np.array([10.0, 20.0, 30.0])
    table = runs(base=base, x_whole=base + 5.0, x_half=base + 3.0)
    found = budget_effects(table, "base", [option("x", 10.0, 4.0)]).set_index("part")
    assert found.loc[AVERAGE, "per_million"] == pytest.approx(0.5)
    assert found.loc[MARGINAL, "per_million"] == pytest.approx(2.0 / 6.0)
    assert found.loc[MARGINAL, "cost_million_yuan"] == pytest.approx(6.0)
    assert found.loc[AVERAGE, "effect"] == pytest.approx(5.0)


def test_intervals_per_million_are_those_of_the_effect_over_the_cost():
    generator = np.random.default_rng(2)
    base = generator.normal(50.0, 5.0, 9)
    whole = base + 4.0 + generator.normal(0.0, 1.0, 9)
    half = base + 3.0 + generator.normal(0.0, 1.0, 9)
    found = budget_effects(runs(base=base, x_whole=whole, x_half=half), "base", [option("x", 8.0, 4.0)])
    for part, low, million in ((AVERAGE, base, 8.0), (MARGINAL, half, 4.0)):
        row = found[found["part"] == part].iloc[0]
        reference = stats.ttest_rel(whole, low)
        interval = reference.confidence_interval(0.95)
        assert (row["per_million_low"], row["per_million_high"]) == pytest.approx(
            (interval.low / million, interval.high / million)
        )
        assert row["p_adjusted"] == pytest.approx(reference.pvalue)


@pytest.mark.nightly
def test_the_interval_per_million_covers_the_truth_in_95_of_100_studies():
    generator = np.random.default_rng(20181)
    covered = 0
    for _ in range(1000):
        shared = generator.normal(0.5, 0.05, 10)
        table = runs(base=shared + generator.normal(0, 0.01, 10), x_whole=shared + 0.06 + generator.normal(0, 0.01, 10))
        row = budget_effects(table, "base", [option("x", 3.0, None)]).iloc[0]
        covered += row["per_million_low"] <= 0.02 <= row["per_million_high"]
    assert 0.93 <= covered / 1000 <= 0.97


def test_what_costs_nothing_has_an_effect_but_none_per_million():
    base, whole = np.array([10.0, 20.0, 31.0]), np.array([11.0, 22.0, 34.0])
    found = budget_effects(runs(base=base, x_whole=whole), "base", [option("x", 0.0, None, FREE)])
    assert list(found["part"]) == [AVERAGE]
    assert found.iloc[0]["effect"] == pytest.approx(2.0)
    assert np.isnan(found.iloc[0]["per_million"])


def test_where_half_and_whole_drew_the_same_communities_there_is_no_margin():
    base = np.array([10.0, 20.0, 30.0])
    found = budget_effects(runs(base=base, x_whole=base + 1, x_half=base + 1), "base", [option("x", 4.0, 4.0)])
    assert np.isnan(found.set_index("part").loc[MARGINAL, "per_million"])


def test_holm_counts_the_options_of_a_cell_and_part():
    generator = np.random.default_rng(9)
    base = generator.normal(0, 1, 8)
    x, y = base + generator.normal(0.5, 1, 8), base + generator.normal(0.5, 1, 8)
    options = [option("x", 1.0, None), option("y", 1.0, None, YARDSTICK)]
    found = budget_effects(runs(base=base, x_whole=x, y_whole=y), "base", options)
    raw = sorted(float(stats.ttest_rel(values, base).pvalue) for values in (x, y))
    assert sorted(found["p_adjusted"]) == pytest.approx([min(1, 2 * raw[0]), min(1, max(2 * raw[0], raw[1]))])


def test_resolved_a_year_is_counted_issue_by_issue():
    """Share times complaints per 1,000 times residents is the number of resolved complaints in the ledger."""
    model = finished(scenario(days=365), small_world())
    observation = observe(model)
    measures = measure_all(observation).assign(scenario="base", seed=1)
    residents = float(model.communities.population @ model.communities.weight)
    found = with_resolved(measures, residents)
    value = found[found["measure"] == RESOLVED]["value"].item()
    reported = measures.set_index(["measure", "by", "group"])["n"].loc[("resolution_share", "all", "all")]
    share = measures.set_index(["measure", "by", "group"])["value"].loc[("resolution_share", "all", "all")]
    assert reported > 0
    assert value == pytest.approx(share * reported, rel=1e-9)
    assert value == pytest.approx(round(value), abs=1e-6)


@pytest.mark.parametrize(("low", "p", "chance"), [(0.5, 0.01, False), (-0.5, 0.2, True), (0.5, 0.2, True)])
def test_the_largest_effect_per_million_is_said_to_be_chance_where_it_may_be(low, p, chance):
    numbers = {"per_million": 2.0, "per_million_low": low, "per_million_high": 3.5, "p_adjusted": p}
    usual = {"part": AVERAGE, "spending": WITHIN, "n": 10, "n_equal": 0}
    rows = pd.DataFrame(
        [
            {"mechanism": "volunteers", **usual, **numbers},
            {"mechanism": "five_zeros", **usual, **numbers, "per_million": 1.0, "per_million_low": -9.0},
        ]
    )
    said = _best("Needs solved", "solved_per_need", rows)
    assert str(mechanism_name("volunteers")) in said and ("may be chance" in said) == chance
