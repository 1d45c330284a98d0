"""Runs in several processes: the same results as in one, whatever dies or is interrupted on the way."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from sim.scenario.scenario import Scenario, replace
from sim.studies.executor import execute, nearby
from sim.studies.runs import Outcome, Run

PLACE = str(Path(__file__).parents[1] / "data" / "small_place")


def plan(days: int = 120) -> list[Run]:
    """Two scenarios with three seeds each on the small place."""
    base = Scenario(name="base", title="base", title_zh="基准", description="", mechanisms={})
    base = replace(base, {"world.place": PLACE, "world.sample": 1.0, "run.days": days, "run.warm_up_days": 0})
    busy = replace(base, {"name": "busy", "needs.need_rate_town": 0.6})
    return [Run(scenario, seed) for scenario in (base, busy) for seed in (1, 2, 3)]


def tables(outcomes: tuple[Outcome, ...]) -> list[bytes]:
    """What the runs gave, as bytes."""
    return [outcome.result.table.to_csv().encode() for outcome in outcomes if outcome.result is not None]


@pytest.fixture(scope="module")
def undisturbed() -> list[bytes]:
    """What an undisturbed study in one process gives."""
    return tables(execute(plan(), nearby(1, 1)).outcomes)


def test_two_processes_give_what_one_gives(undisturbed):
    done = execute(plan(), nearby(2, 1))
    assert not done.interrupted and done.n_failed == 0
    assert tables(done.outcomes) == undisturbed


def test_the_run_of_a_process_that_is_killed_is_repeated(undisturbed):
    killed: list[int] = []

    def kill_once(days: int, runs: int) -> None:
        if not killed:
            victim = multiprocessing.active_children()[0]
            killed.append(victim.pid or 0)
            victim.kill()

    done = execute(plan(), nearby(2, 1), kill_once)
    assert killed and not done.interrupted and done.n_failed == 0
    assert tables(done.outcomes) == undisturbed


def test_a_run_whose_process_dies_twice_fails_alone_and_says_how(undisturbed):
    deaths: list[int] = []

    def kill_again(days: int, runs: int) -> None:
        # Twice would do, but a process killed before it began counts for nothing.
        if days > 0 and len(deaths) < 5:
            deaths.append(1)
            for victim in multiprocessing.active_children():
                victim.kill()

    done = execute(plan(), nearby(2, 1), kill_again)
    failed = [outcome for outcome in done.outcomes if outcome.status == "failed"]
    assert len(done.outcomes) == 6 and not done.interrupted
    assert failed and all("SIGKILL" in outcome.error for outcome in failed)
    whole = dict(zip([(run.scenario.name, run.seed) for run in plan()], undisturbed, strict=True))
    for outcome in done.outcomes:
        if outcome.result is not None:
            assert outcome.result.table.to_csv().encode() == whole[outcome.scenario, outcome.seed]


def test_an_interruption_ends_all_processes_and_keeps_what_is_done():
    n_done = 0

    def stop(days: int, runs: int) -> None:
        nonlocal n_done
        n_done += runs
        if n_done == 2:
            raise KeyboardInterrupt

    done = execute(plan(), nearby(2, 1), stop)
    assert done.interrupted
    assert sum(outcome.status == "done" for outcome in done.outcomes) >= 2
    assert any(outcome.status == "not run" for outcome in done.outcomes)
    assert multiprocessing.active_children() == []


def test_a_run_that_raises_is_recorded_and_the_others_go_on(monkeypatch):
    import sim.studies.runs as runs

    def fails_for_seed_two(scenario, seed, *rest):
        if seed == 2:
            raise ValueError("no such luck")
        return carried_out(scenario, seed, *rest)

    carried_out = runs.run_one
    monkeypatch.setattr(runs, "run_one", fails_for_seed_two)
    done = execute(plan(days=20), nearby(1, 1))
    assert [outcome.status for outcome in done.outcomes] == ["done", "failed", "done"] * 2
    assert "no such luck" in done.outcomes[1].error
