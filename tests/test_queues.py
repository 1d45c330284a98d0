"""Queues and timers of the store against heapq, a dictionary and plain lists, over random operations."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.issues import queues
from sim.issues.store import FREE, ISSUE, WHEEL_DAYS, Stage, free_slots, grown, make_issues, with_room

N_SLOTS = 60
DESK = np.dtype([("root", np.int32), ("n_open", np.int32)])
DISTRICT = np.dtype(
    [
        ("first_slot", np.int64),
        ("n_slots", np.int64),
        ("n_free", np.int64),
        ("first_free", np.int32),
        ("closed_first", np.int32),
        ("closed_last", np.int32),
        ("n_closed", np.int64),
    ]
)

IDS = st.tuples(st.sampled_from([0, 1, 2, 2**63 - 1, 2**63, 2**64 - 1]), st.integers(0, 3))
CLASSES = st.integers(0, 5)
KEYS = st.sampled_from([0.0, 0.1, 0.1 + 2**-55, 1.0, 7.0, 1e9])
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["push", "push", "push", "pop", "remove"]), CLASSES, KEYS, st.integers(0, 10**6)),
    max_size=150,
)


def empty_desks(n: int) -> np.ndarray:
    desks = np.zeros(n, DESK)
    desks["root"] = -1
    return desks


def put_id(issues: np.ndarray, k: int, resident_key: int, occasion: int) -> None:
    issues["resident_key"][k], issues["occasion"][k] = resident_key, occasion


def order(issues: np.ndarray, k: int) -> tuple[int, float, int, int]:
    """The order of a queue as Python compares it."""
    issue = issues[k]
    return (
        int(issue["queue_class"]),
        float(issue["key"]),
        int(issue["resident_key"]),
        int(issue["occasion"]),
    )


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(OPERATIONS)
def test_a_heap_serves_as_heapq_does(operations):
    issues, desks = np.zeros(N_SLOTS, ISSUE), empty_desks(2)
    plain: list[list[Any]] = [[], []]
    free = list(range(N_SLOTS))
    for n, (what, queue_class, key, choice) in enumerate(operations):
        desk = choice % 2
        if what == "push" and free:
            k = free.pop(choice % len(free))
            put_id(issues, k, choice % 7, n)
            issues["queue_class"][k], issues["key"][k] = queue_class, key
            queues.push(issues, desks, desk, k)
            heapq.heappush(plain[desk], (order(issues, k), k))
        elif what == "pop":
            expected = heapq.heappop(plain[desk])[1] if plain[desk] else -1
            assert queues.pop(issues, desks, desk) == expected
            free += [expected] if expected >= 0 else []
        elif what == "remove" and plain[desk]:
            entry = plain[desk].pop(choice // 2 % len(plain[desk]))
            heapq.heapify(plain[desk])
            queues.remove(issues, desks, entry[1])
            free.append(entry[1])
        assert desks["n_open"].tolist() == [len(queue) for queue in plain]
    for desk in (0, 1):
        served = [queues.pop(issues, desks, desk) for _ in range(len(plain[desk]) + 1)]
        assert served == [k for _, k in sorted(plain[desk])] + [-1]
    assert desks["root"].tolist() == [-1, -1] and desks["n_open"].tolist() == [0, 0]


@given(
    st.lists(st.tuples(CLASSES, KEYS, IDS), min_size=1, max_size=40, unique_by=lambda item: item[2]),
    st.randoms(use_true_random=False),
)
def test_the_order_served_does_not_depend_on_slots_or_on_who_came_first(items, shuffler):
    served = []
    for _ in range(2):
        slots = shuffler.sample(range(N_SLOTS), len(items))
        issues, desks = np.zeros(N_SLOTS, ISSUE), empty_desks(1)
        placed = list(zip(slots, items, strict=True))
        shuffler.shuffle(placed)
        for k, (queue_class, key, (resident_key, occasion)) in placed:
            put_id(issues, k, resident_key, occasion)
            issues["queue_class"][k], issues["key"][k] = queue_class, key
            queues.push(issues, desks, 0, k)
        served.append([order(issues, queues.pop(issues, desks, 0)) for _ in items])
    expected = sorted((queue_class, key, *permanent) for queue_class, key, permanent in items)
    assert served == [expected, expected]


def test_ids_above_half_of_64_bits_come_last_not_first():
    # Read as signed numbers, ids above 2**63 would be negative and come first.
    issues = np.zeros(2, ISSUE)
    put_id(issues, 0, 2**63 + 5, 0)
    put_id(issues, 1, 5, 0)
    assert queues.older_id(issues, 1, 0) and not queues.older_id(issues, 0, 1)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["set", "set", "set", "clear", "advance", "advance"]),
            st.integers(0, 10**6),
            st.sampled_from([1, 2, 7, 100, WHEEL_DAYS - 1, WHEEL_DAYS, WHEEL_DAYS + 1, 366]),
        ),
        max_size=150,
    ),
    st.integers(0, 5000),
)
def test_a_wheel_gives_back_what_a_dictionary_of_days_does(operations, day):
    issues, wheel = np.zeros(N_SLOTS, ISSUE), np.full(2 * WHEEL_DAYS, -1, np.int32)
    issues["timer"] = -1
    for k in range(N_SLOTS):
        put_id(issues, k, (k * 7919) % 13, k)
    waiting: dict[int, tuple[int, int]] = {}
    for what, choice, days in operations:
        k = choice % N_SLOTS
        if what == "set" and k not in waiting:
            waiting[k] = (choice % 2, day + days)
            queues.set_timer(issues, wheel, choice % 2, k, day + days)
        elif what == "clear":
            # Clearing a timer that is not set must do nothing.
            queues.clear_timer(issues, wheel, waiting.pop(k, (0, 0))[0], k)
        elif what == "advance":
            for _ in range(choice % 9):
                day += 1
                collect(issues, wheel, waiting, day)
        assert [int(t) for t in issues["timer"]] == [waiting.get(k, (0, -1))[1] for k in range(N_SLOTS)]
    while waiting:
        day += 1
        collect(issues, wheel, waiting, day)
    assert (wheel == -1).all()


def collect(issues: np.ndarray, wheel: np.ndarray, waiting: dict[int, tuple[int, int]], day: int) -> None:
    """Takes a day's issues out of both and compares them, by township in order of permanent id."""
    for township in (0, 1):
        due = [k for k, entry in waiting.items() if entry == (township, day)]
        due.sort(key=lambda k: (int(issues["resident_key"][k]), int(issues["occasion"][k])))
        assert queues.due_today(issues, wheel, township, day).tolist() == due
        for k in due:
            del waiting[k]


