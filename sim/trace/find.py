"""Finding an issue worth following: examples of an ending or a way, by category and setting, out of one run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.issues import store
from sim.model import GovernanceModel
from sim.trace.events import coded
from sim.trace.identity import IssueId, is_second_row, issue_of
from sim.vocabulary import Category, DeskKind, Setting, State, Tier
from sim.words import Sentence

Choice = Callable[[np.ndarray, int], np.ndarray]


@dataclass(frozen=True)
class Kind:
    """A kind of issue one may look for.

    Attributes:
        words: What it is, in both languages.
        chosen: Function of the records and the last day that gives how far each is an example; 0 is none.
    """

    words: Sentence
    chosen: Choice


@dataclass(frozen=True)
class Found:
    """An example.

    Attributes:
        kind: What was looked for, a key of `KINDS`.
        issue: Its id.
        category: What it is about.
        setting: Where it arose.
        tier: Tier that held it last.
        state: Where it stood at the end.
        days: Days from reporting to the end.
        hand_overs: How often it was passed on.
    """

    kind: str
    issue: IssueId
    category: Category
    setting: Setting
    tier: Tier
    state: State
    days: int
    hand_overs: int


def _ended(state: State) -> Choice:
    return lambda r, last: (r["state"] == int(state)) * (1.0 + r["hand_overs"])


def _flag(flag: int) -> Choice:
    return lambda r, last: (r["flags"] & flag != 0) * (1.0 + r["hand_overs"])


def _count(name: str) -> Choice:
    return lambda r, last: r[name].astype(float)


def _days(r: np.ndarray, last: int) -> np.ndarray:
    """Days from reporting to the end, or to the last day."""
    return np.where(r["closed"] >= 0, r["closed"], last) - r["reported"]


KINDS: dict[str, Kind] = {
    "resolved": Kind(Sentence("resolved", "已解决"), _ended(State.RESOLVED)),
    "dropped": Kind(Sentence("dropped unanswered", "杳无音讯"), _ended(State.DROPPED)),
    "nominal": Kind(Sentence("nominally closed", "形式办结"), _ended(State.NOMINAL)),
    "failed": Kind(Sentence("worked on without success", "办而未成"), _ended(State.FAILED)),
    "open": Kind(Sentence("still open", "未了结"), lambda r, last: (r["closed"] < 0) * (1.0 + _days(r, last))),
    "longest": Kind(Sentence("open for longest", "历时最长"), lambda r, last: _days(r, last).astype(float)),
    "passed-on": Kind(Sentence("passed on most often", "流转次数最多"), _count("hand_overs")),
    "passed-up": Kind(
        Sentence("resolved further up than reported", "由上级解决"),
        lambda r, last: np.where(
            r["state"] == int(State.RESOLVED), np.maximum(r["tier"].astype(float) - r["tier_reported"], 0.0), 0.0
        ),
    ),
    "refused": Kind(
        Sentence("refused by departments", "部门推诿"),
        lambda r, last: np.maximum(r["refusals"].astype(float) - r["departments"] + 1.0, 0.0),
    ),
    "reopened": Kind(Sentence("reopened", "重新办理"), _count("reopenings")),
    "money": Kind(
        Sentence("paid for", "有经费支出"), lambda r, last: (r["flags"] & store.PAID != 0) * r["cost_fen"].astype(float)
    ),
    "no-money": Kind(Sentence("stuck for want of money", "因资金搁置"), _flag(store.STUCK)),
    "helper": Kind(
        Sentence("worked on by helpers or a team", "社会力量承接"),
        lambda r, last: np.isin(r["desk_kind"], [kind for kind in DeskKind if kind.row.helps]) * 1.0,
    ),
    "found": Kind(Sentence("found by patrols", "巡查发现"), _flag(store.DISCOVERED)),
    "repeated": Kind(Sentence("complained of again", "再次投诉"), _flag(store.REPEAT)),
    "over-heads": Kind(Sentence("carried over heads", "越级反映"), _flag(store.BYPASS)),
    "nobody": Kind(Sentence("nobody responsible", "无人认领"), _flag(store.NOBODY)),
    "joint": Kind(Sentence("settled in a joint meeting", "联席会议解决"), _flag(store.JOINT)),
    "pressed": Kind(Sentence("pressed for a good rating", "央求改评"), _flag(store.PRESSED)),
    "kept-off": Kind(Sentence("kept off the register", "拒不登记"), _flag(store.REFUSED)),
    "agreed": Kind(Sentence("agreed on in a council", "经协商议事议定"), _flag(store.AGREED)),
}
"""What one may look for."""


def find(
    model: GovernanceModel, kind: str, category: Category | None = None, setting: Setting | None = None, most: int = 5
) -> list[Found]:
    """Examples of a kind among the measured issues of a finished run, the strongest first, each of another resident.

    Args:
        model: A model that has run to its end.
        kind: A key of `KINDS`.
        category: Only this category.
        setting: Only communities of this setting.
        most: Most examples.
    """
    records = np.concatenate([model.ledger.records, model.open_records()])
    records = records[~is_second_row(records["occasion"])]
    settings = model.communities.setting[records["community"]]
    wanted = np.ones(len(records), bool)
    if category is not None:
        wanted &= records["category"] == int(category)
    if setting is not None:
        wanted &= settings == int(setting)
    last = model.day - 1
    strength = np.asarray(KINDS[kind].chosen(records, last), float) * wanted
    order = np.lexsort((records["occasion"], records["resident_key"], -strength))
    found: list[Found] = []
    residents: set[int] = set()
    for at in order:
        if strength[at] <= 0.0 or len(found) == most:
            break
        record, key = records[at], int(records["resident_key"][at])
        if key in residents:
            continue
        residents.add(key)
        found.append(
            Found(
                kind,
                issue_of(key, int(record["occasion"])),
                coded(Category, record["category"]),
                coded(Setting, settings[at]),
                coded(Tier, record["tier"]),
                coded(State, record["state"]),
                int(_days(records[at : at + 1], last)[0]),
                int(record["hand_overs"]),
            )
        )
    return found


def finished(scenario, world, seed=None, threads: int = 1, progress=None) -> GovernanceModel:
    """A model that has run to its end; whoever asks for it releases it.

    Args:
        scenario: The scenario.
        world: The world built for it.
        seed: Seed of the run; the scenario's where not given.
        threads: Threads over districts.
        progress: Called after every day.
    """
    model = GovernanceModel(scenario, world, seed=seed, threads=threads)
    model.run(progress)
    return model
