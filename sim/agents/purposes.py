"""Names of the decisions that draw a number; each has a stream of its own, so none can disturb another."""

from __future__ import annotations

from enum import IntEnum


class Purpose(IntEnum):
    """Stream number of every keyed decision of a run."""

    CANDIDATES = 0
    CANDIDATE_DAY = 1
    NEED = 2
    EMERGENCY = 3
    QUICK = 4
    SHARERS = 5
    SHARER = 6
    JOINS = 7
    SELF_SOLVE = 8
    VOICE = 9
    TIER = 10
    DOOR = 11
    AWARE_ONLINE = 12
    DISCOVERY = 13
    HOURS = 14
    AUTHORITY = 15
    AUTHORITY_UP = 16
    COSTS_MONEY = 17
    COST = 18
    DEPARTMENTS = 19
    LEAD = 20
    HELPER = 21
    MISROUTED = 22
    NOBODY = 23
    NOBODY_DAYS = 24
    REGISTERED = 25
    PATIENCE = 26
    CLIENT = 27
    HAND_OVER_DAYS = 28
    LOST = 29
    REFUSAL = 30
    SUCCESS = 31
    DISPUTE_UP = 32
    NOMINAL = 33
    CHECKED = 34
    REOPENED = 35
    SATISFIED = 36
    BYPASS = 37
    REPEAT = 38
    REPEAT_DAYS = 39
    RECURRENCE = 40
    FRIEND = 41
    DISPOSITION = 42
    ENQUIRIES = 43
    DUTY = 44
    VOLUNTEER = 45
    THINKS_AGAIN = 46
    LEAVES = 47
    ORGANISATION_ENTERS = 48
    SECOND_CHANNEL = 49
    COURTYARD = 50
    DOUBLE_CHECK = 51
    CARE_PLACE = 52
    INVITED = 53
    ATTENDS = 54
    PARTY_COMES = 55
    POSITION = 56
    OWNER_ASKED = 57
    OWNER_SIGNS = 58
    MOVES = 59
    MOVES_TO_DISTRICT = 60
    MOVES_TO_TOWNSHIP = 61
    MOVES_TO_COMMUNITY = 62
    FOUNDERS_CAPITAL = 63
    PROPOSALS = 64
    PROJECT_CLAIMED = 65
    PLACE_LEFT = 66
    PLACE_TAKEN = 67
    FOLLOWED_UP = 68


N_PURPOSES = len(Purpose)
