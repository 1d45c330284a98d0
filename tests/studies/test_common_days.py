"""Days that policies have in common are simulated once, and every run gives what it gives alone."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Sequence

import pytest

from sim import running
from sim.issues.phases import Candidates
from sim.mechanisms import registry
from sim.model import GovernanceModel
from sim.scenario.scenario import Scenario, replace
from sim.studies import runs
from sim.studies.common_days import Common, common_days
from sim.studies.executor import execute, nearby
from sim.studies.plan import Plan
from sim.studies.runs import Run
from tests.model_runs import SMALL_PLACE, scenario
from tests.studies import small_sweeps as small

WARM_UP = 30


def policies() -> list[Scenario]:
    """A baseline with a mechanism, and policies that part from it, or from one another, on several days."""
    base = scenario(
        {
            "run.start_date": "2024-11-20",
            "world.place": str(SMALL_PLACE),
            "run.check_invariants": True,
            "needs.need_rate_town": 0.9,
        },
        {"volunteers": {"phase_in_days": 10}},
        days=50,
        warm_up_days=WARM_UP,
    )

    def policy(name: str, **mechanisms: dict[str, int] | str) -> Scenario:
        made = {
            f"mechanisms.{key}": registry()[key].Parameters(**value) if isinstance(value, dict) else value
            for key, value in mechanisms.items()
        }
        return replace(base, {"name": name, **made})

    first = {"start_day": WARM_UP}
    return [
        replace(base, {"name": "base"}),
        policy("grid", grid_management=first),
        policy("early", smart_community={}),
        policy("teams_and_money", three_plus_one=first, funding_balance={"start_day": WARM_UP + 5}),
        policy("early_and_late", smart_community={}, workforce={"start_day": 50}),
        policy("never", workforce={"start_day": 79, "end_day": 40}),
        policy("without", volunteers="off"),
        replace(policy("other_needs", grid_management=first), {"needs.need_rate_town": 0.8}),
        policy("at_once", grid_management={"start_day": WARM_UP, "phase_in_days": 0}),
    ]


def plan(seeds: Sequence[int] = (1, 2)) -> list[Run]:
    """All policies over some seeds."""
    return [Run(each, seed) for each in policies() for seed in seeds]


def texts(outcomes) -> list[str]:
    """What the runs gave, in full."""
    assert [o.error for o in outcomes if o.result is None] == []
    return [o.result.table.to_csv() + str(o.result.curve) + str(o.result.load) for o in outcomes]


@pytest.fixture(scope="module")
def alone() -> list[str]:
    """What every run gives by itself."""
    keeper = runs.WorldKeeper(1)
    return texts([runs.execute_run(run, keeper, 1, lambda: None) for run in plan()])


@pytest.fixture
def days(monkeypatch) -> Counter[int]:
    """Counts the days that are simulated, by seed."""
    counted: Counter[int] = Counter()
    step = GovernanceModel.begin

    def begin(model: GovernanceModel) -> None:
        counted[model.run_seed] += 1
        step(model)

    monkeypatch.setattr(GovernanceModel, "begin", begin)
    return counted


def test_scenarios_are_grouped_by_the_days_that_they_have_in_common():
    assert common_days(policies()) == [
        Common(30, 0, True),
        Common(30, 0, True),
        Common(50, 1, True),
        Common(30, 0, True),
        Common(50, 1, True),
        Common(30, 0, True),
        Common(alike=True),
        Common(),
        Common(30, 0, True),
    ]


def test_a_mechanism_with_dates_of_its_own_is_asked_for_its_strength(monkeypatch):
    kind = registry()["grid_management"]
    monkeypatch.setattr(kind, "strength", lambda self, day: 1.0 if day >= 12 else 0.0)
    assert common_days(policies()[:2]) == [Common(12, 0, True)] * 2


def test_shared_days_change_no_byte_and_are_simulated_once(alone, days):
    told = Counter[str]()
    found = execute(plan(), nearby(1, 1), lambda n, done: told.update(days=n, runs=done))
    assert texts(found.outcomes) == alone
    saved = 4 * 30 + 50
    assert days == {1: 9 * 80 - saved, 2: 9 * 80 - saved}
    assert told == {"days": 2 * 9 * 80, "runs": 18}, "progress counts the days that a run has in common as well"


@pytest.mark.nightly
@pytest.mark.parametrize(("jobs", "threads", "seeds"), [(2, 1, (1, 2)), (3, 2, (1,))])
def test_processes_share_days_too(alone, jobs, threads, seeds):
    assert texts(execute(plan(seeds), nearby(jobs, threads)).outcomes) == alone[:: 3 - len(seeds)]


def test_a_killed_process_loses_a_state_and_no_result(alone):
    killed: list[int] = []

    def kill_once(n_days: int, n_runs: int) -> None:
        if n_runs and not killed:
            victim = multiprocessing.active_children()[0]
            killed.append(victim.pid or 0)
            victim.kill()

    found = execute(plan((1,)), nearby(2, 1), kill_once)
    assert killed
    assert texts(found.outcomes) == alone[::2]


def test_a_state_that_would_take_too_much_memory_is_not_kept(alone, days, monkeypatch):
    monkeypatch.setattr(runs, "MOST_STATE_BYTES", 1)
    assert texts(execute(plan((1,)), nearby(1, 1)).outcomes) == alone[::2]
    assert days == {1: 9 * 80}


def test_a_state_of_another_seed_or_world_is_not_used(days):
    one, other = policies()[:2]
    far = [replace(each, {"world.world_seed": 2}) for each in (one, other)]
    mixed = Plan([Run(one, 1), Run(other, 2), Run(far[0], 2), Run(other, 1), Run(far[1], 2)])
    keeper = runs.WorldKeeper(1)
    for run in mixed:
        runs.execute_run(run, keeper, 1, lambda: None)
    assert [run.common_days for run in mixed] == [30] * 5
    assert days == {1: 160, 2: 240}


def test_a_run_that_fails_after_the_common_days_spoils_no_other(alone, monkeypatch):
    monkeypatch.setattr(running, "check_numbers", lambda model: 1 // (model.scenario.name != "base"))
    found = execute(plan((1,)), nearby(1, 1))
    assert [o.status for o in found.outcomes] == ["failed"] + ["done"] * 8
    assert texts(found.outcomes[1:]) == alone[2::2]


def test_candidates_of_a_seed_are_drawn_once_until_residents_move(alone, monkeypatch):
    drawn: Counter[tuple[str, int, int]] = Counter()
    draw = Candidates.lay_out

    def lay_out(self: Candidates, model: GovernanceModel, period: int) -> None:
        drawn[model.scenario.name, model.run_seed, period] += 1
        draw(self, model, period)

    monkeypatch.setattr(Candidates, "lay_out", lay_out)
    monkeypatch.setattr("sim.studies.runs.MOST_STATE_BYTES", 0)
    assert texts(execute(plan((2,)), nearby(1, 1)).outcomes) == alone[1::2]
    alike = {name for name, _, _ in drawn} - {"other_needs"}
    # Residents move on day 42, within the second period of 28 days.
    assert [sum(drawn[name, 2, period] for name in alike) for period in (0, 1, 2)] == [1, 1 + 8, 8]
    assert [drawn["other_needs", 2, period] for period in (0, 1, 2)] == [1, 2, 1]


def test_points_of_a_sweep_share_days_with_their_baseline(tmp_path, days):
    file = small.write_files(tmp_path, points=3, days=12)
    late = (tmp_path / "policy.yaml").read_text().replace("three_plus_one: {}", "three_plus_one: {start_day: 8}")
    (tmp_path / "policy.yaml").write_text(late)
    sweep = small.plan_of(file)
    apart = [
        runs.execute_run(runs.Run(r.scenario, r.seed, cells=r.cells), runs.WorldKeeper(1), 1, lambda: None)
        for r in sweep
    ]
    days.clear()
    assert small.sweep(sweep, tmp_path / "here", small.here(runs.execute_run)).complete
    assert sum(days.values()) < len(sweep) * 12
    assert small.sweep(sweep, tmp_path / "pool", small.pool()).complete
    assert small.tables(tmp_path / "here") == small.tables(tmp_path / "pool")
    assert all(o.result is not None for o in apart)


def test_the_pool_keeps_groups_together_and_nobody_idle():
    from sim.studies.pool import Pool, PoolSettings

    groups = {0: "a", 1: "a", 2: "b", 3: "b", 5: "b"}
    pool = Pool(plan(), [0, 1, 2, 3, 4, 5], PoolSettings(), lambda d, r: None, lambda i, o: None, groups)

    class Busy:
        def __init__(self, group: str | None) -> None:
            self.group = group

    assert pool._next(None) == 0
    pool.workers = [Busy("a")]  # type: ignore[list-item]
    assert pool._next(None) == 2, "the days that the second group has in common are begun by another process"
    pool.workers.append(Busy("b"))  # type: ignore[arg-type]
    assert pool._next("a") == 1
    assert pool._next("a") == 4, "a run that has no days in common comes before those of another process"
    assert pool._next("a") == 5, "what is left is taken from the end"
    assert pool._next("b") == 3