@given(st.lists(IDS, max_size=N_SLOTS, unique=True))
def test_slots_are_sorted_by_permanent_id(ids):
    issues = np.zeros(N_SLOTS, ISSUE)
    for k, permanent in enumerate(ids):
        put_id(issues, k, *permanent)
    slots = np.arange(len(ids), dtype=np.int32)
    queues.sort_by_id(issues, slots)
    assert [ids[k] for k in slots] == sorted(ids)


def stage_of(capacities: list[int]) -> Any:
    """A stage with nothing but slots."""
    districts = np.zeros(len(capacities), DISTRICT)
    issues = make_issues(districts, np.array(capacities))
    nothing = np.zeros(0)
    return Stage(
        *(districts if name == "districts" else issues if name == "issues" else nothing for name in Stage._fields)
    )


@given(st.lists(st.booleans(), max_size=80), st.randoms(use_true_random=False))
def test_no_slot_is_given_twice(takes, shuffler):
    stage = stage_of([10])
    used: set[int] = set()
    for take in takes:
        if take and len(used) < 10:
            k = int(queues.take_slot(stage, stage.issues, 0))
            assert 0 <= k < 10 and k not in used
            used.add(k)
        elif used and not take:
            k = shuffler.choice(sorted(used))
            used.remove(k)
            queues.give_slot_back(stage, stage.issues, 0, k)
            assert stage.issues["state"][k] == FREE
        assert stage.districts["n_free"][0] == 10 - len(used)


def test_more_room_keeps_what_is_there_and_chains_all_free_slots():
    stage = stage_of([3, 4])
    kept = int(queues.take_slot(stage, stage.issues[0:3], 0))
    stage.issues["resident_key"][kept], stage.issues["state"][kept] = 42, 2
    other = int(queues.take_slot(stage, stage.issues[3:7], 1))
    stage.issues["resident_key"][3 + other], stage.issues["state"][3 + other] = 43, 2
    issues = with_room(stage.issues, stage.districts, np.array([20, 2]))
    n = int(stage.districts["n_slots"][0])
    assert n >= 20 + 1 and stage.districts["n_slots"][1] == 4
    assert stage.districts["first_slot"].tolist() == [0, n] and len(issues) == n + 4
    assert issues["resident_key"][kept] == 42 and issues["resident_key"][n + other] == 43
    stage = stage._replace(issues=issues)
    given_out = [int(queues.take_slot(stage, issues[0:n], 0)) for _ in range(n - 1)]
    assert sorted([*given_out, kept]) == list(range(n))
    assert stage.districts["first_free"][0] == -1 and stage.districts["n_free"][0] == 0


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=6))
def test_slots_grow_in_place_and_beyond_what_was_reserved(growths):
    """Every slot carries its district and its place there; whatever is added, it keeps both."""
    stage = stage_of([1, 2, 3])
    issues, districts = stage.issues, stage.districts
    for d, n in enumerate([1, 2, 3]):
        first = int(districts["first_slot"][d])
        issues["resident_key"][first : first + n] = 100 * d + np.arange(n)
    for added in growths:
        issues = grown(issues, districts, np.array(added))
    assert len(issues) == districts["n_slots"].sum() == 6 + np.sum(growths)
    for d, n in enumerate([1, 2, 3]):
        first = int(districts["first_slot"][d])
        assert issues["resident_key"][first : first + n].tolist() == [100 * d + i for i in range(n)]
        chain, k = set(), int(districts["first_free"][d])
        while k >= 0:
            chain.add(k)
            k = int(issues["timer_next"][first + k])
        assert chain == set(range(int(districts["n_slots"][d])))


def test_enough_room_changes_nothing():
    stage = stage_of([5, 5])
    assert with_room(stage.issues, stage.districts, np.array([5, 5])) is stage.issues


@pytest.mark.parametrize("n", [1, 2, 10])
def test_free_slots_are_one_chain(n):
    issues, k, seen = free_slots(n), 0, []
    while k >= 0:
        seen.append(k)
        k = int(issues["timer_next"][k])
    assert seen == list(range(n)) and (issues["state"] == FREE).all()


def test_closed_issues_hang_in_order_of_closing():
    stage = stage_of([6])
    stage.districts["closed_first"] = stage.districts["closed_last"] = -1
    for k in (4, 0, 5):
        queues.put_among_closed(stage, stage.issues, 0, k)
    chain, k = [], int(stage.districts["closed_first"][0])
    while k >= 0:
        chain.append(k)
        k = int(stage.issues["timer_next"][k])
    assert chain == [4, 0, 5] and stage.districts["n_closed"][0] == 3
