"""What stages, states and callers of a hand-over mean in a story."""

from __future__ import annotations

from sim.issues import store
from sim.trace.kinds import EventKind as K
from sim.vocabulary import State
from sim.words import T

URGENT = T(", an emergency", "，紧急")
FEN = 100
ATTRIBUTES = ("work", "authority", "departments", "helper", "cost_fen", "quick")
NO_LIMIT = 1e15

PARENTS = {
    "attend": K.PASSED_TO_RIGHT,
    "next_part": K.PASSED_TO_NEXT,
    "see_outcome": K.DISPUTE_UP,
    "is_looked_at": K.WENT_UP_OVERDUE,
}
"""What a hand-over means by who asks for it."""

STAGES = {store.STAGE_PASS_UP: K.PASSED_UP, store.STAGE_APPLY: K.APPLIED_UP, store.STAGE_DISPATCH: K.SENT_DOWN}
"""What a hand-over means by the stage that has been finished."""

HAND_OVERS = {
    K.PASSED_UP: T("passed up for want of authority", "因权限不足上报"),
    K.APPLIED_UP: T("an application for money", "资金申请"),
    K.SENT_DOWN: T("sent down", "转办"),
    K.PASSED_TO_NEXT: T("passed to the next department", "移交下一部门"),
    K.PASSED_TO_RIGHT: T("redirected", "改派"),
    K.WENT_UP_OVERDUE: T("overdue, going up by itself", "超期自动升级"),
    K.DISPUTE_UP: T("an unsettled dispute going up", "纠纷上交"),
}
"""Why an issue moves, in a few words."""

LOSSES = {
    K.LOST_ON_WAY: T("lost on the way, registered", "途中丢失（已登记）"),
    K.LOST_UNWRITTEN: T("lost on the way, unregistered", "途中丢失（未登记）"),
}
"""Moves that end in a loss."""

QUEUES = {
    store.STAGE_PASS_UP: K.QUEUED_TO_PASS_UP,
    store.STAGE_DISPATCH: K.QUEUED_TO_SEND_DOWN,
    store.STAGE_LIAISON: K.QUEUED_FOR_HELPER,
}

FINAL = {State.RESOLVED: K.RESOLVED, State.FAILED: K.FAILED, State.NOMINAL: K.NOMINALLY_CLOSED}
