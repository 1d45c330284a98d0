"""What offices have and how busy they are: hours by use, load, strain, rooms, duty and enquiries."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.agents.office_hours import uses_of
from sim.hours import BOOKED
from sim.measures.amounts import amount
from sim.measures.grouping import PLACES, Sums, sums_of_places
from sim.measures.measure import Measure, Row
from sim.measures.observation import Floats, Observation
from sim.measures.participation import desk_map
from sim.measures.ratios import divided, quotient, rows_of
from sim.vocabulary import Bearer, DeskKind, HoursUse, Tier
from sim.words import T

BETTER_USES = {HoursUse.ADMINISTRATIVE: "lower", HoursUse.WORK: "higher", HoursUse.VISITS: "higher"}
"""Uses of hours of which more or less is wanted."""

USES = (
    HoursUse.ADMINISTRATIVE,
    HoursUse.NEW_TASKS,
    HoursUse.MEETINGS,
    HoursUse.COUNTER,
    HoursUse.LEAVE,
    *BOOKED,
    HoursUse.MECHANISM,
)
"""Uses of a committee's hours; hours lent to it by its township are among those it uses."""


def committee_hours(observation: Observation) -> dict[HoursUse, Floats]:
    """Hours of each committee on measured days by use; hours saved for later days count as not used.

    Args:
        observation: What was gathered.

    Returns:
        Hours by use, each of shape (n_communities,).
    """
    o, desks = observation, desk_map(observation)
    found = uses_of(o.hours, Bearer.COMMITTEE, o.desks, o.communities, desks)
    return {use: found[use] for use in USES} | {
        HoursUse.IDLE: found[HoursUse.IDLE] + o.desks["left"][desks.of_communities(DeskKind.COMMITTEE)]
    }


def _use_sums(observation: Observation) -> dict[HoursUse, Sums]:
    return observation.remember(
        "hours by use",
        lambda: {
            use: sums_of_places(observation, np.asarray(hours, dtype=np.float64))
            for use, hours in committee_hours(observation).items()
        },
    )


def _use_share(use: HoursUse) -> Callable[[Observation], list[Row]]:
    def rows(observation: Observation) -> list[Row]:
        uses = _use_sums(observation)
        total = Sums(
            *({by: np.sum([getattr(s, f)[by] for s in uses.values()], axis=0) for by in PLACES} for f in Sums._fields)
        )
        return quotient(observation, PLACES, uses[use], total)

    return rows


def _desk_weight(observation: Observation) -> Floats:
    """Design weight of the office a desk belongs to."""
    place, kind = observation.desks["place"], observation.desks["kind"]
    of = (observation.weight, observation.townships["weight"], observation.district_weight)
    level = np.array([each.row.place for each in DeskKind])[kind]
    weight = np.zeros(len(place))
    for number, weights in enumerate(of):
        weight[level == number] = weights[place[level == number]]
    return weight


def summed(code: np.ndarray, amounts: np.ndarray, size: int) -> Floats:
    """Sums amounts over groups.

    Args:
        code: Number of the group of each amount.
        amounts: Amounts, same length.
        size: Number of groups.
    """
    return np.bincount(code, weights=amounts, minlength=size).astype(np.float64)


def _load(columns: tuple[str, ...]) -> Callable[[Observation], list[Row]]:
    """Hours of some columns over available hours, by tier and by kind of desk."""

    def rows(observation: Observation) -> list[Row]:
        desks, weight = observation.desks, _desk_weight(observation)
        hours = np.sum([desks[name] for name in columns], axis=0)
        found: list[Row] = []
        for by, code, words in (("tier", desks["tier"], Tier), ("desk", desks["kind"], DeskKind)):
            size = len(words)
            above = summed(code, hours * weight, size)
            below = summed(code, desks["available_hours"] * weight, size)
            counted = summed(code, desks["available_hours"], size)
            values = divided(above, below)
            found.extend(Row(by, word.key, round(float(counted[word])), float(values[word])) for word in words)
        return found

    return rows


