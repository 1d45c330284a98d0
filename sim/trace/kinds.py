"""What can happen to an issue or to a resident, as words of the field with a sentence in English and in Chinese."""

from __future__ import annotations

from enum import IntEnum

from sim.words import Sentence


class EventKind(IntEnum):
    """A kind of event; its sentence takes the facts of the event by name."""

    en: str
    zh: str

    def __new__(cls, code: int, en: str, zh: str) -> EventKind:
        """Makes a member from its code and its two sentences."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.en = en
        member.zh = zh
        return member

    @property
    def words(self) -> Sentence:
        """Its sentence in both languages."""
        return Sentence(self.en, self.zh)

    @property
    def key(self) -> str:
        """The kind as it is written for programs."""
        return self.name.lower()

    AROSE = 0, "a need arises: {category}{emergency}", "产生需求：{category}{emergency}"
    SOLVED_BY_NEIGHBOURS = 1, "neighbours solve it among themselves", "邻里自行解决"
    SOLVED_IN_COURTYARD = 2, "a courtyard committee solves it", "由院落自治组织解决"
    ENDURED = 3, "not reported and not found; it is endured", "未向任何人反映，也未被发现，只能忍受"
    KEPT_SILENT = (
        4,
        "not reported; at a daily chance of {daily:.1%} a patrol will find it on {until}",
        "未向任何人反映；巡查走访每日发现的概率为 {daily:.1%}，将于 {until} 发现",
    )
    REPORTED = (
        5,
        "reported to the {tier} ({channel}); {joined} neighbours join",
        "向{tier}反映（{channel}），{joined} 名邻居联名",
    )
    SECOND_CHANNEL = (
        6,
        "reported a second time ({channel}); offices are islands, so it becomes a second row of work",
        "另经其他渠道再次反映（{channel}）；部门间信息不通，形成重复件",
    )
    FOUND = 7, "found by patrol or visit", "巡查走访中发现"
    COMPLAINED_AGAIN = 8, "complained of again, to the {tier} ({channel})", "再次投诉，诉至{tier}（{channel}）"
    WENT_OVER_HEADS = 9, "carried over heads to the {tier} ({channel})", "越级反映至{tier}（{channel}）"
    CAME_BACK = (
        10,
        "the cause has come back; reported anew to the {tier} ({channel})",
        "问题复发，重新向{tier}反映（{channel}）",
    )
    WAITS_FOR_OPENING = 11, "the office is closed until {until}", "正值休息日，{until} 起受理"
    REGISTERED = 12, "registered; due {due}", "登记在册，办理期限 {due}"
    NOT_REGISTERED = 13, "not registered; patience ends {due}", "未登记；居民最多等到 {due}"
    NO_HOURS_TO_ENTER = (
        14,
        "would be registered, but no hours are left for it; patience ends {due}",
        "本应登记，但当日已无工时；居民最多等到 {due}",
    )
    SENT_WRONG = (
        15,
        "routed to the wrong department, which will notice when it gets to it",
        "分派有误，承办部门着手办理时才会发现",
    )
    NOBODY_RESPONSIBLE = (
        16,
        "registered elsewhere: nobody is responsible until {until}",
        "人户分离，{until} 前无人认领",
    )
    TEAM_CLIENT = 17, "the resident is a client of the linked team", "该居民是联动小组的服务对象"
    QUEUED = (
        18,
        "in the queue of {holder}: {hours:.1f} h of work, {ahead} others come first, {desk_hours:.1f} h on a "
        "working day, due {due}",
        "进入{holder}待办：需 {hours:.1f} 工时，前面有 {ahead} 件，该岗每工作日 {desk_hours:.1f} 工时，限期 {due}",
    )
    QUEUED_TO_PASS_UP = (
        19,
        "in the queue of {holder}, which lacks the authority ({authority}) and must pass it up: {hours:.1f} h, "
        "{ahead} others come first",
        "进入{holder}待办：权限在{authority}，须上报（{hours:.1f} 工时），前面有 {ahead} 件",
    )
    QUEUED_TO_SEND_DOWN = (
        20,
        "in the queue of {holder}, which must send it down to the {authority}: {hours:.1f} h, {ahead} others "
        "come first",
        "进入{holder}待办：应由{authority}办理，须转办（{hours:.1f} 工时），前面有 {ahead} 件",
    )
    QUEUED_FOR_HELPER = (
        21,
        "in the queue of {holder}, which will hand it to {helper}: {hours:.1f} h of liaison, {ahead} others come first",
        "进入{holder}待办：将转由{helper}承接（联络 {hours:.1f} 工时），前面有 {ahead} 件",
    )
    HELPER_TOOK_OVER = 22, "{helper} takes it over: {hours:.1f} h", "{helper}承接：{hours:.1f} 工时"
    HELPER_NOT_READY = (
        23,
        "no helper is available any more; the committee does it itself: {hours:.1f} h",
        "已无力量可以承接，由居（村）委会自行办理：{hours:.1f} 工时",
    )
    WORKED = (
        24,
        "{holder} spends {hours:.2f} h on it; {left:.2f} h are left to do",
        "{holder}投入 {hours:.2f} 工时，尚需 {left:.2f} 工时",
    )
    FOUND_WRONG = 25, "found to be at the wrong department; {holder} redirects it", "发现分派有误，由{holder}改派"
    PAID = 26, "{holder} pays {yuan:,.0f} yuan", "{holder}支付 {yuan:,.0f} 元"
    NO_MONEY = 27, "{holder} cannot pay {yuan:,.0f} yuan: {reason}", "{holder}无法支付 {yuan:,.0f} 元：{reason}"
    WAITS_FOR_MONEY = 28, "waits for money until the funding day, {until}", "等待资金，拨款日 {until}"
    MONEY_DAY = 29, "the funding day has come; back in the queue of {holder}", "拨款日已到，重新进入{holder}待办"
    PASSED_UP = (
        30,
        "passed up for want of authority, to {target}; {days} days on the way",
        "因权限不足上报{target}，在途 {days} 天",
    )
    APPLIED_UP = (
        31,
        "the application for money goes up to {target}; {days} days on the way",
        "资金申请上报{target}，在途 {days} 天",
    )
    SENT_DOWN = 32, "sent down to {target}; {days} days on the way", "转办至{target}，在途 {days} 天"
    PASSED_TO_NEXT = (
        33,
        "the next department agrees: passed on to {target}; {days} days on the way",
        "下一部门同意接手，移交{target}，在途 {days} 天",
    )
    PASSED_TO_RIGHT = (
        34,
        "on its way to the right department, back at {target} in {days} days",
        "改派途中，{days} 天后由{target}办理",
    )
    WENT_UP_OVERDUE = (
        35,
        "overdue at the second review: goes up to {target} by itself; {days} days on the way",
        "再次检视时仍超期，自动升级至{target}，在途 {days} 天",
    )
    DISPUTE_UP = (
        36,
        "not settled; the dispute goes up to {target}; {days} days on the way",
        "调解未果，纠纷上交{target}，在途 {days} 天",
    )
    LOST_ON_WAY = (
        37,
        "lost on the way to {target} ({why}); it stays on the sender's register until {due}",
        "移交{target}途中丢失（{why}），原单位台账挂账至 {due}",
    )
    LOST_UNWRITTEN = (
        38,
        "lost on the way to {target} ({why}); it was never registered",
        "移交{target}途中丢失（{why}），此前从未登记",
    )
    REFUSED = 39, "the next department refuses", "下一部门推诿"
    JOINT_MEETING = (
        40,
        "on the agenda of a joint meeting: the departments act without refusals from now on",
        "列入联席会议议题，各部门此后不再推诿",
    )
    JOINT_PARTS = (
        41,
        "the other departments do their parts in one go: {hours:.1f} h",
        "其余部门一并办理：{hours:.1f} 工时",
    )
    DUE_SOON = 42, "due tomorrow: it moves forward in the queue", "明日到期，在待办队列中前移"
    OVERDUE = 43, "past its clock; the office leaves it open", "已超期，办理单位未销号"
    PATCHED_UP = 44, "a cosmetic repair is paid for", "出资作了表面修补"
    TRY_FAILED = (
        45,
        "the work is done, but the cause is still there; another try: {hours:.1f} h",
        "已办理但问题仍在，再办一次：{hours:.1f} 工时",
    )
    NO_PLACE = 46, "no care place is free in the district; the work was in vain", "区县内已无空余照护床位，所做工作落空"
    RESOLVED = 47, "the cause is gone: resolved, {days} days after it was reported", "问题解决，自反映起历时 {days} 天"
    FAILED = (
        48,
        "closed as done, but the cause is still there, {days} days after it was reported",
        "已办结但问题仍在，自反映起历时 {days} 天",
    )
    NOMINALLY_CLOSED = 49, "nominally closed, {days} days after it was reported", "形式办结，自反映起历时 {days} 天"
    GAVE_UP = 50, "the resident, who has heard nothing, gives up after {days} days", "{days} 天杳无音讯，居民放弃"
    FORGOTTEN = (
        51,
        "the due day comes and no office holds it: lost after {days} days",
        "到期时已无人经办，历时 {days} 天，不了了之",
    )
    AGREED = 52, "a deliberation council agrees on who does what", "协商议事会议定由谁做什么"
    REOPENED = (
        53,
        "the resident is asked and gives a negative rating: reopened, due {due}",
        "回访时居民不认可，重新办理，办理期限 {due}",
    )
    JUDGED = (
        54,
        "the resident judges: {satisfied}; trust in the {tier} {before:.3f} -> {after:.3f}; {friends} hear of it",
        "居民评价：{satisfied}；对{tier}的信任 {before:.3f} -> {after:.3f}；有 {friends} 位亲友得知",
    )
    WILL_GO_OVER_HEADS = 55, "will go over heads on {until}", "将于 {until} 越级反映"
    WILL_COMPLAIN_AGAIN = 56, "will complain again on {until}", "将于 {until} 再次投诉"
    WILL_COME_BACK = 57, "only patched up: the cause will come back on {until}", "治标未治本，将于 {until} 复发"
    GAVE_IN = 58, "nothing follows", "此后未再反映"
    SECOND_ROW_ENDS = 59, "the second row of work ends; it took {hours:.2f} h", "重复件了结，耗去 {hours:.2f} 工时"
    HEARD = (
        60,
        "hears how another request ended ({outcome}); trust in the {tier} {before:.3f} -> {after:.3f}",
        "得知他人诉求的结果（{outcome}）；对{tier}的信任 {before:.3f} -> {after:.3f}",
    )
    JOINED = (
        61,
        "had joined a complaint that ends ({outcome}); trust in the {tier} {before:.3f} -> {after:.3f}",
        "参与联名的诉求有了结果（{outcome}）；对{tier}的信任 {before:.3f} -> {after:.3f}",
    )
    MOVED = 62, "moves to {place}", "迁往{place}"
    STILL_OPEN = 63, "still open at the end: {state}, at {holder}", "期末仍未了结：{state}，在{holder}"
    CAME_BACK_UNREPORTED = 64, "the cause has come back; this time it is not reported", "问题复发，此次未再反映"
    CHECKED_AGAIN = (
        65,
        "{holder} re-checks the finished work: {hours:.1f} h",
        "{holder}办后复核：{hours:.1f} 工时",
    )
    KEPT_OFF_BOOK = (
        66,
        "kept off the register for fear of the ranking; patience ends {due}",
        "因顾忌排名而拒不登记；居民最多等到 {due}",
    )
    PRESSED = (
        67,
        "{holder} presses the resident to change the negative rating: {hours:.1f} h",
        "{holder}央求居民改评：{hours:.1f} 工时",
    )


OUTCOMES = (
    EventKind.SOLVED_BY_NEIGHBOURS,
    EventKind.SOLVED_IN_COURTYARD,
    EventKind.ENDURED,
    EventKind.RESOLVED,
    EventKind.FAILED,
    EventKind.NOMINALLY_CLOSED,
    EventKind.GAVE_UP,
    EventKind.FORGOTTEN,
    EventKind.LOST_UNWRITTEN,
    EventKind.STILL_OPEN,
)
"""Events that say how a need, or a round of it, ended."""
