"""The kernels' own text, run by the interpreter and watched: nothing is written a second time, so nothing can differ.

Each kernel is kept by numba as the Python function it was compiled from. Here these functions are bound anew: whatever
they call is the interpreted function again, draws report what they are compared with, and rules note their terms.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from types import FunctionType
from typing import Any

import numpy as np

from sim import randomness
from sim.agents.purposes import Purpose
from sim.trace.record import Call, Draw, Recorder
from sim.trace.rows import PLAIN_NUMPY, Row
from sim.trace.terms import with_terms
from sim.vocabulary import State

MODULES = tuple(
    f"sim.issues.{name}"
    for name in (
        "arising",
        "attributes",
        "closing",
        "courtyard",
        "events",
        "intake",
        "judging",
        "meetings",
        "outcomes",
        "queues",
        "work",
    )
) + tuple(f"sim.agents.{name}" for name in ("attention", "neighbours", "office", "resident"))
"""Where the kernels and rules of an issue's life stand."""

WATCHED_ISSUE = (
    "describe",
    "addressed",
    "reported_twice",
    "recurs",
    "take_up",
    "register",
    "arrive",
    "give_to_helper",
    "secure_money",
    "hand_over",
    "close",
    "reopen",
    "lose",
    "finish",
    "drop",
    "judge",
    "follow_up",
    "happens",
    "surfaces",
    "comes_in",
    "is_looked_at",
    "patch_up",
    "attend",
    "spend",
    "wait_for_money",
    "finish_stage",
    "remaining_parts",
    "next_part",
    "see_outcome",
    "checks_again",
    "finds_place",
    "agree",
    "takes_no_back",
)
"""Kernels about one issue (arguments `issues` and `k`) whose calls are recorded."""

WATCHED_PLACE = ("courtyard_solves", "channel_today", "speaks_up", "joins", "days_to_discovery", "category_of_need")
"""Further kernels recorded inside a call that is."""

QUEUEING = ("arrive", "give_to_helper", "reopen", "is_looked_at")
"""Kernels after which an issue may stand in a queue."""

PLUMBING = (
    "logistic",
    "logit",
    "by_setting",
    "turn",
    "complaints",
    "friend_number",
    "comes_before",
    "older_id",
    "clock_days",
    "client_days",
    "days_allowed",
    "last_day",
    "due_day",
    "due_of",
)
"""Functions that decide nothing; they are called without being recorded."""


def interpreted(recorder: Recorder, streams: list[int]) -> dict[str, Callable[..., Any]]:
    """All kernels and rules of an issue's life as watched plain functions.

    Args:
        recorder: Who is told.
        streams: Stream key of each purpose, as whole numbers.

    Returns:
        Function by name.

    Raises:
        KeyError: A kernel to be watched has another name now.
    """
    purposes = {key: purpose.name for purpose, key in zip(Purpose, streams, strict=True)}
    modules = {name: vars(import_module(name)) for name in MODULES}
    names: dict[str, dict[str, Any]] = {name: dict(content) for name, content in modules.items()}
    made: dict[int, Callable[..., Any]] = {
        id(randomness.uniform): _drawing(recorder, purposes),
        id(randomness.geometric_days): _watched_rule(recorder, randomness.geometric_days, randomness.geometric_days),
    }
    for module, content in modules.items():
        for value in content.values():
            plain = getattr(value, "py_func", value)
            if isinstance(plain, FunctionType) and plain.__module__ == module and id(value) not in made:
                made[id(value)] = _made(recorder, plain, names[module], is_kernel=plain is not value)
    found: dict[str, Callable[..., Any]] = {}
    for module, content in modules.items():
        for name, value in content.items():
            if id(value) in made:
                names[module][name] = found[name] = made[id(value)]
        names[module]["np"] = PLAIN_NUMPY
    for name in (*WATCHED_ISSUE, *WATCHED_PLACE, "candidate", "move_trust"):
        found[name]  # a kernel that has been renamed is missed here, not in a story
    return found


def _made(recorder: Recorder, plain: FunctionType, names: dict[str, Any], is_kernel: bool) -> Callable[..., Any]:
    """One function bound to the names of its module as the interpreter sees them, and watched where it matters."""
    name = plain.__name__
    parameters = tuple(inspect.signature(plain).parameters)
    bound = FunctionType(plain.__code__, names, name, plain.__defaults__)
    if name in WATCHED_ISSUE:
        return _watched_issue(recorder, bound, parameters)
    if name == "candidate":
        return _watched_resident(recorder, bound, parameters, "r")
    if name == "move_trust":
        return _watched_resident(recorder, bound, parameters, "row")
    if name in WATCHED_PLACE:
        return _watched_place(recorder, bound, parameters)
    if is_kernel or "state" in parameters or name in PLUMBING:
        return bound
    return _watched_rule(recorder, bound, _noting(recorder, plain, names))


def _noting(recorder: Recorder, plain: FunctionType, names: dict[str, Any]) -> Callable[..., Any]:
    """The rule noting its terms, made when it is first asked for: by then all names of its module are bound."""
    made: list[Callable[..., Any]] = []

    def noting(*given: Any) -> Any:
        if not made:
            made.append(with_terms(plain, names, recorder.add))
        return made[0](*given)

    return noting