def _workers(column: str) -> Callable[[Observation], list[Row]]:
    """Weighted mean over posts of social workers, for the whole place, by region and district."""

    def rows(observation: Observation) -> list[Row]:
        w, t, d = observation.workers, observation.townships, observation.districts
        value = {"vacant": w["vacant_until"] >= 0, "strain": w["strain"], "turn": w["turn"]}[column]
        counts = (w["vacant_until"] < 0) if column == "strain" else np.ones(len(w), dtype=bool)
        weight = t["weight"][w["township"]] * counts
        district = t["district"][w["township"]]
        counted, values = {}, {}
        codes = {
            "all": (np.zeros(len(w), np.int64), 1),
            "region": (d["region"][district], len(observation.region_keys)),
            "district": (district, len(observation.district_keys)),
        }
        years = observation.end_day / 365.0 if column == "turn" else 1.0
        for by, (code, size) in codes.items():
            counted[by] = summed(code, counts, size)
            values[by] = divided(summed(code, weight * value, size), summed(code, weight, size) * years)
        return rows_of(observation, ("all", "region", "district"), counted, values)

    return rows


def _workers_per_10k(observation: Observation) -> list[Row]:
    """Social workers at work per 10,000 residents."""
    t, d = observation.townships, observation.districts
    codes = {
        "all": (np.zeros(len(t), np.int64), 1),
        "region": (d["region"][t["district"]], len(observation.region_keys)),
        "district": (t["district"], len(observation.district_keys)),
    }
    by = tuple(codes)
    people = amount(observation, "residents")
    workers = {name: summed(code, t["n_workers"] * t["weight"], size) for name, (code, size) in codes.items()}
    values = {name: divided(workers[name], people.weighted[name], 10_000.0) for name in by}
    return rows_of(observation, by, people.counted, values)


def per_community(
    above: Callable[[Observation], Floats], below: Callable[[Observation], Floats]
) -> Callable[[Observation], list[Row]]:
    """A function that divides two amounts known per community, by places.

    Args:
        above: Amount above the line, shape (n_communities,).
        below: Amount below the line.
    """

    def rows(observation: Observation) -> list[Row]:
        return quotient(
            observation,
            PLACES,
            sums_of_places(observation, np.asarray(above(observation), np.float64)),
            sums_of_places(observation, np.asarray(below(observation), np.float64)),
        )

    return rows


def standard_met(observation: Observation) -> Floats:
    """1 for each community whose service rooms meet the standard, else 0; a hair's breadth is forgiven.

    Args:
        observation: What was gathered.
    """
    return (observation.communities["facility_m2"] >= observation.standard_m2 - 1e-6).astype(np.float64)


def shortfall_m2(observation: Observation) -> Floats:
    """Floor area each community lacks to the standard, in m2.

    Args:
        observation: What was gathered.
    """
    return np.maximum(observation.standard_m2 - observation.communities["facility_m2"], 0.0)


def _population(observation: Observation) -> Floats:
    return np.asarray(observation.communities["population"], dtype=np.float64)


def _rooms_and_counter() -> tuple[Measure, ...]:
    standard = T(
        "at least 300 m2 and 30 m2 per hundred households (paper, section 4.4.1)",
        "不少于 300 平方米且每百户不少于 30 平方米，论文 4.4.1",
    )
    return (
        Measure(
            "facility_standard_share",
            "communities that meet the room standard",
            "服务用房达标率",
            "share",
            "higher",
            T(
                f"Communities whose service rooms meet the standard, {standard.en}, over communities; the place had "
                "2,729 stations for 11,128 communities, 24.5 %, in 2017 (paper, section 2.1.2).",
                f"服务用房达标（{standard.zh}）的社区，占全部社区；2017 年全市 "
                "11128 个社区有服务站 2729 个，占 24.5%（论文 2.1.2）。",
            ),
            PLACES,
            per_community(standard_met, lambda o: np.ones(len(o.communities))),
        ),
        Measure(
            "facility_shortfall_m2",
            "room shortfall",
            "服务用房缺口",
            "m2 per 1,000 residents",
            "lower",
            T(
                f"Floor area lacking to the standard, {standard.en}, over residents.",
                f"与达标（{standard.zh}）相比所缺的面积，按居民平均。",
            ),
            PLACES,
            per_community(lambda o: 1000.0 * shortfall_m2(o), _population),
        ),
        Measure(
            "infrastructure_condition",
            "condition of infrastructure",
            "基础设施状况",
            "0-1",
            "higher",
            T(
                "Condition of the infrastructure on the last day, mean over residents.",
                "最后一天基础设施状况，按居民平均。",
            ),
            PLACES,
            per_community(lambda o: o.communities["condition"] * o.communities["population"], _population),
        ),
        Measure(
            "duty_undone_share",
            "emergency duty not done",
            "应急值守未完成率",
            "share",
            "lower",
            T(
                "Hours of emergency duty still undone on the last day over hours that arose on measured days or were "
                "undone before them.",
                "最后一天仍未完成的应急值守工时，占测量期内产生及此前未完成的应急值守工时之和。",
            ),
            PLACES,
            per_community(lambda o: o.communities["duty_open_hours"], lambda o: o.communities["duty_asked_hours"]),
        ),
        Measure(
            "enquiries_answered_share",
            "enquiries answered",
            "咨询答复率",
            "share",
            "higher",
            T(
                "Enquiries answered over enquiries that arose on measured days or waited before them.",
                "已答复的咨询，占测量期内产生及此前等候的咨询之和。",
            ),
            PLACES,
            per_community(lambda o: o.communities["n_enquiries_answered"], lambda o: o.communities["n_enquiries"]),
        ),
    )


