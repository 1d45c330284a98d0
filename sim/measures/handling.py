"""How issues are handled: from the voice to the answer, over reported, over registered and over needs."""

from __future__ import annotations

import math

from sim.measures.amounts import CONFLICTS, OLD_DAYS, RESPONSE_DAYS, amount
from sim.measures.grouping import EVERY, EVERY_AND_PERIODS, NEEDS_BY, PEOPLE, PEOPLE_AND_PERIODS
from sim.measures.measure import PER_NEED, Measure, Row
from sim.measures.observation import Observation
from sim.measures.ratios import per_year, quotient, share, share_measure
from sim.measures.stocks import YEAR, at_ends_of_years
from sim.vocabulary import Tier
from sim.words import T

TENURE_YEARS = 7.0
"""Years a resident has lived in the community, for conflicts ever met (assumed)."""


def conflict_exposure(observation: Observation) -> list[Row]:
    """Share of residents who meet a conflict in their community at least once in a tenure (Poisson).

    Args:
        observation: What was gathered.
    """
    rate = per_year("conflicts", "residents", PEOPLE_AND_PERIODS, TENURE_YEARS)(observation)
    return [row._replace(value=-math.expm1(-row.value)) for row in rate]


def solved_at_tier(observation: Observation) -> list[Row]:
    """Share of really resolved complaints that were resolved at each tier; the four sum to 1.

    Args:
        observation: What was gathered.
    """
    resolved = amount(observation, "resolved")
    n, value = resolved.counted["tier"], resolved.weighted["tier"]
    total = float(value.sum())
    return [
        Row("tier", tier.key, round(float(n[tier])), float(value[tier]) / total if total > 0 else math.nan)
        for tier in Tier
    ]


def _outcomes() -> tuple[Measure, ...]:
    """Final states over reported complaints; with what is still open they sum to 1."""
    return (
        share_measure(
            "resolution_share",
            "really resolved",
            "解决率",
            "higher",
            ("resolved", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Reported complaints whose cause is gone, over reported complaints; open ones count as not resolved.",
                "起因已消除的诉求，占所提出的诉求；在办的按未解决计。",
            ),
        ),
        share_measure(
            "failed_share",
            "worked on without success",
            "办而未成率",
            "lower",
            ("failed", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Reported complaints closed as done although the work failed, over reported complaints.",
                "办理失败却按办结销号的诉求，占所提出的诉求。",
            ),
        ),
        share_measure(
            "nominal_share",
            "nominally closed",
            "形式办结率",
            "lower",
            ("nominal", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Reported complaints nominally closed without the work, over reported complaints.",
                "未实际办理、仅在纸面上办结的诉求，占所提出的诉求。",
            ),
        ),
        share_measure(
            "dropped_share",
            "dropped unanswered",
            "杳无音讯率",
            "lower",
            ("dropped", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Reported complaints that got no answer, whether still on the register or not, over reported ones.",
                "没有任何答复便不了了之的诉求（无论是否仍在册），占所提出的诉求。",
            ),
        ),
        share_measure(
            "open_share",
            "still open",
            "在办率",
            "lower",
            ("open", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Reported complaints open on the last day, over reported complaints.",
                "最后一天仍在办的诉求，占所提出的诉求。",
            ),
        ),
    )