def _drawing(recorder: Recorder, purposes: dict[int, str]) -> Callable[..., float]:
    """Keyed draws that report comparisons while somebody watched is concerned."""

    def uniform(stream_key: int, entity: int, occasion: int) -> float:
        value = randomness.uniform(stream_key, entity, occasion)
        if not recorder.on:
            return value
        draw = Draw(value)
        draw.purpose, draw.recorder = purposes[stream_key], recorder
        return draw

    return uniform


def _simple(parameters: tuple[str, ...], given: tuple[Any, ...]) -> dict[str, Any]:
    """The arguments that are numbers, by name."""
    return {
        name: value
        for name, value in zip(parameters, given, strict=True)
        if isinstance(value, int | float | bool | np.integer)
    }


def _watched_rule(recorder: Recorder, bound: Callable[..., Any], noting: Callable[..., Any]) -> Callable[..., Any]:
    """A rule that is recorded with its arguments and terms inside a recorded call."""
    name, parameters = bound.__name__, tuple(inspect.signature(bound).parameters)

    def rule(*given: Any) -> Any:
        if not recorder.on:
            return bound(*given)
        return recorder.inside(Call(name, _simple(parameters, given)), noting, given)

    return rule


def _watched_place(recorder: Recorder, bound: Callable[..., Any], parameters: tuple[str, ...]) -> Callable[..., Any]:
    """A kernel that is recorded inside a recorded call."""

    def kernel(*given: Any) -> Any:
        if not recorder.on:
            return bound(*given)
        return recorder.inside(Call(bound.__name__, _simple(parameters, given)), bound, given)

    return kernel


def _watched_resident(
    recorder: Recorder, bound: Callable[..., Any], parameters: tuple[str, ...], argument: str
) -> Callable[..., Any]:
    """A kernel about one resident; recorded where the resident is watched, or inside a recorded call."""
    at = parameters.index(argument)

    def kernel(state: Any, *given: Any) -> Any:
        resident, key = state.residents[given[at - 1]], state.keys[given[at - 1]]
        if not recorder.on and not recorder.concerns(key):
            return bound(state, *given)
        call = Call(bound.__name__, _simple(parameters, (state, *given)), before=resident.as_dict() | {"key": key})
        call.seen = {"about": dict(recorder.context)}
        result = recorder.inside(call, bound, (state, *given))
        call.after = resident.as_dict()
        return result

    return kernel


def _watched_issue(recorder: Recorder, bound: Callable[..., Any], parameters: tuple[str, ...]) -> Callable[..., Any]:
    """A kernel about one issue; recorded where its resident is watched, or inside a recorded call."""
    issues_at, k_at = parameters.index("issues"), parameters.index("k")
    judges = bound.__name__ == "judge"

    def kernel(*given: Any) -> Any:
        issue: Row = given[issues_at][given[k_at]]
        if judges:
            recorder.context = issue.as_dict()
        if not recorder.on and not recorder.concerns(issue.resident_key):
            result = bound(*given)
        else:
            call = Call(bound.__name__, _simple(parameters, given), before=issue.as_dict())
            if bound.__name__ != "describe":  # until it is described, a slot still holds what lay there before
                call.seen = surroundings(given[0], call.before, call.given.get("desk"))
            if judges:
                call.seen["resident"] = given[0].residents[call.before["resident"]].as_dict()
            result = recorder.inside(call, bound, given)
            call.after = issue.as_dict()
            if bound.__name__ in QUEUEING:
                call.seen["ahead"] = ahead(given[issues_at].array, call.after)
            if bound.__name__ == "follow_up":
                call.seen["planned"] = planned(given[issues_at].array, call.before)
            if judges:
                call.seen["resident_after"] = given[0].residents[call.before["resident"]].as_dict()
        if judges:
            recorder.context = {}
        return result

    return kernel


DESK_FIELDS = ("kind", "tier", "place", "hours", "left", "n_open", "n_overdue", "belief", "skill", "strained")


def surroundings(state: Any, issue: dict[str, Any], desk: int | None) -> dict[str, Any]:
    """What stands around an issue at this moment: its desk, and the purses of its offices."""
    row = issue["desk"] if desk is None else desk
    found: dict[str, Any] = {}
    if 0 <= row < state.desks.size:
        record = state.desks[row]
        found = {name: getattr(record, name) for name in DESK_FIELDS}
    community = state.communities[issue["community"]]
    found["purses_fen"] = (
        community.purse_fen,
        state.townships[community.township].purse_fen,
        state.districts[community.district].purse_fen,
    )
    found["funding_day"] = state.districts[community.district].next_funding_day
    return found


def ahead(issues: np.ndarray, issue: dict[str, Any]) -> int:
    """Issues in the queue of the same desk that would be served before an issue, if its desk opened now."""
    queue = issues[(issues["desk"] == issue["desk"]) & (issues["state"] == int(State.QUEUED))]
    order = [(q["queue_class"].item(), q["key"].item(), q["resident_key"].item(), q["occasion"].item()) for q in queue]
    mine = (issue["queue_class"], issue["key"], issue["resident_key"], issue["occasion"])
    return sum(other < mine for other in order)


def planned(issues: np.ndarray, issue: dict[str, Any]) -> dict[str, Any] | None:
    """The day and the plan of the next round of an issue that has just failed; None where nothing follows."""
    following = issues[
        (issues["resident_key"] == np.uint64(issue["resident_key"]))
        & (issues["occasion"] == issue["occasion"] + 1)
        & (issues["state"] == int(State.LATENT))
    ]
    if len(following) == 0:
        return None
    return {"plan": int(following["plan"][0]), "arose": int(following["arose"][0])}
