"""Explanations are true: the interpreter, told the same, decides every decision as the engine did."""

from __future__ import annotations

import ast
from functools import cache

import numpy as np
import pytest

from sim.agents import office, resident
from sim.rulebook import Rulebook
from sim.trace.decision_words import DECISIONS, TERMS
from sim.trace.interpreter import WATCHED_ISSUE, WATCHED_PLACE
from sim.trace.record import Recorder
from sim.trace.replay import KERNELS, ExplanationFailed, Replay
from sim.trace.terms import SUM, Sums, rule_tree, with_terms
from sim.trace.waiting import WaitingClock
from sim.trace.watch import Watch
from tests.model_runs import scenario, state_bytes
from tests.trace.runs import STEPS, every_step_again, lively, names_and_purposes, plain

DECIDED = {
    "EMERGENCY",
    "QUICK",
    "SELF_SOLVE",
    "COURTYARD",
    "DOOR",
    "AWARE_ONLINE",
    "VOICE",
    "JOINS",
    "SECOND_CHANNEL",
    "REGISTERED",
    "MISROUTED",
    "NOBODY",
    "CLIENT",
    "LOST",
    "REFUSAL",
    "SUCCESS",
    "DOUBLE_CHECK",
    "DISPUTE_UP",
    "CARE_PLACE",
    "NOMINAL",
    "CHECKED",
    "REOPENED",
    "SATISFIED",
    "BYPASS",
    "REPEAT",
    "DISPOSITION",
    "REFUSED_ENTRY",
    "PRESSED",
    "YIELDS",
    "ASKED_TWICE",
}
"""Every draw that is held against a chance in the life of an issue, by the docstrings of the kernels."""


def test_every_step_of_every_district_comes_to_the_engines_state_and_every_decision_occurs():
    """`again` compares every column; a single other decision anywhere would raise `ExplanationFailed`."""
    model = lively()
    names, purposes = names_and_purposes(every_step_again(model))
    assert set(DECISIONS) == DECIDED
    assert DECIDED - set(purposes) == set()
    assert (set(WATCHED_ISSUE) | set(WATCHED_PLACE) | {"candidate", "move_trust"}) - set(names) == set()
    assert int(model.townships.n_joint.sum()) > 0


def test_a_step_that_differs_in_anything_is_not_explained():
    for column, change in (("left", 1.0), ("belief", 0.1)):
        done = []

        one = plain(days=1)
        replay = Replay(one, Recorder(None))

        def before(step, replay=replay, column=column, change=change):
            if step == "work, hand over and close":
                replay.keep(0)
                replay._copies["desks"][column][:6] += change

        def after(step, replay=replay, done=done):
            if step == "work, hand over and close":
                with pytest.raises(ExplanationFailed, match="desks"):
                    replay.again(step, 0)
                done.append(step)

        one.look_between_steps(before, after)
        one.step()
        assert done


def test_the_steps_that_are_run_again_are_steps_of_the_day():
    assert set(KERNELS) <= set(STEPS)


@pytest.mark.parametrize("make", [plain, lively])
def test_watching_leaves_the_run_as_it_was(make):
    alone = make(days=60)
    alone.run()
    model = make(days=60)
    watch = Watch(model, model.residents.key[:200].tolist())
    WaitingClock(model)
    model.run()
    assert watch.events
    assert state_bytes(model) == state_bytes(alone)


def test_the_story_does_not_depend_on_threads():
    told = []
    for threads in (1, 2):
        model = lively(days=50, threads=threads)
        watch = Watch(model, model.residents.key[::5].tolist())
        model.run()
        told.append(watch.events)
    assert len(told[0]) > 300
    assert told[0] == told[1]


EXPLAINED_RULES = (
    "solved_among_neighbours",
    "voices",
    "tier_addressed",
    "goes_over_heads",
    "complains_again",
    "is_satisfied",
    "succeeds",
    "closes_nominally",
)
RULES = {name: getattr(resident, name, None) or getattr(office, name) for name in EXPLAINED_RULES}