def measures() -> tuple[Measure, ...]:
    """Capacity."""
    uses = tuple(
        Measure(
            f"hours_{use.key}_share",
            f"committee hours: {use.label}",
            f"居村委会工时：{use.label_zh}",
            "share",
            BETTER_USES.get(use, "none"),
            T(
                f"Committee hours on measured days that went to: {use.label}; over all uses, which sum to 1.",
                f"测量期内居（村）委会用于“{use.label_zh}”的工时，占各项用途之和（合计为 1）。",
            ),
            PLACES,
            _use_share(use),
        )
        for use in USES
    )
    booked = ("intake_hours", "enquiry_hours", "duty_hours")
    places = ("all", "region", "district")
    return (
        *uses,
        Measure(
            "offered_load",
            "offered load",
            "工作负荷需求",
            "ratio",
            "lower",
            T(
                "Hours of work that arrived, with registering, enquiries and emergency duty, over hours available, on "
                "measured days; above 1 queues grow.",
                "测量期内到来的工作量（含登记、咨询与应急值守）所需工时，与可用工时之比；大于 1 则积压增加。",
            ),
            ("tier", "desk"),
            _load(("offered_hours", *booked)),
        ),
        Measure(
            "carried_load",
            "carried load",
            "工时利用率",
            "ratio",
            "none",
            T(
                "Hours spent on issues, passing on, registering, enquiries and emergency duty over hours available.",
                "用于办理、移交、登记、咨询与应急值守的工时，与可用工时之比。",
            ),
            ("tier", "desk"),
            _load(("work_hours", "passing_hours", *booked)),
        ),
        Measure(
            "worker_strain",
            "strain of social workers",
            "社工压力",
            "ratio",
            "lower",
            T(
                "Hours asked over hours available, smoothed; mean over social workers at work.",
                "所需工时与实有工时之比（平滑值），在岗社工的平均。",
            ),
            places,
            _workers("strain"),
        ),
        Measure(
            "worker_vacancy_share",
            "vacant social work posts",
            "社工空岗率",
            "share",
            "lower",
            T("Posts vacant on the last day over posts.", "最后一天空缺的社工岗位，占全部社工岗位。"),
            places,
            _workers("vacant"),
        ),
        Measure(
            "worker_turnover",
            "posts refilled",
            "社工离职更替率",
            "per post and year",
            "lower",
            T(
                "Times a post changed hands since the first simulated day, over posts and years.",
                "自模拟首日起社工岗位更替的次数，按岗位与年数平均。",
            ),
            places,
            _workers("turn"),
        ),
        Measure(
            "workers_per_10000",
            "social workers",
            "每万人社工数",
            "per 10,000 residents",
            "higher",
            T("Social workers at work on the last day over residents.", "最后一天在岗社工，按居民平均。"),
            places,
            _workers_per_10k,
        ),
        *_rooms_and_counter(),
    )
