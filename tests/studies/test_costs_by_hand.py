"""What mechanisms, scenarios and budgets cost, on a place of three communities, and what the hours of a study say."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.kinds import budget as budget_kind
from sim.levers import Levers
from sim.mechanisms import registry
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.report.study_tables import COSTS, mechanism_name
from sim.scenario.scenario import Scenario
from sim.structure import Structure
from sim.studies import costs as costs_module
from sim.studies.budget import (
    AVERAGE,
    CHEAPER,
    COST_COLUMNS,
    EFFECT_COLUMNS,
    FREE,
    MARGINAL,
    MORE_MONEY,
    RESOLVED,
    RESOLVED_FROM,
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
from sim.studies.compare import compare, summarise
from sim.studies.costs import (
    LARGEST_SAMPLE,
    Cost,
    Ground,
    Prices,
    costs_of,
    ground_of,
    policy_costs,
    scenario_cost,
    strength_over,
    yearly_cost,
)
from sim.studies.hours import HOURS_COLUMNS, MEASURE, PRICE_COLUMNS, PURSES, hours_table, price_table
from sim.studies.statistics import WORLDS
from tests.model_runs import SMALL_PLACE, scenario, small_world

NAN = math.nan
DAYS = 250.0
PEOPLE = np.array([1000.0, 2000.0, 4000.0])
WEIGHT = np.array([2.0, 3.0, 5.0])
"""Three communities, the first two in one township, each township a district; they stand for 2, 3 and 5 like them."""


def place(**own: Any) -> Ground:
    """Costs are computed on this place: arrays that no cost depends on are ones."""
    township = np.array([0, 0, 1])
    given = {
        "coverage_seed": 1,
        "code": np.array([1, 2, 3]),
        "population": PEOPLE,
        "township": township,
        "district": township,
        "township_hours": np.ones(2),
        "township_population": np.array([3000.0, 4000.0]),
        "district_of_township": np.array([0, 1]),
        "district_hours": np.ones(2),
        "district_population": np.array([3000.0, 4000.0]),
        "working_days_per_year": DAYS,
    }
    ones = {field.name: np.ones(3) for field in fields(Structure) if field.name not in given}
    ones["district_names"] = (("d0", "d0"), ("d1", "d1"))  # type: ignore[assignment]
    ground = Ground(
        structure=Structure(**{**ones, **given}),
        community_weight=WEIGHT,
        township_weight=np.array([10.0, 20.0]),
        district_weight=np.array([1.5, 2.5]),
        residents=28_000.0,
        project_yuan=700.0,
        council_people=6.0,
        volunteer_hours=lambda strength: 0.5 * strength,
    )
    return replace(ground, **own)


def moving(name: str, amounts: Any) -> Mechanism:
    """A mechanism that moves one lever by so much everywhere."""

    class One(Mechanism):
        """Moves one lever."""

        id, name, name_zh, section = "one", "one", "一", "0"
        Parameters = MechanismParameters

        def apply(self, levers: Levers, structure, presence) -> None:
            """The same amounts at any presence; where a lever needs its hours, a council is held."""
            lever = levers.by_name[name]
            values = np.asarray(amounts, float)
            move = {"add": levers.add, "raise": levers.raise_to}[lever.combine]
            move(name, values)

    return One(MechanismParameters())


@pytest.mark.parametrize(
    ("lever", "amounts", "part", "expected"),
    [
        # Fen per resident of the whole place: districts have 1.5 times 3000 and 2.5 times 4000 residents.
        ("running_fen", [100.0, 200.0], "running_yuan", 1.0 * 4500 + 2.0 * 10_000),
        ("general_fen", [100.0, 200.0], "general_yuan", 24_500.0),
        ("purchase_fen", [100.0, 200.0], "purchase_yuan", 24_500.0),
        ("capital_fen", [100.0, 200.0], "capital_yuan", 24_500.0),
        ("pooled_fen", [100.0, 200.0, 300.0], "pooled_yuan", 1.0 * 2000 + 2.0 * 6000 + 3.0 * 20_000),
        ("proposals", [1.0, 2.0, 3.0], "project_yuan", (2 + 6 + 15) * 700.0),
        # Hours a working day, of communities, townships and districts by their weights.
        ("mechanism_hours", [0.5, 1.0, -2.0], "committee_hours", DAYS * (1 + 3)),
        ("issue_hours", [-0.5, -1.0, 2.0], "committee_hours", DAYS * (1 + 3)),
        ("to_township_hours", [1.0, 2.0, 3.0], "township_hours", DAYS * 23),
        ("counter_to_township_hours", [1.0, 2.0, 3.0], "township_hours", DAYS * 23),
        ("to_district_hours", [1.0, 2.0, 3.0], "district_hours", DAYS * 23),
        ("township_hours", [-1.0, 4.0], "township_hours", DAYS * 10),
        ("reporting_hours", [1.0, 2.0], "township_hours", DAYS * 1.5 * (10 + 40)),
        ("district_hours", [-1.0, -2.0], "district_hours", DAYS * (1.5 + 5.0)),
        ("justice_hours", [-1.0, 2.0], "district_hours", DAYS * 1.5),
        # Hours a day of the whole year.
        ("courtyard_hours", [1.0, 2.0, 3.0], "resident_hours", 365.0 * 23),
        ("volunteer_hours", [1.0, 2.0, 3.0], "volunteer_hours", 365.0 * 23),
        ("giving_hours", [1.0, 2.0, 3.0], "volunteer_hours", 365.0 * 23),
        # A time bank of strength s adds half an hour times s for every resident.
        ("time_bank", [0.2, 0.4, 1.0], "volunteer_hours", 0.5 * (0.2 * 2000 + 0.4 * 6000 + 1.0 * 20_000)),
    ],
)
def test_each_lever_becomes_its_part_of_the_cost(lever, amounts, part, expected):
    cost = yearly_cost(moving(lever, amounts), place())
    assert getattr(cost, part) == pytest.approx(expected)
    assert [field.name for field in fields(Cost) if getattr(cost, field.name)] == [part]


@pytest.mark.parametrize("lever", ["abolished_hours", "online_hours", "bought_hours", "counter_online_hours"])
def test_work_that_goes_to_nobody_online_or_to_contractors_takes_no_hours_of_offices(lever):
    assert yearly_cost(moving(lever, [1.0, 2.0, 3.0]), place()) == Cost()


def test_a_council_takes_its_people_once_a_month_where_it_is_held():
    """Two hours of six people, twelve times a year, in the communities with a slot: those that stand for 2 and 5."""

    class Council(Mechanism):
        """Holds councils in two communities."""

        id, name, name_zh, section = "council", "council", "议事", "0"
        Parameters = MechanismParameters

        def apply(self, levers: Levers, structure, presence) -> None:
            """A slot of .9 is no council."""
            levers.raise_to("council_hours", np.full(3, 2.0))
            levers.add("council_slots", np.array([1.0, 0.9, 3.0]))

    cost = yearly_cost(Council(MechanismParameters()), place())
    assert cost.resident_hours == pytest.approx(12 * 2.0 * 6.0 * 7.0)


def test_money_and_hours_add_up_at_their_prices():
    """Money 1 to 32; hours 3 at 40, 5 and 7 at 50, 11 and 13 at 16.5."""
    cost = Cost(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 3.0, 5.0, 7.0, 11.0, 13.0)
    assert cost.money_yuan() == 63.0
    assert cost.total_yuan(Prices()) == pytest.approx(63.0 + 120.0 + 600.0 + 396.0)
    assert cost.total_yuan(Prices(1.0, 10.0, 100.0)) == pytest.approx(63.0 + 3.0 + 120.0 + 2400.0)
    half = cost.times(0.5)
    assert [getattr(half, f.name) for f in fields(Cost)] == [getattr(cost, f.name) / 2 for f in fields(Cost)]
    assert Prices() == Prices(committee=40.0, upper=50.0, resident=16.5)


def test_the_ground_is_read_off_the_baseline():
    """Five hundredths claimed of 20,000 yuan are 1,000; thirty invited of whom a tenth come, and four at a half."""
    base = scenario(
        {
            "services.claimed_share": 0.05,
            "services.project_yuan": 20_000.0,
            "participation.council_invited": 30,
            "participation.council_attendance_share": 0.1,
            "participation.party_presence": 0.5,
        }
    )
    ground = ground_of(base, small_world())
    assert ground.project_yuan == pytest.approx(1000.0) and ground.council_people == pytest.approx(3.0 + 2.0)
    s = ground.structure
    assert ground.residents == pytest.approx(float(ground.community_weight @ s.population))
    assert ground.district_weight @ s.district_population == pytest.approx(ground.residents)
    assert len(ground.township_weight) == len(s.township_population)
    people, hours = base.participation, base.staff.volunteer_hours_per_month
    share = people.volunteer_share
    odds = share / (1 - share) * math.exp(0.4 * people.volunteer_time_bank)
    assert ground.volunteer_hours(0.4) == pytest.approx(12 * hours * (odds / (1 + odds) - share))
    assert ground.volunteer_hours(0.0) == pytest.approx(0.0, abs=1e-12)


def test_a_scenario_costs_what_its_mechanisms_cost_while_they_work():
    """Warm-up of 10 days, 40 measured: one that begins on day 20 works on 30 of 40 days, one from the first on all."""
    ground = ground_of(scenario(), small_world())
    late, early = {"phase_in_days": 0, "start_day": 20}, {"phase_in_days": 0}
    both = scenario(mechanisms={"service_platform": late, "deliberation": early}, days=40, warm_up_days=10)
    parts = {
        name: yearly_cost(registry()[name](parameters), ground)  # type: ignore[arg-type]
        for name, parameters in both.mechanisms.items()
    }
    found, platform, council = scenario_cost(both, ground), parts["service_platform"], parts["deliberation"]
    assert found.committee_hours == pytest.approx(0.75 * platform.committee_hours + council.committee_hours)
    assert found.running_yuan == pytest.approx(0.75 * platform.running_yuan + council.running_yuan)
    assert found.resident_hours == pytest.approx(council.resident_hours) and council.resident_hours > 0
    assert platform.total_yuan(Prices()) > 0
    assert scenario_cost(scenario(), ground) == Cost()


def test_costs_of_policies_are_told_above_the_first():
    """The first has a mechanism too; what others cost per resident is theirs less its, over all residents."""
    ground = ground_of(scenario(), small_world())
    on = {"service_platform": {"phase_in_days": 0}}
    scenarios = [
        scenario({"name": "first"}, on),
        scenario({"name": "none"}),
        scenario({"name": "both"}, {**on, "deliberation": {"phase_in_days": 0}}),
    ]
    prices = Prices(10.0, 20.0, 5.0)
    table = policy_costs(scenarios, ground, prices)
    names = [field.name for field in fields(Cost)]
    assert table.columns.tolist() == ["scenario", *names, "money_yuan", "total_yuan", "yuan_per_resident", "residents"]
    assert table["scenario"].tolist() == ["first", "none", "both"]
    costs = [scenario_cost(s, ground) for s in scenarios]
    assert table["total_yuan"].tolist() == pytest.approx([c.total_yuan(prices) for c in costs])
    assert table["money_yuan"].tolist() == pytest.approx([c.money_yuan() for c in costs])
    above = [(c.total_yuan(prices) - costs[0].total_yuan(prices)) / ground.residents for c in costs]
    assert above[0] == 0.0 and above[1] < 0.0 < above[2]
    assert table["yuan_per_resident"].tolist() == pytest.approx(above)
    assert set(table["residents"]) == {ground.residents}


@pytest.mark.parametrize(("asked", "drawn"), [(1.0, LARGEST_SAMPLE), (0.05, 0.05)])
def test_costs_are_read_off_a_tenth_of_the_townships_at_most(asked, drawn, monkeypatch):
    seen = []

    def build(scenario: Scenario, threads: int = 1) -> Any:
        seen.append(scenario.world.sample)
        return small_world()

    monkeypatch.setattr(costs_module, "world_for", build)
    base = scenario({"world.sample": asked, "world.place": str(SMALL_PLACE)})
    table = costs_of([base, scenario({"name": "p"}, {"service_platform": {"phase_in_days": 0}})])
    assert seen == [drawn] and LARGEST_SAMPLE == 0.1
    hours = table.loc[1, "committee_hours"]
    assert hours > 0 and table.loc[1, "yuan_per_resident"] == pytest.approx(
        table.loc[1, "total_yuan"] / table.loc[1, "residents"]
    )


def test_strength_counts_the_days_asked_for():
    """From day 3 to 5 of one that grows over ten days: .4, .5 and .6."""
    growing = moving("running_fen", [0.0, 0.0]).__class__(MechanismParameters(phase_in_days=10))
    assert strength_over(growing, 3, 3) == pytest.approx(0.5)


# Budgets


@pytest.mark.parametrize(
    ("full", "expected"),
    [(0.99, (1.0, FREE)), (1.0, (1.0, CHEAPER)), (100.0, (1.0, CHEAPER)), (101.0, (100 / 101, WITHIN))],
)
def test_less_than_a_yuan_is_nothing(full, expected):
    assert coverage_for(full, 100.0) == expected


def test_every_option_is_run_at_its_budget_and_at_half_of_it():
    """A budget of 100 yuan a resident is more than the platform costs; a hundredth of a yuan is less."""
    ground = ground_of(scenario(), small_world())
    base = scenario(days=40)
    people, prices = ground.residents, Prices()
    for yuan, spending in ((0.01, WITHIN), (100.0, CHEAPER)):
        options, scenarios = options_for(base, ["service_platform", "funding_balance"], ground, prices, yuan * people)
        assert [o.mechanism for o in options] == ["funding_balance", "service_platform", MORE_MONEY]
        assert [s.name for s in scenarios[1:]] == [
            "funding_balance--whole",
            "service_platform--whole",
            "service_platform--half",
            f"{MORE_MONEY}--whole",
            f"{MORE_MONEY}--half",
        ]
        free, platform, more = options
        assert (free.spending, free.half, free.whole.coverage) == (FREE, None, 1.0)
        assert platform.spending == spending and platform.half is not None
        assert platform.half.coverage == platform.whole.coverage / 2
        by_name = {s.name: s for s in scenarios}
        assert by_name["service_platform--half"].mechanisms["service_platform"].coverage == platform.half.coverage
        expected = min(yuan * people, platform.full_yuan)
        assert platform.expected_yuan == pytest.approx(expected)
        assert platform.whole.yuan == pytest.approx(platform.whole.cost.total_yuan(prices))
        # Phased in over sixty days, on the forty days measured it has on average a third of its strength.
        assert platform.full_yuan == pytest.approx(
            yearly_cost(_platform(), ground).total_yuan(prices) * sum(range(1, 41)) / 40 / 60
        )
        assert (more.spending, more.expected_yuan) == (YARDSTICK, yuan * people)
        assert math.isnan(more.full_yuan) and math.isnan(more.whole.coverage)
        assert more.half is not None and (more.whole.yuan, more.half.yuan) == (yuan * people, yuan * people / 2)
        assert more.whole.cost == Cost(running_yuan=yuan * people)
        today = base.money.issue_money_per_resident
        for label, part in (("whole", 1.0), ("half", 0.5)):
            added = by_name[f"{MORE_MONEY}--{label}"].money.issue_money_per_resident - today
            assert added == pytest.approx(part * yuan)


def _platform() -> Mechanism:
    """The service platform at its defaults."""
    kind = registry()["service_platform"]
    return kind(kind.Parameters())


def test_the_table_of_costs_column_by_column():
    money = Cost(1e6, 2e6, 3e6, 4e6, 5e6, 6e6, 7.0, 8.0, 9.0, 10.0, 11.0)
    whole, half = Level("x--whole", 0.5, money, 30e6), Level("x--half", 0.25, Cost(), 14e6)
    options = [
        Option("x", WITHIN, 64e6, 32e6, whole, half),
        Option("y", FREE, 0.0, 0.0, Level("y--whole", 1.0, Cost(), 0.0), None),
    ]
    table = cost_table(options)
    assert table.iloc[0].to_dict() == {
        "mechanism": "x",
        "spending": WITHIN,
        "coverage": 0.5,
        "full_million_yuan": 64,
        "expected_million_yuan": 32,
        "realised_million_yuan": 30,
        "half_coverage": 0.25,
        "half_realised_million_yuan": 14,
        "running_million_yuan": 1,
        "general_million_yuan": 2,
        "purchase_million_yuan": 3,
        "capital_million_yuan": 4,
        "pooled_million_yuan": 5,
        "project_million_yuan": 6,
        "committee_hours": 7,
        "township_hours": 8,
        "district_hours": 9,
        "resident_hours": 10,
        "volunteer_hours": 11,
    }
    assert table.loc[1, ["half_coverage", "half_realised_million_yuan"]].isna().all()


def rows_of(values: dict[tuple[str, str, str], list[float]]) -> pd.DataFrame:
    """Measures by scenario, measure and grouping (the group is "all" or "x"), one value a seed."""
    rows = [
        (scenario, seed, measure, by, "all" if by == "all" else "x", 1.0, value)
        for (scenario, measure, by), series in values.items()
        for seed, value in enumerate(series, start=1)
    ]
    return pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])


def test_issues_resolved_in_a_year_by_hand():
    """Half of 200 complaints per 1,000 of two million residents are 200,000; without complaints there is no number."""
    table = rows_of(
        {
            ("a", "resolution_share", "all"): [0.5, 0.25],
            ("a", "reported_per_1000", "all"): [200.0, 100.0],
            ("a", "resolution_share", "setting"): [0.9, 0.9],
            ("b", "reported_per_1000", "all"): [10.0, 10.0],
            ("c", "resolution_share", "all"): [0.5, 0.5],
        }
    )
    found = with_resolved(table, 2e6)
    assert len(found) == len(table) + 4
    rows = found[found["measure"] == RESOLVED]
    assert rows["scenario"].tolist() == ["a", "a", "c", "c"] and set(rows["by"]) == {"all"}
    assert rows["value"].tolist() == pytest.approx([200_000.0, 50_000.0, NAN, NAN], nan_ok=True)
    assert rows["seed"].tolist() == [1, 2, 1, 2] and found.columns.tolist() == table.columns.tolist()
    assert sorted(RESOLVED_FROM) == ["reported_per_1000", "resolution_share"]


def level(name: str, million: float) -> Level:
    """A level that costs so many million yuan."""
    return Level(name, 1.0, Cost(), million * 1e6)


def test_effects_by_option_and_part_by_hand():
    """X brings 4, 10, 7 for 10 million, of which 1, 5, 3 came with the first 6: 3, 5, 4 for the last 4 million."""
    m = "solved_per_need"
    table = rows_of(
        {
            ("b", m, "all"): [10.0, 20.0, 30.0],
            ("x--whole", m, "all"): [14.0, 30.0, 37.0],
            ("x--half", m, "all"): [11.0, 25.0, 33.0],
            ("y--whole", m, "all"): [11.0, NAN, 32.5],
            ("z--whole", m, "all"): [NAN, NAN, NAN],
        }
    )
    options = [
        Option("x", WITHIN, 0.0, 0.0, level("x--whole", 10.0), level("x--half", 6.0)),
        Option("y", FREE, 0.0, 0.0, level("y--whole", 0.0), None),
        Option("z", WITHIN, 0.0, 0.0, level("z--whole", 5.0), None),
        Option("absent", WITHIN, 0.0, 0.0, level("absent--whole", 5.0), None),
    ]
    found = budget_effects(table, "b", options)
    assert tuple(found.columns) == EFFECT_COLUMNS
    assert list(zip(found["mechanism"], found["part"], strict=True)) == [
        ("x", AVERAGE),
        ("y", AVERAGE),
        ("z", AVERAGE),
        ("x", MARGINAL),
    ]
    whole, free, nothing, margin = (found.iloc[k] for k in range(4))
    t = 4.302653
    half = t * 3.0 / math.sqrt(3)
    assert whole[["n", "n_equal", "cost_million_yuan"]].tolist() == [3, 1, 10.0]
    assert whole[["effect", "effect_low", "effect_high"]].tolist() == pytest.approx([7.0, 7 - half, 7 + half], abs=1e-5)
    assert whole[["per_million", "per_million_low", "per_million_high"]].tolist() == pytest.approx(
        [0.7, (7 - half) / 10, (7 + half) / 10], abs=1e-5
    )
    assert margin[["effect", "cost_million_yuan", "per_million"]].tolist() == pytest.approx([4.0, 4.0, 1.0])
    assert (margin["per_million_low"], margin["per_million_high"]) == pytest.approx(
        (1 - t / math.sqrt(3) / 4, 1 + t / math.sqrt(3) / 4), abs=1e-5
    )
    assert free[["n", "effect", "spending"]].tolist() == [2, 1.75, FREE]
    assert math.isnan(free["per_million"]) and math.isnan(free["per_million_low"])
    assert nothing[["n", "n_equal", "cost_million_yuan"]].tolist() == [0, 0, 5.0]
    assert nothing[list(EFFECT_COLUMNS[9:])].isna().all()
    # The margin is alone in its part; on average two have a p: that of y over two seeds is the larger one.
    p_whole = 1 - 7 / math.sqrt(3) / math.sqrt(2 + 49 / 3)
    assert whole["p_adjusted"] == pytest.approx(2 * p_whole)
    assert margin["p_adjusted"] == pytest.approx(1 - 4 * math.sqrt(3) / math.sqrt(50))


@pytest.mark.parametrize(("yuan", "told"), [(0.99, False), (1.0, True)])
def test_effects_per_million_need_a_yuan(yuan, told):
    table = rows_of({("b", "m", "all"): [1.0, 2.0], ("x--whole", "m", "all"): [2.0, 3.5]})
    options = [Option("x", WITHIN, 0.0, 0.0, Level("x--whole", 1.0, Cost(), yuan), None)]
    found = budget_effects(table, "b", options).iloc[0]
    assert math.isfinite(found["per_million"]) == told
    if told:
        assert found["per_million"] == pytest.approx(1.25e6)


def test_sums_that_differ_by_rounding_have_no_effect():
    table = rows_of({("b", "m", "all"): [0.3, 0.3, 1.0], ("x--whole", "m", "all"): [0.1 + 0.2, 0.3, 1.0]})
    found = budget_effects(table, "b", [Option("x", WITHIN, 0.0, 0.0, level("x--whole", 1.0), None)]).iloc[0]
    assert (found["effect"], found["n_equal"], found["p_adjusted"]) == (0.0, 3, 1.0)


# The kind of study


def settings(**given: Any) -> budget_kind.Settings:
    """Settings of a budget."""
    return budget_kind.Settings(**given)


def test_the_budget_is_given_in_one_way():
    ground = place()
    assert budget_kind.budget_yuan(settings(million_yuan=3.0), ground) == 3e6
    assert budget_kind.budget_yuan(settings(yuan_per_resident=2.0), ground) == 56_000.0
    for given, wrong in (
        ({}, True),
        ({"million_yuan": 1.0, "yuan_per_resident": 1.0}, True),
        ({"million_yuan": 1.0}, False),
    ):
        paths = [path for path, _ in settings(**given).cross_checks()]
        assert ("yuan_per_resident" in paths) == wrong
    usual = settings(million_yuan=1.0)
    assert (usual.committee_yuan_per_hour, usual.upper_yuan_per_hour, usual.resident_yuan_per_hour) == (
        40.0,
        50.0,
        16.5,
    )
    assert usual.measures == ("solved_per_need", "resolution_urban_rural_gap")


def effects(*rows: tuple[str, str, str, float, float, float, float]) -> pd.DataFrame:
    """Rows of effects: mechanism, spending, part, value per million, both ends and adjusted p."""
    return pd.DataFrame(
        [
            {
                "mechanism": name,
                "spending": spending,
                "part": part,
                "n": 10,
                "n_equal": 1,
                **{f"per_million{end}": x for end, x in (("", value), ("_low", low), ("_high", high))},
                **{f"effect{end}": 100 * x for end, x in (("", value), ("_low", low), ("_high", high))},
                "p_adjusted": p,
            }
            for name, spending, part, value, low, high, p in rows
        ]
    )


def test_the_best_buy_is_that_with_the_largest_average_effect_and_is_doubted_where_it_may_be_chance():
    """Shares are told in points; what costs nothing and what the second half brings do not count."""
    rows = effects(
        ("volunteers", WITHIN, AVERAGE, 0.01, 0.005, 0.02, 0.01),
        ("five_zeros", WITHIN, AVERAGE, 0.02, 0.01, 0.03, 0.01),
        ("volunteers", WITHIN, MARGINAL, 0.5, 0.4, 0.6, 0.01),
        ("funding_balance", FREE, AVERAGE, 0.9, 0.8, 1.0, 0.01),
    )
    said = budget_kind._best("Needs", "solved_per_need", rows)
    assert str(mechanism_name("five_zeros")) in said and "+2 [+1, +3]" in said and "may be chance" not in said
    assert said.startswith("Needs, percentage points per million yuan:")
    doubted = budget_kind._best("Needs", "solved_per_need", rows.assign(p_adjusted=0.2))
    assert "may be chance" in doubted
    assert budget_kind._best("Needs", "solved_per_need", rows.assign(per_million=NAN)) == ""
    assert budget_kind._best("Needs", "solved_per_need", rows[rows["spending"] == FREE]) == ""


def costs_table() -> pd.DataFrame:
    """Costs of three options: a number a column, so that each stands in its own."""
    numbers = {name: float(k) for k, name in enumerate(COST_COLUMNS) if k > 1}
    rows = [
        {"mechanism": "volunteers", "spending": WITHIN, **numbers, "coverage": 0.25, "realised_million_yuan": 12.0},
        {"mechanism": MORE_MONEY, "spending": YARDSTICK, **numbers, "coverage": NAN, "realised_million_yuan": 9.0},
        {"mechanism": "funding_balance", "spending": FREE, **numbers, "half_coverage": NAN},
    ]
    return pd.DataFrame(rows, columns=list(COST_COLUMNS))


def test_the_page_shows_average_and_marginal_effects_with_their_cost_and_free_ones_below():
    rows = effects(
        ("volunteers", WITHIN, AVERAGE, 0.01, 0.005, 0.02, 0.01),
        (MORE_MONEY, YARDSTICK, AVERAGE, 0.02, 0.01, 0.03, 0.01),
        ("volunteers", WITHIN, MARGINAL, 0.004, -0.001, 0.006, 0.2),
        ("funding_balance", FREE, AVERAGE, 0.0003, 0.0002, 0.0004, 0.01),
    )
    table = budget_kind._effects_table("solved_per_need", rows, costs_table())
    told = [[str(cell.text) for cell in row] for row in table.rows]
    assert [line[0] for line in told] == [mechanism_name(n) for n in (MORE_MONEY, "volunteers", "funding_balance")]
    assert [line[1] for line in told] == ["9", "12", "0"]
    assert [line[2] for line in told] == ["–", "25.0 %", "–"]
    assert told[0][3].startswith("+2") and told[0][4] == "–"
    assert told[1][3].startswith("+1") and told[1][4].startswith("+0.4")
    # What costs nothing is shown with its whole effect, 3 points, and has no second half.
    assert told[2][3].startswith("+3") and told[2][4] == "–"
    assert "cost nothing" in table.note and len(table.head) == 5
    assert table.head[3:] != table.head[:-3:-1] and len(set(table.head)) == 5
    paid = budget_kind._effects_table("solved_per_need", rows[rows["spending"] != FREE], costs_table())
    assert paid.note == "" and len(paid.rows) == 2


def test_the_page_shows_every_part_of_the_cost_under_its_name():
    table = budget_kind._cost_table(costs_table())
    assert table.head == [COSTS.say(name) for name in COST_COLUMNS] and table.csv == "report_costs.csv"
    told = [[str(cell.text) for cell in row] for row in table.rows]
    assert told[0][:3] == [mechanism_name("volunteers"), COSTS.say(WITHIN), "0.25"]
    assert told[0][3:] == ["3", "4", "12", *(str(k) for k in range(6, len(COST_COLUMNS)))]
    assert told[1][2] == "–" and told[2][6] == "–" and told[2][1] == COSTS.say(FREE)


# Hours


def test_the_balance_of_hours_has_every_number_in_its_column():
    """2 and 4 in the baseline, 5 and 9 in the policy: means 3 and 7, difference 4; t of one degree is 12.7062."""
    rows = [
        (name, seed, measure, "hours", "use.township.moved_up", 1.0, value)
        for measure, factor in ((MEASURE, 1.0), ("other", 9.0))
        for name, values in (("b", (2.0, 4.0)), ("p", (5.0, 9.0)))
        for seed, value in enumerate(factor * v for v in values)
    ]
    measures = pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])
    table = hours_table(summarise(measures), compare(measures, "b", ["p"]))
    assert tuple(table.columns) == HOURS_COLUMNS and len(table) == 2
    base, policy = (table.iloc[k] for k in (0, 1))
    assert policy[["scenario", "side", "bearer", "use"]].tolist() == ["p", "use", "township", "moved_up"]
    t = 12.7062
    assert [base["hours"], base["ci_low"], base["ci_high"]] == pytest.approx([3.0, 3 - t, 3 + t], abs=1e-3)
    assert [policy["hours"], policy["ci_low"], policy["ci_high"]] == pytest.approx(
        [7.0, 7 - 2 * t, 7 + 2 * t], abs=1e-3
    )
    assert [policy[k] for k in HOURS_COLUMNS[-3:]] == pytest.approx([4.0, 4 - t, 4 + t], abs=1e-3)
    assert base[list(HOURS_COLUMNS[-3:])].isna().all()
    alone = hours_table(summarise(measures))
    assert alone[list(HOURS_COLUMNS[-3:])].isna().all(axis=None) and alone["hours"].tolist() == [3.0, 7.0]


def priced(values: dict[str, tuple[float, float]], over: Any = None, **money: float) -> pd.DataFrame:
    """Prices of a policy whose lines have those hours, baseline and policy, in both of two seeds."""
    rows = [
        (name, seed, MEASURE, "hours", group, 1.0, value * (1.0 + 0.5 * seed))
        for group, both in values.items()
        for name, value in zip(("b", "p"), both, strict=True)
        for seed in (0, 1)
    ]
    measures = pd.DataFrame(rows, columns=["scenario", "seed", "measure", "by", "group", "n", "value"])
    columns = [column for names in PURSES.values() for column in names]
    usual = {**dict.fromkeys(columns, 100.0), "residents": 1000.0}
    costs = pd.DataFrame([{"scenario": "b", **usual}, {"scenario": "p", **usual, **money}])
    return price_table(measures, costs, "b", **({} if over is None else {"over": over}))


def test_who_gives_hours_and_who_pays_is_told_apart():
    """Seeds have once and one and a half times the hours; yuan of the policy are above the baseline's 100."""
    table = priced(
        {
            "use.township.moved_up": (0.0, 8.0),
            "use.township.reporting": (2.0, 4.0),
            "use.township.mechanism": (0.0, 2.0),
            "use.township.idle": (0.0, 70.0),
            "origin.township.paid": (0.0, 70.0),
            "relieved.nobody.administrative": (0.0, 70.0),
            "origin.resident.given": (0.0, 4.0),
            "use.district.moved_up": (5.0, 1.0),
            "use.committee.mechanism": (3.0, 3.0),
        },
        general_yuan=105.0,
        capital_yuan=90.0,
        pooled_yuan=100.0004,
        project_yuan=101.0,
    )
    assert tuple(table.columns) == PRICE_COLUMNS and set(table["scenario"]) == {"p"}
    hours = table.dropna(subset=["hours"]).set_index("payer")
    assert hours["hours"].to_dict() == pytest.approx({"township": 15.0, "resident": 5.0, "district": -5.0})
    assert hours.loc["township", ["hours_low", "hours_high"]].tolist() == pytest.approx(
        [15 - 12.7062 * 3, 15 + 12.7062 * 3], abs=1e-2
    )
    fen = table.dropna(subset=["fen"]).set_index("payer")["fen"].to_dict()
    # Per thousand of a thousand residents: yuan times 100 are fen; 5 unpaid hours at 16.50.
    assert fen == {"unpaid_resident": 8250.0, "general_budget": 500.0, "treasury": -1000.0, "sponsors": 100.0}
    assert table.loc[table["payer"] == "unpaid_resident", "hours"].isna().all()


def test_hours_over_worlds_have_their_band():
    table = priced({"use.committee.mechanism": (0.0, 10.0)}, WORLDS, running_yuan=110.0, purchase_yuan=95.0)
    row = table.set_index("payer").loc["committee"]
    assert row[["hours", "hours_low", "hours_high"]].tolist() == [12.5, 10.0, 15.0]
    assert table.set_index("payer").loc["district_purse", "fen"] == 500.0


def test_purses_and_what_they_pay():
    assert PURSES == {
        "district_purse": ("running_yuan", "purchase_yuan"),
        "general_budget": ("general_yuan",),
        "treasury": ("capital_yuan",),
        "firms": ("pooled_yuan",),
        "sponsors": ("project_yuan",),
    }
