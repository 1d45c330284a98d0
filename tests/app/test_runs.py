"""A baseline asked for late is the baseline from the first day, and has only the days since the parting to make up."""

from __future__ import annotations

from dataclasses import replace as with_changes
from weakref import WeakKeyDictionary

import pandas as pd
import pytest

from sim.app import runs
from sim.app.model import ViewModel
from sim.app.runs import Run, Setup
from sim.mechanisms import registry
from sim.scenario.scenario import replace
from sim.state import memory_bytes
from tests.app.conftest import watched
from tests.test_state import compared

ASKED, LAST = 30, 40


@pytest.fixture
def days(monkeypatch):
    """Days simulated, by model."""
    counted: WeakKeyDictionary[ViewModel, int] = WeakKeyDictionary()
    whole = ViewModel.step

    def step(self):
        counted[self] = counted.get(self, 0) + 1
        whole(self)

    monkeypatch.setattr(ViewModel, "step", step)
    return counted


def setup_of(mechanisms=None, **choices) -> Setup:
    """The warm-up ends on day 10, and residents move on 1 January, day 20."""
    made = watched(days=40, warm_up_days=10, **(mechanisms or {}))
    return Setup(replace(made, {"run.start_date": "2024-12-12"}), **choices)


def played(run: Run, until: int, switches=()) -> None:
    """Plays up to a day; switches are (day, mechanism, on)."""
    while run.policy.day < until:
        for day, mechanism, on in switches:
            if day == run.policy.day:
                run.policy.switch(mechanism, on, registry()[mechanism].Parameters(phase_in_days=5))
        run.step()


def caught_up(run: Run) -> None:
    while run.catching_up:
        run.step()


def differences(late: ViewModel, setup: Setup) -> list[str]:
    """In what a baseline differs from one that has run from the first day: states, and all the page has seen."""
    early = ViewModel(setup.baseline())
    for _ in range(late.day):
        early.step()
    rows = [model.datacollector.get_model_vars_dataframe() for model in (late, early)]
    pd.testing.assert_frame_equal(*rows, check_exact=True)
    compared_above = ("model['datacollector']", "model['_lock']")
    return [path for path in compared(late, early) if not path.startswith(compared_above)]


LATER = {"three_plus_one": {"start_day": 15, "phase_in_days": 0}}
AT_ONCE = {"three_plus_one": {}}
ON = (17, "service_platform", True)


@pytest.mark.parametrize(
    ("mechanisms", "reference", "switches", "made_up"),
    [
        ({}, "none", (), 0),
        ({}, "none", [ON], ASKED - 17),
        ({}, "none", [ON, (22, "service_platform", False)], ASKED - 17),
        ({}, "none", [ON, (17, "service_platform", False)], 0),
        ({}, "file", [ON], ASKED - 17),
        (LATER, "none", (), ASKED - 15),
        (LATER, "none", [(12, "three_plus_one", False)], 0),
        (LATER, "file", (), 0),
        (LATER, "file", [(12, "three_plus_one", False)], ASKED - 15),
        (LATER, "file", [(23, "three_plus_one", False)], ASKED - 23),
        (LATER, "file", [ON], ASKED - 17),
        (AT_ONCE, "none", [ON], ASKED),
        (AT_ONCE, "file", [ON], ASKED - 17),
        ({}, "none", [(20, "volunteers", True)], ASKED - 20),
        ({}, "none", [(21, "volunteers", True)], ASKED - 21),
    ],
)
def test_a_late_baseline_is_that_of_the_first_day_and_makes_up_the_days_since_the_parting(
    days, mechanisms, reference, switches, made_up
):
    setup = setup_of(mechanisms, reference=reference)
    run = Run(setup, 1)
    played(run, ASKED, switches)
    run.add_baseline(setup)
    caught_up(run)
    assert days.get(run.baseline, 0) == made_up
    played(run, LAST)
    assert run.baseline is not None and run.baseline.day == run.policy.day == LAST
    assert differences(run.baseline, setup) == []
    run.release()


def test_a_change_of_parameters_parts_from_the_file(days):
    setup = setup_of(AT_ONCE, reference="file")
    run = Run(setup, 1)
    played(run, 12)
    run.policy.change("three_plus_one", registry()["three_plus_one"].Parameters(coverage=0.5))
    played(run, ASKED)
    run.add_baseline(setup)
    caught_up(run)
    assert days[run.baseline] == ASKED - 12 and differences(run.baseline, setup) == []
    run.release()


def test_a_baseline_that_was_let_go_goes_on_where_it_was(days):
    """Beside the policy when both part, let go, asked for again; and the other one in between."""
    none, file = setup_of(LATER), setup_of(LATER, reference="file")
    run = Run(with_changes(none, compared=True), 1)
    played(run, 20, [ON])
    run.drop_baseline()
    played(run, 26)
    run.add_baseline(file)
    assert run.baseline is not None and run.baseline.day == 17
    run.step()
    run.add_baseline(none)
    assert run.baseline.day == 20
    caught_up(run)
    run.add_baseline(file)
    assert run.baseline.day == 18, "let go while it was catching up"
    caught_up(run)
    assert days[run.baseline] == 26 - 18 and differences(run.baseline, file) == []
    run.add_baseline(none)
    assert run.baseline.day == 26
    played(run, LAST)
    assert days[run.baseline] == LAST - 26 and differences(run.baseline, none) == []
    run.release()


def test_both_baselines_go_on_from_one_state(days):
    run = Run(setup_of(LATER), 1)
    played(run, ASKED, [(12, "service_platform", True)])
    for reference in ("none", "file"):
        setup = setup_of(LATER, reference=reference)
        run.add_baseline(setup)
        caught_up(run)
        assert days[run.baseline] == ASKED - 12 and differences(run.baseline, setup) == []
    run.release()


@pytest.mark.parametrize("limit", ["MOST_KEPT_BYTES", "FREE_FOR_KEPT"])
def test_what_takes_too_much_memory_is_not_kept_and_replayed(monkeypatch, days, limit):
    monkeypatch.setattr(runs, limit, 0)
    setup = setup_of()
    run = Run(setup, 1)
    played(run, ASKED, [ON])
    assert run.kept_bytes == 0
    run.add_baseline(setup)
    caught_up(run)
    assert days[run.baseline] == ASKED and differences(run.baseline, setup) == []
    run.release()


@pytest.mark.parametrize(("mechanisms", "n_states"), [({}, 1), (LATER, 2)])
def test_each_baseline_takes_one_state_at_most_until_the_run_ends(mechanisms, n_states):
    none, file = setup_of(mechanisms), setup_of(mechanisms, reference="file")
    run = Run(none, 1)
    played(run, 10)
    assert run.kept_bytes == 0, "policy and baseline are still the same"
    played(run, ASKED, [ON])
    for setup in (none, file, none, file):
        run.add_baseline(setup)
        caught_up(run)
    run.drop_baseline()
    one = memory_bytes(run.policy)
    assert 0.8 * n_states < run.kept_bytes / one < 1.2 * n_states
    run.release()
    assert run.kept_bytes == 0