def _answers() -> tuple[Measure, ...]:
    return (
        share_measure(
            "response_share",
            "response",
            "回应率",
            "higher",
            ("followed_heard", "followed"),
            EVERY_AND_PERIODS,
            T(
                f"Complaints whose resident heard anything within {RESPONSE_DAYS} days of reporting, over complaints "
                f"reported at least {RESPONSE_DAYS} days before the last day; n/a in shorter runs.",
                f"提出后 {RESPONSE_DAYS} 天内得到任何回应的诉求，占最后一天之前至少 {RESPONSE_DAYS} 天提出的诉求；"
                "运行更短则不适用。",
            ),
        ),
        share_measure(
            "registered_share",
            "registered",
            "登记率",
            "higher",
            ("registered", "reported"),
            EVERY_AND_PERIODS,
            T("Registered complaints, over reported complaints.", "登记在册的诉求，占所提出的诉求。"),
        ),
        share_measure(
            "closure_share",
            "closure rate on record",
            "办结率",
            "higher",
            ("on_book", "fallen_due"),
            EVERY_AND_PERIODS,
            T(
                "Registered complaints that are closed on record (resolved, failed, nominally, or lost "
                "after the due "
                "day), over registered complaints that are closed or whose holder's clock has run out (应办结): those "
                "still open in time on the last day are not counted.",
                "账面显示已办结的登记诉求（已解决、办而未成、形式办结，或逾期后失落），"
                "占已办结或已到承办期限的登记诉求（应办结）；最后一天尚在期限内的在办件不计入。",
            ),
        ),
        share_measure(
            "resolution_registered_share",
            "really resolved, of registered",
            "登记诉求解决率",
            "higher",
            ("resolved_registered", "registered"),
            EVERY_AND_PERIODS,
            T(
                "Registered complaints whose cause is gone, over registered complaints.",
                "起因已消除的登记诉求，占登记诉求。",
            ),
        ),
        share_measure(
            "on_time_share",
            "on time",
            "按时率",
            "higher",
            ("on_time", "registered"),
            EVERY_AND_PERIODS,
            T(
                "Registered complaints that missed no office's clock so far, over registered complaints.",
                "至今未超过任何一级承办期限的登记诉求，占登记诉求。",
            ),
        ),
        share_measure(
            "satisfaction_share",
            "satisfied",
            "满意率",
            "higher",
            ("satisfied", "answered"),
            EVERY_AND_PERIODS,
            T(
                "Complaints whose resident is satisfied with the answer, over complaints with an answer.",
                "居民对答复满意的诉求，占已有答复的诉求。",
            ),
        ),
        share_measure(
            "reopened_share",
            "reopened",
            "重办率",
            "none",
            ("reopened", "registered"),
            EVERY_AND_PERIODS,
            T(
                "Registered complaints reopened at least once after the resident was asked, over registered ones.",
                "回访居民后至少重办一次的登记诉求，占登记诉求。",
            ),
        ),
        share_measure(
            "pressed_share",
            "pressed for a good rating",
            "央求改评率",
            "lower",
            ("pressed", "registered"),
            EVERY_AND_PERIODS,
            T(
                "Registered complaints whose resident gave a negative rating and was pressed by the office to"
                " change it, over registered ones.",
                "居民评价未解决后，承办单位央求其改评的登记诉求，占登记诉求。",
            ),
        ),
        share_measure(
            "refused_entry_share",
            "kept off the register",
            "拒不登记率",
            "lower",
            ("refused_entry", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Reported complaints that a committee kept off the register for fear of a ranking, over reported ones.",
                "居（村）委会因顾忌排名而拒不登记的诉求，占所提出的诉求。",
            ),
        ),
    )


