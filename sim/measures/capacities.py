"""The five capacities of the paper's section 4, each 0-1: the mean of three or four shares that stand for it.

The paper names the capacities and gives no index; which shares stand for one is assumed here and said in each
definition. Every share is a measure of its own kind, so a capacity moves only with what people really meet.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.measures.amounts import amount
from sim.measures.capacity import standard_met
from sim.measures.grouping import PLACES, Sums, sums_of_places
from sim.measures.measure import Measure, Row
from sim.measures.observation import Floats, Observation
from sim.measures.ratios import divided, rows_of
from sim.vocabulary import Setting
from sim.words import Sentence, T


class Part(NamedTuple):
    """One share that stands for a capacity.

    Attributes:
        text: What it is.
        above: Gives the sums above the line.
        below: Gives the sums below the line.
        wanted: True where the share itself is wanted, False where one minus the share is.
    """

    text: Sentence
    above: Callable[[Observation], Sums]
    below: Callable[[Observation], Sums]
    wanted: bool = True


class Capacity(NamedTuple):
    """A capacity and the shares it is the mean of."""

    id: str
    label: str
    label_zh: str
    parts: tuple[Part, ...]

    @property
    def words(self) -> Sentence:
        """Its label in both languages."""
        return Sentence(self.label, self.label_zh)


def _of(text: Sentence, above: str, below: str, wanted: bool = True) -> Part:
    """A part made of two amounts."""
    return Part(text, lambda o: amount(o, above), lambda o: amount(o, below), wanted)


def _column(make: Callable[[Observation], Floats]) -> Callable[[Observation], Sums]:
    """Sums of something known per community."""
    return lambda o: sums_of_places(o, np.asarray(make(o), dtype=np.float64))


CAPACITIES = (
    Capacity(
        "coordination",
        "coordination",
        "统筹协同能力",
        (
            _of(
                T("complaints that need several departments and are resolved", "需多部门办理且已解决的诉求"),
                "several_resolved",
                "several_reported",
            ),
            _of(T("registered complaints on time", "按时办理的登记诉求"), "on_time", "registered"),
            _of(
                T("passed-on complaints that are not lost", "流转中未失落的诉求"),
                "passed_on_lost",
                "passed_on",
                wanted=False,
            ),
        ),
    ),
    Capacity(
        "resilience",
        "resilience of residents in difficulties",
        "困难群众抗风险能力",
        (
            _of(
                T("needs of older, disabled and low-income residents solved", "老年、残障与低收入居民已解决的需求"),
                "vulnerable_solved",
                "vulnerable_needs",
            ),
            _of(
                T("complaints of these residents resolved", "上述居民已解决的诉求"),
                "vulnerable_resolved",
                "vulnerable_reported",
            ),
            _of(
                T("welfare and care complaints resolved", "已解决的福利照护诉求"),
                "welfare_resolved",
                "welfare_reported",
            ),
        ),
    ),
    Capacity(
        "disputes",
        "settling disputes",
        "矛盾化解能力",
        (
            _of(
                T("dispute needs solved by neighbours or offices", "由邻里或各级解决的纠纷需求"),
                "dispute_solved",
                "dispute_needs",
            ),
            _of(T("dispute complaints resolved", "已解决的纠纷诉求"), "dispute_resolved", "dispute_reported"),
            _of(
                T("dispute complaints that are no repeat, bypass or recurrence", "并非重复、越级或复发的纠纷诉求"),
                "dispute_again",
                "dispute_reported",
                wanted=False,
            ),
        ),
    ),
    Capacity(
        "service",
        "supply of services",
        "服务供给能力",
        (
            _of(
                T(
                    "needs for facilities, environment, property, certificates and farming solved",
                    "已解决的设施、环境、物业、证明与农业需求",
                ),
                "service_solved",
                "service_needs",
            ),
            Part(
                T("enquiries answered", "已答复的咨询"),
                _column(lambda o: o.communities["n_enquiries_answered"]),
                _column(lambda o: o.communities["n_enquiries"]),
            ),
            Part(
                T("communities that meet the standard of service rooms", "服务用房达标的社区"),
                _column(standard_met),
                _column(lambda o: np.ones(len(o.communities))),
            ),
        ),
    ),
    Capacity(
        "lawfulness",
        "working by the law",
        "依法办事能力",
        (
            _of(T("complaints registered", "登记在册的诉求"), "registered", "reported"),
            _of(
                T("registered complaints not nominally closed", "并非形式办结的登记诉求"),
                "closed_nominal",
                "registered",
                wanted=False,
            ),
            _of(T("complaints not carried over heads", "未越级提出的诉求"), "bypass", "reported", wanted=False),
            Part(
                T("legal awareness of residents", "居民的法律意识"),
                _column(lambda o: o.communities["awareness"] * o.communities["population"]),
                _column(lambda o: o.communities["population"]),
            ),
        ),
    ),
)


def part_shares(observation: Observation, part: Part) -> dict[str, Floats]:
    """One part by places, cut at 0 and 1; nan where there is nothing to divide by.

    Args:
        observation: What was gathered.
        part: The part.
    """
    above, below = part.above(observation).weighted, part.below(observation).weighted
    shares = {by: divided(above[by], below[by]) for by in PLACES}
    return {by: np.clip(value if part.wanted else 1.0 - value, 0.0, 1.0) for by, value in shares.items()}


def capacity_values(observation: Observation, capacity: Capacity) -> dict[str, Floats]:
    """A capacity by places: the plain mean of its parts; nan where one of them is missing.

    Args:
        observation: What was gathered.
        capacity: The capacity.
    """

    def make() -> dict[str, Floats]:
        parts = [part_shares(observation, part) for part in capacity.parts]
        return {by: np.mean([part[by] for part in parts], axis=0) for by in PLACES}

    return observation.remember(("capacity", capacity.id), make)


def _rows(capacity: Capacity) -> Callable[[Observation], list[Row]]:
    def rows(observation: Observation) -> list[Row]:
        return rows_of(
            observation, PLACES, amount(observation, "reported").counted, capacity_values(observation, capacity)
        )

    return rows


def _gap(capacity: Capacity) -> Callable[[Observation], list[Row]]:
    def rows(observation: Observation) -> list[Row]:
        value = capacity_values(observation, capacity)["setting"]
        gap = np.array([value[Setting.URBAN] - value[Setting.RURAL]])
        return rows_of(observation, ("all",), amount(observation, "reported").counted, {"all": gap})

    return rows


def measures() -> tuple[Measure, ...]:
    """Five capacities and the gap between town and village in each."""
    listed = []
    for capacity in CAPACITIES:
        text = functools.reduce(Sentence.and_then, (part.text for part in capacity.parts))
        listed.append(
            Measure(
                f"capacity_{capacity.id}",
                f"capacity: {capacity.label}",
                capacity.label_zh,
                "0-1",
                "higher",
                T(
                    f"Mean of {len(capacity.parts)} shares (assumed): {text.en}. n counts reported complaints.",
                    f"{len(capacity.parts)} 项比例的均值（假定）：{text.zh}。n 为所提出的诉求数。",
                ),
                PLACES,
                _rows(capacity),
            )
        )
        listed.append(
            Measure(
                f"capacity_{capacity.id}_urban_rural_gap",
                f"capacity: {capacity.label}, urban-rural gap",
                f"{capacity.label_zh}城乡差距",
                "0-1",
                "none",
                T(
                    f"capacity_{capacity.id} in urban less in rural communities; nearer to 0 is more equal.",
                    f"capacity_{capacity.id} 城市社区减农村社区之差；越接近 0 越均等。",
                ),
                ("all",),
                _gap(capacity),
                signed=True,
            )
        )
    return tuple(listed)