@cache
def usual_rulebook() -> Rulebook:
    """The numbers of a scenario as it comes."""
    return Rulebook(scenario())


def random_arguments(rule: str, u: float, rng: np.random.Generator) -> tuple:
    """Arguments of a rule in the ranges its docstring names."""
    rulebook = usual_rulebook()
    params, kind = rulebook.plain, rulebook.plain_categories[int(rng.integers(8))]
    x, flag, who = rng.uniform(0.0, 1.0, 8), rng.integers(0, 2, 8), int(rng.integers(6))
    return {
        "solved_among_neighbours": (u, params, kind, 0.2 * x[0] - 0.1, who),
        "voices": (u, params, flag[0], x[0], x[1], x[2], 2.0 * x[3] - 1.0, who, bool(flag[1])),
        "tier_addressed": (u, params, x[0] - 0.5, x[1] - 0.5, x[2] - 0.5, bool(flag[0]), x[3]),
        "goes_over_heads": (u, params, x[0] - 0.5, bool(flag[0]), x[1]),
        "complains_again": (u, params, bool(flag[0]), x[0]),
        "is_satisfied": (u, params, bool(flag[0]), int(60 * x[0]), who),
        "succeeds": (u, params, kind, x[0], 1 + int(3 * x[1]), flag[0], flag[1], x[2] - 0.5, x[3] - 0.5),
        "closes_nominally": (u, params, x[0], flag[0], x[1], flag[1], x[2]),
    }[rule]


@pytest.mark.parametrize("name", [n for n in EXPLAINED_RULES if n != "tier_addressed"])
def test_the_terms_add_up_to_the_chance_the_rule_really_has(name):
    """The chance is found without the terms: the rule is asked at ever closer draws where it changes its answer."""
    rule, sums = RULES[name], [Sums()]
    noting = with_terms(rule, rule.__globals__, lambda *given: sums[0].add(*given))
    rng = np.random.default_rng(3)
    for _ in range(25):
        state = rng.bit_generator.state
        sums[0] = Sums()
        noting(*random_arguments(name, 0.5, rng))
        low, high = 0.0, 1.0
        for _ in range(45):
            middle = (low + high) / 2.0
            rng.bit_generator.state = state
            low, high = (middle, high) if rule(*random_arguments(name, middle, rng)) else (low, middle)
        terms = sum(value for _, value in sums[0].found["x"])
        assert 1.0 / (1.0 + np.exp(-terms)) == pytest.approx(low, abs=1e-9)


def test_the_tier_addressed_follows_the_weights_that_are_told():
    rule, sums = RULES["tier_addressed"], [Sums()]
    noting = with_terms(rule, rule.__globals__, lambda *given: sums[0].add(*given))
    rng = np.random.default_rng(4)
    for _ in range(50):
        arguments = random_arguments("tier_addressed", rng.uniform(), rng)
        sums[0] = Sums()
        chosen = noting(*arguments)
        above = [sum(v for _, v in sums[0].found[n]) for n in ("township", "district", "municipality")]
        weights = [1.0, *np.exp(above)]
        edges = np.cumsum(weights) / np.sum(weights)
        assert chosen == int(np.searchsorted(edges, arguments[0], side="right")) == rule(*arguments)


def words_of(rule):
    """The source of every term a rule can note; a term that only continues an earlier sum is left out."""
    found = set()
    for node in ast.walk(rule_tree(rule)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == SUM:
            name, words = ast.literal_eval(node.args[0]), ast.literal_eval(node.args[1])
            found |= {word for word in words if word != name}
    return found


@pytest.mark.parametrize("name", EXPLAINED_RULES)
def test_every_term_of_a_rule_has_words_in_both_languages(name):
    assert words_of(RULES[name]) - set(TERMS) == set()
    assert words_of(RULES[name])


def test_no_words_are_kept_for_terms_that_are_gone():
    assert set(TERMS) == set().union(*(words_of(rule) for rule in RULES.values()))