def _voice() -> tuple[Measure, ...]:
    return (
        share_measure(
            "repeat_share",
            "repeated",
            "重复诉求率",
            "lower",
            ("repeat", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Complaints reported again at the same tier after a failure or silence, over reported complaints.",
                "因办理失败或石沉大海而向同一层级再次提出的诉求，占所提出的诉求。",
            ),
        ),
        share_measure(
            "bypass_share",
            "over heads after a failure",
            "越级率",
            "lower",
            ("bypass", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Complaints carried to the tier above the one that failed, over reported complaints.",
                "越过未办成的层级、向上一级提出的诉求，占所提出的诉求。",
            ),
        ),
        share_measure(
            "straight_up_share",
            "straight above the community",
            "直接上访率",
            "lower",
            ("straight_up", "first_reported"),
            EVERY_AND_PERIODS,
            T(
                "First complaints addressed above the community, over first complaints.",
                "首次即向社区以上层级提出的诉求，占首次诉求。",
            ),
        ),
        share_measure(
            "recurred_share",
            "come back by itself",
            "复发率",
            "lower",
            ("recurred", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Complaints about a cause that was only patched up before, over reported complaints.",
                "此前只是临时修补、后又再次发生的诉求，占所提出的诉求。",
            ),
        ),
        share_measure(
            "nobody_share",
            "nobody responsible at first",
            "无人管率",
            "lower",
            ("nobody", "reported"),
            EVERY_AND_PERIODS,
            T(
                "Complaints that no office owned at first, over reported complaints (paper, section 3.1.1).",
                "起初无任何单位认领的诉求，占所提出的诉求（论文 3.1.1）。",
            ),
        ),
        share_measure(
            "online_share",
            "reported online",
            "线上诉求率",
            "none",
            ("online", "reported"),
            EVERY_AND_PERIODS,
            T("Complaints that came online, over reported complaints.", "通过线上渠道提出的诉求，占所提出的诉求。"),
        ),
        Measure(
            "reported_per_1000",
            "reported complaints",
            "诉求量",
            "complaints per 1,000 residents and year",
            "none",
            T(
                "Reported complaints, repeats and complainants of a common cause included, over residents and years.",
                "所提出的诉求（含重复提出及同一起因的多人提出），按居民与年数平均。",
            ),
            PEOPLE_AND_PERIODS,
            per_year("reported", "residents", PEOPLE_AND_PERIODS, 1000.0),
        ),
        Measure(
            "registered_per_1000",
            "registered complaints",
            "登记量",
            "complaints per 1,000 residents and year",
            "none",
            T("Registered complaints over residents and years.", "登记诉求，按居民与年数平均。"),
            PEOPLE_AND_PERIODS,
            per_year("registered", "residents", PEOPLE_AND_PERIODS, 1000.0),
        ),
    )


def _needs() -> tuple[Measure, ...]:
    kinds = T(", ".join(c.key for c in CONFLICTS), "、".join(c.label_zh for c in CONFLICTS))
    return (
        Measure(
            "needs_per_1000",
            "needs",
            "需求量",
            "needs per 1,000 residents and year",
            "none",
            T(
                "Needs that arose, reported or not, over residents and years.",
                "所产生的需求（无论是否提出），按居民与年数平均。",
            ),
            PEOPLE_AND_PERIODS,
            per_year("needs", "residents", PEOPLE_AND_PERIODS, 1000.0),
        ),
        share_measure(
            "solved_per_need",
            "solved per need",
            "需求解决率",
            "higher",
            ("solved", "needs"),
            NEEDS_BY,
            T(
                "Needs solved among neighbours plus causes resolved by offices, over needs. Both are counted in the "
                "measured days, so causes from before balance those resolved after.",
                "邻里自行解决的需求与各级解决的起因之和，占需求。两者均按测量期计数，"
                "故此前产生的起因与此后解决的起因大致相抵。",
            ),
            PER_NEED,
        ),
        share_measure(
            "reported_per_need",
            "reported per need",
            "需求表达率",
            "higher",
            ("first_reported_rows", "needs"),
            NEEDS_BY,
            T(
                "Needs that somebody reported, over needs; repeats do not count again.",
                "有人提出过的需求，占需求；重复提出不再计数。",
            ),
        ),
        share_measure(
            "self_solved_share",
            "solved among neighbours",
            "自行解决率",
            "none",
            ("self_solved", "needs"),
            NEEDS_BY,
            T("Needs that neighbours solved among themselves, over needs.", "邻里之间自行解决的需求，占需求。"),
        ),
        share_measure(
            "endured_share",
            "endured",
            "隐忍率",
            "lower",
            ("endured", "needs"),
            NEEDS_BY,
            T(
                "Needs neither solved, reported nor found by a patrol within reach, over needs.",
                "既未解决、也未提出、且巡查未能及时发现的需求，占需求。",
            ),
        ),
        share_measure(
            "discovered_per_need",
            "found by patrols",
            "主动发现率",
            "higher",
            ("discovered_rows", "needs"),
            NEEDS_BY,
            T(
                "Causes that patrols or visits found before anybody reported them, over needs.",
                "在有人提出之前由巡查或走访发现的起因，占需求。",
            ),
            PER_NEED,
        ),
        Measure(
            "conflict_exposure",
            "conflicts ever met",
            "遇到矛盾居民比例",
            "share",
            "lower",
            T(
                f"1 - exp(-{TENURE_YEARS:g} x yearly conflicts per resident, own or shared by neighbours), in the "
                f"categories {kinds.en}; a tenure of {TENURE_YEARS:g} years is assumed. "
                "Compare: over 80 % of residents had met conflicts (paper, section 3.1.2).",
                f"1 − exp(−{TENURE_YEARS:g} × 人均每年遇到的矛盾数，含自身及与邻里共有的)，"
                f"限{kinds.zh}这几类；居住年限假定为 {TENURE_YEARS:g} 年。对照：80% 以上居民遇到过矛盾（论文 3.1.2）。",
            ),
            PEOPLE_AND_PERIODS,
            conflict_exposure,
        ),
    )


