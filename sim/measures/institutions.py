"""What institutions leave behind: meetings, councils, courtyards, estates, staff, ties, second rows of work."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.measures.capacity import per_community, summed
from sim.measures.grouping import PLACES
from sim.measures.measure import Measure, Row
from sim.measures.observation import Floats, Observation
from sim.measures.participation import desk_map
from sim.measures.ratios import divided, rows_of
from sim.vocabulary import DeskKind
from sim.words import T


def _column(name: str) -> Callable[[Observation], Floats]:
    return lambda observation: np.asarray(observation.communities[name], np.float64)


def _of_residents(name: str) -> Callable[[Observation], list[Row]]:
    """Mean of a column of communities over residents."""
    return per_community(
        lambda o: np.asarray(o.communities[name], np.float64) * o.communities["population"], _column("population")
    )


def _of_staff(value: Callable[[Observation], Floats]) -> Callable[[Observation], list[Row]]:
    """Mean of something known per community over members and contract workers."""
    return per_community(lambda o: value(o) * o.communities["staff"], _column("staff"))


def _per_1000_and_year(name: str) -> Callable[[Observation], list[Row]]:
    return per_community(lambda o: 1000.0 * _column(name)(o), lambda o: _column("population")(o) * o.years)


def _townships(
    above: Callable[[Observation], Floats], below: Callable[[Observation], Floats], factor: float
) -> Callable[[Observation], list[Row]]:
    """Weighted quotient of two amounts known per township, for the whole place, by region and district."""

    def rows(observation: Observation) -> list[Row]:
        t, d = observation.townships, observation.districts
        codes = {
            "all": (np.zeros(len(t), np.int64), 1),
            "region": (d["region"][t["district"]], len(observation.region_keys)),
            "district": (t["district"], len(observation.district_keys)),
        }
        over, under = above(observation) * t["weight"], below(observation)
        counted = {by: summed(code, under, size) for by, (code, size) in codes.items()}
        values = {
            by: divided(summed(code, over, size), summed(code, under * t["weight"], size), factor)
            for by, (code, size) in codes.items()
        }
        return rows_of(observation, tuple(codes), counted, values)

    return rows


def _meetings() -> tuple[Measure, ...]:
    def township(name: str) -> Callable[[Observation], Floats]:
        return lambda o: np.asarray(o.townships[name], np.float64)

    tiers = ("all", "region", "district")
    return (
        Measure(
            "joint_decisions_per_1000",
            "issues decided in joint meetings",
            "联席会议议决事项",
            "issues per 1,000 residents and year",
            "higher",
            T(
                "Issues of several departments that a joint meeting settled, over residents and years.",
                "联席会议议决的多部门事项，按居民与年数平均。",
            ),
            tiers,
            _townships(township("n_joint"), lambda o: township("population")(o) * o.years, 1000.0),
        ),
        Measure(
            "agenda_overflow",
            "issues beyond the agenda",
            "议程外事项",
            "issues per meeting",
            "lower",
            T(
                "Issues of several departments that did not get onto the agenda of a joint meeting, over meetings.",
                "未能列入联席会议议程的多部门事项，按会议次数平均。",
            ),
            tiers,
            _townships(township("n_not_reached"), township("n_meetings"), 1.0),
        ),
        Measure(
            "council_quorum_share",
            "councils with a quorum",
            "协商会达到法定人数比例",
            "share",
            "higher",
            T(
                "Deliberation councils with enough parties and residents over councils called.",
                "参与方与居民达到法定人数的协商会，占召集的协商会。",
            ),
            PLACES,
            per_community(_column("n_quorate"), _column("n_councils")),
        ),
        Measure(
            "council_agreements_per_1000",
            "matters agreed on in councils",
            "协商达成事项",
            "matters per 1,000 residents and year",
            "higher",
            T(
                "Matters on which deliberation councils agreed who is to do what, over residents and years.",
                "协商会议定由谁做什么的事项，按居民与年数平均。",
            ),
            PLACES,
            _per_1000_and_year("n_agreed"),
        ),
        Measure(
            "council_agreement_share",
            "matters discussed that are agreed on",
            "协商达成率",
            "share",
            "higher",
            T(
                "Matters on which deliberation councils agreed, over matters they discussed, each time.",
                "协商会达成一致的事项，占其讨论的事项（多次讨论的重复计入）。",
            ),
            PLACES,
            per_community(_column("n_agreed"), _column("n_discussed")),
        ),
        Measure(
            "agreements_per_council",
            "matters agreed in a council",
            "每次协商达成事项",
            "matters per council",
            "higher",
            T(
                "Matters agreed on over deliberation councils that had a quorum (paper, section 4.3.1).",
                "经协商达成一致的事项，按达到法定人数的协商会平均（论文 4.3.1）。",
            ),
            PLACES,
            per_community(_column("n_agreed"), _column("n_quorate")),
        ),
        Measure(
            "courtyard_hours_per_1000",
            "hours of courtyard committees",
            "院落自治工时",
            "hours per 1,000 residents and year",
            "higher",
            T(
                "Hours residents spent on small matters in courtyard committees, over residents and years.",
                "居民在院落自治组织中用于身边小事的工时，按居民与年数平均。",
            ),
            PLACES,
            _per_1000_and_year("courtyard_used"),
        ),
        Measure(
            "council_hours_per_1000",
            "unpaid hours in councils",
            "协商会无偿投入工时",
            "hours per 1,000 residents and year",
            "lower",
            T(
                "Hours that residents and parties without an office spent in deliberation councils, over residents "
                "and years.",
                "居民与非单位各方用于协商会的工时，按居民与年数平均。",
            ),
            PLACES,
            _per_1000_and_year("council_hours"),
        ),
    )


def _islands() -> tuple[Measure, ...]:
    return (
        Measure(
            "duplicates_per_1000",
            "second rows of work",
            "重复件",
            "rows per 1,000 residents and year",
            "lower",
            T(
                "Requests reported twice that became a second row of work because offices are islands (paper, "
                "section 3.1.4), over residents and years.",
                "因各单位信息孤岛而使同一诉求形成的第二份工单（论文 3.1.4），按居民与年数平均。",
            ),
            PLACES,
            _per_1000_and_year("n_duplicates"),
        ),
        Measure(
            "duplicate_hours_per_1000",
            "hours on second rows",
            "重复件耗费工时",
            "hours per 1,000 residents and year",
            "lower",
            T(
                "Hours offices spent on second rows of requests reported twice, over residents and years.",
                "各单位用于重复工单的工时，按居民与年数平均。",
            ),
            PLACES,
            _per_1000_and_year("duplicate_hours"),
        ),
        Measure(
            "places_refused_per_1000",
            "requests for a care place refused",
            "养老床位未满足诉求",
            "requests per 1,000 residents and year",
            "lower",
            T(
                "Requests for a place in day or overnight care that found none free, over residents and years.",
                "申请日间或全托照料床位而无空位的诉求，按居民与年数平均。",
            ),
            ("all", "region", "district"),
            _refused_places,
        ),
    )


def _refused_places(observation: Observation) -> list[Row]:
    """Refused requests for a care place, over residents and years."""
    d = observation.districts
    codes = {
        "all": (np.zeros(len(d), np.int64), 1),
        "region": (d["region"].astype(np.int64), len(observation.region_keys)),
        "district": (np.arange(len(d)), len(observation.district_keys)),
    }
    weight = observation.district_weight
    refused, people = d["n_refused_place"] * weight, d["population"] * observation.years
    counted = {by: summed(code, d["population"], size) for by, (code, size) in codes.items()}
    values = {
        by: divided(summed(code, refused, size), summed(code, people * weight, size), 1000.0)
        for by, (code, size) in codes.items()
    }
    return rows_of(observation, tuple(codes), counted, values)


def _staff() -> tuple[Measure, ...]:
    def skill(observation: Observation) -> Floats:
        return np.asarray(
            observation.desks[desk_map(observation).of_communities(DeskKind.COMMITTEE)]["skill"], np.float64
        )

    return (
        Measure(
            "committee_skill",
            "skill of committee staff",
            "社区工作者能力",
            "0-1",
            "higher",
            T(
                "Skill of committee members and contract workers on the last day, mean over staff.",
                "最后一天居（村）委会成员与聘用人员的能力，按人员平均。",
            ),
            PLACES,
            _of_staff(skill),
        ),
        Measure(
            "committee_turnover",
            "committee staff leaving",
            "社区工作者离职率",
            "per post and year",
            "lower",
            T(
                "Posts whose holder left on measured days, over posts and years.",
                "测量期内人员离职的岗位数，按岗位与年数平均。",
            ),
            PLACES,
            per_community(
                lambda o: _column("left_share")(o) * o.communities["staff"], lambda o: _column("staff")(o) * o.years
            ),
        ),
        Measure(
            "committee_vacancy_share",
            "vacant committee posts",
            "社区工作者空岗率",
            "share",
            "lower",
            T(
                "Posts of members and contract workers vacant on the last day over posts.",
                "最后一天空缺的成员与聘用岗位，占全部岗位。",
            ),
            PLACES,
            _of_staff(_column("vacant_share")),
        ),
        Measure(
            "committee_strain",
            "strain of committees",
            "社区工作压力",
            "ratio",
            "lower",
            T(
                "Hours asked of committees over hours available, smoothed, on the last day; mean over staff.",
                "最后一天居（村）委会所需工时与实有工时之比（平滑值），按人员平均。",
            ),
            PLACES,
            _of_staff(_column("strain")),
        ),
    )


def _society() -> tuple[Measure, ...]:
    return (
        Measure(
            "ties",
            "neighbourhood ties",
            "邻里纽带",
            "0-1",
            "higher",
            T("Neighbourhood ties on the last day, mean over residents.", "最后一天的邻里纽带，按居民平均。"),
            PLACES,
            _of_residents("ties"),
        ),
        Measure(
            "legal_awareness",
            "legal awareness",
            "法律意识",
            "0-1",
            "higher",
            T("Legal awareness on the last day, mean over residents.", "最后一天的法律意识，按居民平均。"),
            PLACES,
            _of_residents("awareness"),
        ),
        Measure(
            "managed_estates_share",
            "estates with a manager",
            "小区物业覆盖率",
            "share",
            "higher",
            T(
                "Homes in estates with a manager, an owners' committee or a station on the last day, mean over "
                "residents.",
                "最后一天所在小区有物业、业主委员会或服务站的住户，按居民平均。",
            ),
            PLACES,
            per_community(
                lambda o: (1.0 - _column("unmanaged_share")(o)) * o.communities["population"], _column("population")
            ),
        ),
        Measure(
            "fees_paid_share",
            "owners who pay",
            "物业缴费率",
            "share",
            "higher",
            T(
                "Owners of taken-over estates who paid the fee of the last quarter, over owners there.",
                "被接管小区中缴纳上季度物业费的业主，占该类小区业主。",
            ),
            PLACES,
            per_community(
                lambda o: _column("paying_share")(o) * _column("taken_share")(o) * o.communities["population"],
                lambda o: _column("taken_share")(o) * o.communities["population"],
            ),
        ),
    )


def measures() -> tuple[Measure, ...]:
    """Meetings, islands, staff and society."""
    return (*_meetings(), *_islands(), *_staff(), *_society())