def backlog_per_1000(observation: Observation) -> list[Row]:
    """Open issues per 1,000 residents on the last day, and by year on its last day.

    Args:
        observation: What was gathered.
    """
    residents = amount(observation, "residents")
    found = quotient(observation, PEOPLE, amount(observation, "waiting_rows"), residents, 1000.0)
    return [*found, *at_ends_of_years(observation, "backlog")]


def _work() -> tuple[Measure, ...]:
    return (
        Measure(
            "hand_overs_per_issue",
            "hand-overs per issue",
            "件均流转次数",
            "hand-overs",
            "lower",
            T(
                "Hand-overs between offices over reported issues (rows of work).",
                "各单位之间的流转次数，按所提出的事项（工单）平均。",
            ),
            EVERY_AND_PERIODS,
            share("hand_overs", "reported_rows", EVERY_AND_PERIODS),
        ),
        Measure(
            "solved_at_tier_share",
            "where issues are resolved",
            "各层级解决占比",
            "share",
            "none",
            T(
                "Really resolved complaints whose last holder was the tier, over all really resolved complaints.",
                "由该层级最后承办并真正解决的诉求，占全部真正解决的诉求。",
            ),
            ("tier",),
            solved_at_tier,
        ),
        Measure(
            "backlog_per_1000",
            "backlog",
            "积案量",
            "open issues per 1,000 residents",
            "lower",
            T(
                "Issues (rows of work) reported on measured days and open on the last day, over residents; by year on "
                "its last day.",
                "测量期内提出、最后一天仍在办的事项（工单），按居民平均；按年时取年末。",
            ),
            (*PEOPLE, YEAR),
            backlog_per_1000,
        ),
        Measure(
            "backlog_age_days",
            "age of the backlog",
            "积案平均天数",
            "days",
            "lower",
            T(
                "Mean days since reporting of the issues open on the last day.",
                "最后一天在办事项自提出以来的平均天数。",
            ),
            EVERY,
            share("waiting_days", "waiting_rows", EVERY),
        ),
        share_measure(
            "backlog_old_share",
            "old part of the backlog",
            "长期积案占比",
            "lower",
            ("waiting_long_rows", "waiting_rows"),
            EVERY,
            T(
                f"Open issues older than {OLD_DAYS} days (assumed), over open issues on the last day.",
                f"在办超过 {OLD_DAYS} 天（假定）的事项，占最后一天的在办事项。",
            ),
        ),
    )


def measures() -> tuple[Measure, ...]:
    """Handling."""
    return (*_answers(), *_outcomes(), *_voice(), *_needs(), *_work())
