"""Offices of all tiers and their desks: how a request is taken up, worked on, passed on and closed."""

from __future__ import annotations

import math

import numpy as np

from sim import levers
from sim.agents.resident import by_setting, logistic, logit
from sim.columns import MEASURING, MONTH, WEEK, Column, ColumnAgent
from sim.compiled import kernel
from sim.randomness import rule
from sim.vocabulary import Channel, DeskKind, Helper, Tier

COUNTER = int(Channel.COUNTER)
PHONE = int(Channel.PHONE)
GRID_WORKER = int(Channel.GRID_WORKER)
HOTLINE = int(Channel.HOTLINE)
PETITION = int(Channel.PETITION)
FOR_EMERGENCIES, UNDER_CAMPAIGN, QUICK, DUE_SOON, REGISTERED, UNREGISTERED = range(6)
"""Classes of a desk's queue, in the order in which they are served."""
COMMUNITY, TOWNSHIP, DISTRICT, MUNICIPALITY = (int(tier) for tier in Tier)
PLACES = (Tier.COMMUNITY, Tier.TOWNSHIP, Tier.DISTRICT)
"""Tiers that have desks at their places, in the order of rows."""
PER_COMMUNITY, PER_TOWNSHIP, PER_DISTRICT = (len(DeskKind.at(tier)) for tier in PLACES)
FIRST_IN_COMMUNITY, FIRST_IN_TOWNSHIP, FIRST_IN_DISTRICT = (int(DeskKind.at(tier)[0]) for tier in PLACES)
DESKS_OF_HELPERS = tuple(int(DeskKind[helper.name]) if helper else -1 for helper in Helper)
"""Kind of desk of each helper by its code, -1 for nobody."""
WORKING_DAYS = 1
"""What `hand_over.clock_counts` is as a number where deadlines count working days."""


class Desk(ColumnAgent):
    """A desk of an office: its own hours, its own queue, its own belief about being checked."""

    kind = Column(np.uint8, unit="DeskKind", doc="What kind of desk it is.")
    tier = Column(np.uint8, unit="Tier", doc="Tier of the office it belongs to.")
    place = Column(np.int32, unit="row", doc="Row of its community, township or district.")
    root = Column(np.int32, unit="slot", doc="Head of its queue, -1 when empty.", default=-1)
    n_open = Column(np.int32, unit="issues", doc="Issues in its queue.")
    n_overdue = Column(np.int32, unit="issues", doc="Issues in its queue past a clock.")
    hours = Column(np.float64, unit="hours", doc="Hours for issues on a working day.")
    works_daily = Column(np.uint8, unit="yes or no", doc="Works on days off too.")
    left = Column(np.float64, unit="hours", doc="Hours left today, saved hours included.")
    saved_days = Column(np.float64, unit="days", doc="Days' worth of hours it can save.")
    skill = Column(np.float64, unit="0-1", doc="Skill of those who work there.")
    strained = Column(np.uint8, unit="yes or no", doc="Its workers are overstrained.")
    specialist = Column(np.uint8, unit="yes or no", doc="Its workers are specialists for what they take.")
    belief = Column(np.float64, unit="share", doc="Belief that a closing is checked.")
    n_closed_month = Column(np.int32, unit="issues", doc="Closings since the last update of the belief.", resets=MONTH)
    n_checked_month = Column(np.int32, unit="issues", doc="Closings among them that were checked.", resets=MONTH)
    n_unsolved_month = Column(
        np.int32, unit="issues", doc="Closings among these to which the resident said no.", resets=MONTH
    )
    n_satisfied_month = Column(
        np.int32,
        unit="issues",
        resets=MONTH,
        doc="Closings among those checked with which the resident was satisfied, while ranked.",
    )
    waiting_hours = Column(np.float64, unit="hours", doc="Hours of work in its queue at the last survey.")
    offered_hours = Column(np.float64, unit="hours", doc="Hours of work that arrived.", resets=MEASURING)
    available_hours = Column(np.float64, unit="hours", doc="Hours it had for issues.", resets=MEASURING)
    work_hours = Column(np.float64, unit="hours", doc="Hours worked on issues.", resets=MEASURING)
    passing_hours = Column(
        np.float64, unit="hours", doc="Hours spent passing on, redirecting and applying.", resets=MEASURING
    )
    intake_hours = Column(np.float64, unit="hours", doc="Hours spent writing requests down.", resets=MEASURING)
    enquiry_hours = Column(np.float64, unit="hours", doc="Hours spent answering enquiries.", resets=MEASURING)
    duty_hours = Column(np.float64, unit="hours", doc="Hours spent on emergency duty.", resets=MEASURING)
    visit_hours = Column(np.float64, unit="hours", doc="Unused hours that became visits.", resets=MEASURING)
    idle_hours = Column(np.float64, unit="hours", doc="Hours that expired unused.", resets=MEASURING)


class Community(ColumnAgent, further=levers.lever_columns(levers.COMMUNITY)):
    """An urban residents' committee or a village committee: the tier residents meet first (居委会、村委会)."""

    code = Column(np.int64, unit="", doc="Permanent code.")
    township = Column(np.int32, unit="row", doc="Its township or street.")
    district = Column(np.int32, unit="row", doc="Its district.")
    region = Column(np.uint8, unit="row", doc="Row of its region.")
    setting = Column(np.uint8, unit="Setting", doc="Urban, rural or mixed.")
    remote = Column(np.uint8, unit="yes or no", doc="Lies in a remote region.")
    urban_share = Column(np.float64, unit="share", doc="Urban share of its residents.")
    population = Column(np.int32, unit="persons", doc="Residents.")
    weight = Column(np.float64, unit="communities", doc="Design weight: communities it stands for.")
    longitude = Column(np.float64, unit="degrees", doc="Synthetic point inside the district.")
    latitude = Column(np.float64, unit="degrees", doc="Synthetic point inside the district.")
    first_resident = Column(np.int64, unit="row", doc="First row of its residents.")
    end_resident = Column(np.int64, unit="row", doc="Row after its last resident.")
    distance_km = Column(np.float64, unit="km", doc="Way to the service counter.")
    staff = Column(np.float64, unit="persons", doc="Committee members and contract workers.")
    gross_hours = Column(np.float64, unit="hours per year", doc="Paid hours of all staff.")
    administrative_share = Column(np.float64, unit="share", doc="Hours that administrative tasks take.")
    meetings_share = Column(np.float64, unit="share", doc="Hours that meetings and campaigns take.")
    counter_share = Column(np.float64, unit="share", doc="Hours of counter duty and routine services.")
    leave_share = Column(np.float64, unit="share", doc="Leave and vacancies.")
    condition = Column(np.float64, unit="0-1", doc="Condition of the infrastructure.")
    unmanaged_share = Column(np.float64, unit="share", doc="Estates without a manager.")
    inspected = Column(np.float64, unit="ratio", doc="Inspections and upkeep made, over the usual ones.", default=1.0)
    ties = Column(np.float64, unit="0-1", doc="Neighbourhood ties.")
    awareness = Column(np.float64, unit="0-1", doc="Legal awareness.")
    facility_m2 = Column(np.float64, unit="m2", doc="Floor area of service rooms.")
    building_until = Column(np.int32, unit="day", doc="Day on which rooms being built open, else -1.", default=-1)
    building_m2 = Column(np.float64, unit="m2", doc="Floor area of service rooms being built.")
    room = Column(
        np.float64, unit="ratio", doc="Part of the room standard there is, over the starting mean.", default=1.0
    )
    project_hours = Column(np.float64, unit="hours per day", doc="Hours of public-benefit projects for issues.")
    floating_share = Column(np.float64, unit="share", doc="Floating residents.")
    elsewhere_share = Column(np.float64, unit="share", doc="Residents registered elsewhere.")
    n_volunteers = Column(np.int32, unit="persons", doc="Registered volunteers.")
    n_arrived = Column(np.int32, unit="persons", doc="Villagers who have moved here.", resets=MEASURING)
    n_left = Column(np.int32, unit="persons", doc="Residents who have moved from here to a town.", resets=MEASURING)
    condition_start = Column(np.float64, unit="0-1", doc="Mean starting condition of such communities.")
    unmanaged_start = Column(np.float64, unit="share", doc="Mean starting share without manager.")
    ties_start = Column(np.float64, unit="0-1", doc="Mean starting ties.")
    ties_usual = Column(np.float64, unit="0-1", doc="Ties of the place without activities that add to them.")
    floating_start = Column(np.float64, unit="share", doc="Mean starting share of floating residents.")
    elsewhere_start = Column(np.float64, unit="share", doc="Mean starting share registered elsewhere.")
    trust_start_community = Column(np.float64, unit="0-1", doc="Starting trust in the community.")
    trust_start_township = Column(np.float64, unit="0-1", doc="Starting trust in the township.")
    trust_start_district = Column(np.float64, unit="0-1", doc="Starting trust in the district.")
    trust_start_municipality = Column(np.float64, unit="0-1", doc="Starting trust in the municipality.")
    trust_reference_community = Column(np.float64, unit="0-1", doc="Trust in the community choices refer to.")
    trust_reference_township = Column(np.float64, unit="0-1", doc="Trust in the township choices refer to.")
    trust_reference_district = Column(np.float64, unit="0-1", doc="Trust in the district choices refer to.")
    trust_reference_municipality = Column(np.float64, unit="0-1", doc="Trust in the municipality choices refer to.")
    purse_fen = Column(np.int64, unit="fen", doc="Money for residents' issues.")
    spent_fen = Column(np.int64, unit="fen", doc="Paid to vendors so far.")
    demanded_fen = Column(np.int64, unit="fen", doc="Money that reported and found issues asked for so far.")
    duty_open_hours = Column(np.float64, unit="hours", doc="Emergency duty not yet done.")
    duty_asked_hours = Column(np.float64, unit="hours", doc="Emergency duty that arose.")
    visit_hours_today = Column(np.float64, unit="hours", doc="Patrol and visits of the latest working day.")
    home_visit_hours = Column(
        np.float64, unit="hours", doc="Home visits of social workers and organisations on the latest working day."
    )
    visits_from_idle = Column(np.float64, unit="hours", doc="Yesterday's unused hours that became visits.")
    overdue_hours = Column(np.float64, unit="hours", doc="Open overdue work at the last survey.")
    lent_hours = Column(np.float64, unit="hours", doc="Hours lent by the township this week, per day.", resets=WEEK)
    campaign_category = Column(np.int8, unit="Category", doc="Category under campaign, else -1.", default=-1)
    campaign_factor = Column(np.float64, unit="share", doc="Issue hours left during a campaign.", default=1.0)
    enquiries_waiting = Column(np.int32, unit="enquiries", doc="Unanswered enquiries that come back once more.")
    enquiries_waiting_again = Column(np.int32, unit="enquiries", doc="Unanswered enquiries on their last try.")
    n_enquiries = Column(np.int64, unit="enquiries", doc="Enquiries that arose.")
    n_enquiries_answered = Column(np.int64, unit="enquiries", doc="Enquiries answered.", resets=MEASURING)
    lever_issue_hours = Column(np.float64, unit="hours per day", doc="Issue hours after all levers.")
    lever_freed_hours = Column(np.float64, unit="hours per day", doc="Administrative hours handed back.")
    lever_freed_counter_hours = Column(np.float64, unit="hours per day", doc="Hours of counter duty handed back.")
    counter_cost = Column(np.float64, unit="cost units", doc="What the way to the counter costs a resident today.")
    shock_duty = Column(np.float64, unit="share", doc="Issue hours that a shock asks for as emergency duty.")
    shock_absent = Column(np.float64, unit="share", doc="Staff kept away by a shock.")
    shock_counter_cost = Column(np.float64, unit="cost units", doc="What a shock adds to the way to the counter.")
    shock_emergency = Column(np.float64, unit="share", doc="Further share of needs that are emergencies.")
    good_habits = Column(np.float64, unit="share", doc="Residents who keep good habits that they were taught.")
    agreements = Column(np.float64, unit="share", doc="Residents whom standing agreements bind; it counts like ties.")
    n_councils = Column(np.int32, unit="meetings", doc="Councils called.", resets=MEASURING)
    n_quorate = Column(np.int32, unit="meetings", doc="Councils that had a quorum.", resets=MEASURING)
    n_discussed = Column(np.int32, unit="matters", doc="Matters that councils discussed.", resets=MEASURING)
    n_agreed = Column(np.int32, unit="matters", doc="Matters that councils agreed on.", resets=MEASURING)
    council_hours = Column(np.float64, unit="hours", doc="Hours that people gave to councils unpaid.", resets=MEASURING)
    volunteer_visits = Column(np.float64, unit="hours", doc="Volunteers' unused hours that become home visits next.")
    credit_hours = Column(np.float64, unit="hours", doc="Volunteers' credit in the time bank, not redeemed yet.")
    redeemed_hours = Column(np.float64, unit="hours", doc="Credit redeemed for own needs.", resets=MEASURING)
    courtyard_left = Column(np.float64, unit="hours", doc="Hours courtyard committees have left.")
    courtyard_used = Column(np.float64, unit="hours", doc="Hours courtyard committees spent.", resets=MEASURING)
    courtyard_expired = Column(
        np.float64, unit="hours", doc="Hours of courtyard committees that nobody asked for.", resets=MEASURING
    )
    vacant_share = Column(np.float64, unit="share", doc="Posts of the committee that are vacant.")
    novice_share = Column(np.float64, unit="share", doc="Staff in their first year.")
    skill_gain = Column(np.float64, unit="0-1", doc="Skill gained by supervised training.")
    strain = Column(np.float64, unit="ratio", doc="Hours asked over hours had, smoothed.", default=1.0)
    strain_offered = Column(
        np.float64, unit="hours", doc="Hours asked up to the last look at strain.", resets=MEASURING
    )
    strain_available = Column(
        np.float64, unit="hours", doc="Hours had up to the last look at strain.", resets=MEASURING
    )
    left_share = Column(
        np.float64, unit="ratio", doc="Posts whose holder has left, added up over the run.", resets=MEASURING
    )
    taken_share = Column(np.float64, unit="share", doc="Estates taken over by owners' committees or stations.")
    paying_share = Column(np.float64, unit="share", doc="Owners of taken-over estates who pay the fee.")
    money_first_more = Column(
        np.float64, unit="difference of shares", doc="Money-first residents above the mean of the place."
    )
    estate_quality = Column(np.float64, unit="0-1", doc="Quality of service in taken-over estates.")
    estate_poor_quarters = Column(np.int32, unit="quarters", doc="Quarters in a row with too few paying.")
    fees_fen = Column(np.int64, unit="fen", doc="Fees paid in taken-over estates so far.")
    n_duplicates = Column(np.int32, unit="rows", doc="Second rows of requests reported twice.", resets=MEASURING)
    duplicate_hours = Column(np.float64, unit="hours", doc="Hours spent on such second rows.", resets=MEASURING)
    skill_start = Column(np.float64, unit="0-1", doc="Skill of committee staff at the start.")
    posts = Column(np.float64, unit="posts", doc="Posts granted since the start, less those abolished.")
    posts_filled = Column(np.float64, unit="posts", doc="Of these, posts at work.")
    load_offered = Column(np.float64, unit="hours", doc="Hours asked up to the last look at posts.", resets=MEASURING)
    load_available = Column(np.float64, unit="hours", doc="Hours had up to the last look at posts.", resets=MEASURING)
    told_solved = Column(np.int32, unit="requests", doc="Requests resolved this month that people tell of.")
    told_failed = Column(np.int32, unit="requests", doc="Requests answered in vain this month that people tell of.")
    told_silent = Column(np.int32, unit="requests", doc="Requests met by silence this month that people tell of.")
    told_number = Column(np.int32, unit="requests", doc="Requests answered this month that came by telephone.")
    told_online = Column(np.int32, unit="requests", doc="Requests answered this month that came online.")
    number_learned = Column(
        np.float64, unit="share", doc="Residents who have learned the service number, of those who did not know it."
    )
    online_learned = Column(
        np.float64,
        unit="share",
        doc="Residents with access who have learned of the online service, of those who did not.",
    )
    heard_habit = Column(np.float64, unit="logit", doc="What neighbours' outcomes add to the habit of speaking up.")


class Township(ColumnAgent, further=levers.lever_columns(levers.TOWNSHIP)):
    """A township or a street office (镇、街道)."""

    code = Column(np.int64, unit="", doc="Permanent code.")
    district = Column(np.int32, unit="row", doc="Its district.")
    first_community = Column(np.int32, unit="row", doc="First row of its communities.")
    end_community = Column(np.int32, unit="row", doc="Row after its last community.")
    weight = Column(np.float64, unit="townships", doc="Design weight.")
    population = Column(np.int64, unit="persons", doc="Residents.")
    staff = Column(np.float64, unit="persons", doc="Staff.")
    purse_fen = Column(np.int64, unit="fen", doc="Money for residents' issues.")
    spent_fen = Column(np.int64, unit="fen", doc="Paid to vendors so far.")
    n_workers = Column(np.int32, unit="persons", doc="Social workers at work in its station.")
    n_meetings = Column(np.int32, unit="meetings", doc="Joint meetings held.", resets=MEASURING)
    n_joint = Column(np.int32, unit="issues", doc="Issues decided in joint meetings.", resets=MEASURING)
    n_not_reached = Column(
        np.int32, unit="issues", doc="Issues that waited beyond the agenda of a meeting, summed up.", resets=MEASURING
    )
    worker_skill_gain = Column(np.float64, unit="0-1", doc="Skill social workers gained by supervision.")
    posts = Column(np.float64, unit="posts", doc="Posts granted since the start, less those abolished.")
    posts_filled = Column(np.float64, unit="posts", doc="Of these, posts at work.")
    novice_share = Column(np.float64, unit="share", doc="Case handlers in their first year beyond the usual ones.")
    load_offered = Column(np.float64, unit="hours", doc="Hours asked up to the last look at posts.", resets=MEASURING)
    load_available = Column(np.float64, unit="hours", doc="Hours had up to the last look at posts.", resets=MEASURING)
    organisation_hours = Column(np.float64, unit="hours per year", doc="Hours of its social organisations.")
    organisation_welfare_share = Column(np.float64, unit="share", doc="Share of them that serves welfare and care.")
    organisation_dispute_share = Column(np.float64, unit="share", doc="Share of them that serves disputes.")
    organisation_environment_share = Column(
        np.float64, unit="share", doc="Share of them that serves the environment and errands."
    )
    organisation_farming_share = Column(np.float64, unit="share", doc="Share of them that serves farming.")
    lent_hours = Column(np.float64, unit="hours per day", doc="Hours lent to a community this week.", resets=WEEK)
    home_visits = Column(
        np.float64, unit="hours", doc="Unused hours of its social workers and organisations that become home visits."
    )
    rank_place = Column(np.float64, unit="0-1", doc="Place in the latest ranking: 0 the first, 1 the last.")
    rank_belief = Column(np.float64, unit="0-1", doc="Belief that it comes last in the next ranking.")
    lever_hours = Column(np.float64, unit="hours per day", doc="Issue hours after all levers.")
    lever_worker_hours = Column(np.float64, unit="hours per day", doc="Case hours of its social workers.")


class District(ColumnAgent, further=levers.lever_columns(levers.DISTRICT)):
    """A district or county with its departments (区、县)."""

    code = Column(np.int64, unit="", doc="Permanent code.")
    region = Column(np.uint8, unit="row", doc="Row of its region.")
    first_township = Column(np.int32, unit="row", doc="First row of its townships.")
    end_township = Column(np.int32, unit="row", doc="Row after its last township.")
    first_community = Column(np.int32, unit="row", doc="First row of its communities.")
    end_community = Column(np.int32, unit="row", doc="Row after its last community.")
    first_resident = Column(np.int64, unit="row", doc="First row of its residents.")
    end_resident = Column(np.int64, unit="row", doc="Row after its last resident.")
    population = Column(np.int64, unit="persons", doc="Residents in the sample.")
    drawn_share = Column(np.float64, unit="share", doc="Share of its population in the sample.")
    fiscal_capacity = Column(np.float64, unit="ratio to mean", doc="GDP per head over the mean.")
    purse_fen = Column(np.int64, unit="fen", doc="Money for residents' issues.")
    spent_fen = Column(np.int64, unit="fen", doc="Paid to vendors so far.")
    campaign_end = Column(np.int32, unit="day", doc="Last day of the running campaign, else -1.", default=-1)
    campaign_category = Column(np.int8, unit="Category", doc="Category under campaign, else -1.", default=-1)
    campaign_next = Column(np.int32, unit="day", doc="First day on which a campaign may be called.")
    first_slot = Column(np.int64, unit="slot", doc="First slot of its issues in the store.")
    n_slots = Column(np.int64, unit="slots", doc="Slots of its issues in the store.")
    n_free = Column(np.int64, unit="slots", doc="Free slots among them.")
    first_free = Column(np.int32, unit="slot", doc="First free slot, counted within the district.")
    closed_first = Column(np.int32, unit="slot", doc="First issue closed today, -1 for none.", default=-1)
    closed_last = Column(np.int32, unit="slot", doc="Last issue closed today, -1 for none.", default=-1)
    n_closed = Column(np.int64, unit="issues", doc="Issues closed today.")
    n_refused_place = Column(
        np.int64, unit="requests", doc="Requests for a care place that found none free.", resets=MEASURING
    )
    next_funding_day = Column(np.int32, unit="day", doc="Day on which money arrives next.")
    arrears_fen = Column(np.int64, unit="fen", doc="Running costs of mechanisms not yet paid; paid first.")
    personnel_fen = Column(np.int64, unit="fen", doc="Money for the posts of its offices.")
    posts = Column(np.float64, unit="posts", doc="Posts granted since the start, less those abolished.")
    posts_filled = Column(np.float64, unit="posts", doc="Of these, posts at work.")
    novice_share = Column(np.float64, unit="share", doc="Case handlers in their first year beyond the usual ones.")
    load_offered = Column(np.float64, unit="hours", doc="Hours asked up to the last look at posts.", resets=MEASURING)
    load_available = Column(np.float64, unit="hours", doc="Hours had up to the last look at posts.", resets=MEASURING)
    places = Column(np.int64, unit="persons", doc="Care places by day and overnight.")
    places_used = Column(np.int64, unit="persons", doc="Care places in use.")
    lever_hours = Column(np.float64, unit="hours per day", doc="Issue hours of all departments after levers.")
    lever_municipal_hours = Column(np.float64, unit="hours per day", doc="Municipal hours for this district.")


class DeskMap:
    """Where each desk lies: those of all communities, then of all townships, then of all districts.

    Args:
        n_communities: Number of communities.
        n_townships: Number of townships.
        n_districts: Number of districts.
    """

    PER_COMMUNITY, PER_TOWNSHIP, PER_DISTRICT = PER_COMMUNITY, PER_TOWNSHIP, PER_DISTRICT

    def __init__(self, n_communities: int, n_townships: int, n_districts: int) -> None:
        self.first_township = n_communities * PER_COMMUNITY
        self.first_district = self.first_township + n_townships * PER_TOWNSHIP
        self.n = self.first_district + n_districts * PER_DISTRICT

    def of_communities(self, kind: int) -> slice:
        """Rows of one kind of desk in all communities."""
        return slice(kind - FIRST_IN_COMMUNITY, self.first_township, PER_COMMUNITY)

    def of_townships(self, kind: int) -> slice:
        """Rows of one kind of desk in all townships."""
        return slice(self.first_township + kind - FIRST_IN_TOWNSHIP, self.first_district, PER_TOWNSHIP)

    def of_districts(self, kind: int) -> slice:
        """Rows of one kind of desk in all districts."""
        return slice(self.first_district + kind - FIRST_IN_DISTRICT, self.n, PER_DISTRICT)

    def row_of(self, kind: DeskKind, place: int) -> int:
        """Row of the desk of a kind at a community, township or district, by the row of the place."""
        rows = (self.of_communities, self.of_townships, self.of_districts)[kind.row.place](kind)
        return int(rows.start + place * rows.step)


@kernel
def community_desks(community):
    """Row of the first desk of a community; they end where the next community's begin."""
    return community * PER_COMMUNITY


@kernel
def township_desks(state, township):
    """Row of the first desk of a township; they end where the next township's begin."""
    return community_desks(state.communities.size) + township * PER_TOWNSHIP


@kernel
def district_desks(state, district):
    """Row of the first desk of a district; they end where the next district's begin."""
    return township_desks(state, state.townships.size) + district * PER_DISTRICT


@kernel
def desk_of(state, community, kind):
    """Row of the desk of a kind that serves a community: its own, its township's or its district's."""
    if kind < FIRST_IN_TOWNSHIP:
        return community_desks(community) + kind - FIRST_IN_COMMUNITY
    if kind < FIRST_IN_DISTRICT:
        return township_desks(state, state.communities[community].township) + kind - FIRST_IN_TOWNSHIP
    return district_desks(state, state.communities[community].district) + kind - FIRST_IN_DISTRICT


@rule
def chance_registered(params, channel, urban_share, unregistered_factor):
    """The chance that a request is registered, by channel and setting (登记).

    Args:
        params: Scenario numbers.
        channel: Code of the channel.
        urban_share: Urban share of the community.
        unregistered_factor: Factor on the chance of staying unregistered (1: no ledger).
    """
    if channel in (COUNTER, PHONE):
        p = by_setting(params.registered_counter_town, params.registered_counter_village, urban_share)
    elif channel == GRID_WORKER:
        p = by_setting(params.registered_grid_town, params.registered_grid_village, urban_share)
    elif channel == HOTLINE:
        p = params.registered_hotline
    elif channel == PETITION:
        p = params.registered_petition
    else:
        p = params.registered_online
    return 1.0 - (1.0 - p) * unregistered_factor


@rule
def hours_at_tier(params, work, tier, urban_share, remote):
    """Hours an issue takes at a tier: travel in villages, file work above the community.

    Args:
        params: Scenario numbers.
        work: Hours of the work in town at the community.
        tier: Tier that does the work.
        urban_share: Urban share of the community.
        remote: 1 in a remote region.
    """
    if tier == COMMUNITY:
        village = params.travel_village
        if remote:
            village = village * params.travel_remote
        return work * by_setting(1.0, village, urban_share)
    if tier == TOWNSHIP:
        return work * params.file_work_township
    return work * params.file_work_district


@rule
def hours_of_passing(params, work):
    """Hours an office spends on passing an issue up to the tier with authority."""
    return params.passing_hours + params.passing_share * work


@rule
def clock_days(params, tier):
    """Days a holder has, by tier; `clock_counts` says of which kind."""
    if tier == COMMUNITY:
        return int(params.clock_days_community)
    if tier == TOWNSHIP:
        return int(params.clock_days_township)
    if tier == DISTRICT:
        return int(params.clock_days_district)
    return int(params.clock_days_municipality)


@rule
def last_day(working, day, days, only_working):
    """The last day of a period that begins after a day: it never ends on a day off.

    Where working days are counted it is the last of them. Where calendar days are, a period that would end on a day off
    ends on the next working day (General Principles of the Civil Law 1986, art. 154; Civil Code 2020, art. 203).

    Args:
        working: Whether each day of the calendar is a working day; a period that goes beyond its end is cut there.
        day: The day before the period begins.
        days: Days of the period.
        only_working: Whether working days alone are counted.
    """
    last = len(working) - 1
    if only_working:
        while days > 0 and day < last:
            day += 1
            days -= int(working[day])
        return day
    day = min(day + days, last)
    while not working[day] and day < last:
        day += 1
    return day


@rule
def due_day(params, working, day, days):
    """The day by which a holder with so many days must be done with what has come to it on a day."""
    return last_day(working, day, days, params.clock_counts == WORKING_DAYS)


@rule
def client_days(params, authority, factor):
    """Days a linked team has: those of the tier with authority, cut by its ledger; one at least.

    Args:
        params: Scenario numbers.
        authority: Lowest tier with authority.
        factor: What the ledger leaves of the usual days.
    """
    return max(1, int(clock_days(params, authority) * factor))


@rule
def place_in_queue(params, issue, registered, campaign, due_soon):
    """The rule of the next issue: which class of its desk's queue an issue stands in, and where within the class.

    Args:
        params: Scenario numbers; by its `order` a class is served least remaining hours first (0) or earliest due first
            (1).
        issue: The issue as it stands today.
        registered: Whether it is in the register.
        campaign: Whether its category is under a campaign.
        due_soon: Whether it is due within `due_soon_days`.

    Returns:
        The class, which is served before all later ones, and the key: the lowest of a class is served first.
    """
    key = issue.hours if params.order == 0.0 else float(issue.due)
    if issue.emergency:
        return FOR_EMERGENCIES, key
    if campaign:
        return UNDER_CAMPAIGN, key
    if issue.quick:
        return QUICK, key
    if not registered:
        return UNREGISTERED, key
    return DUE_SOON if due_soon else REGISTERED, key


@rule
def succeeds(u, params, kind, skill, departments, specialist, strained, trust_more, willing):
    """Whether finished work removes the cause: skill and specialists help, many departments and strain hinder.

    Args:
        u: Uniform number.
        params: Scenario numbers.
        kind: Numbers of the category.
        skill: Skill of those who did the work, 0-1.
        departments: Departments that had to act.
        specialist: 1 where specialists did it.
        strained: 1 where those who did it are overstrained.
        trust_more: In disputes the resident's trust in the tier that mediates, less the reference; else 0.
        willing: In disputes the log-odds that the resident's disposition adds to doing one's part; else 0.
    """
    x = (
        logit(kind.success)
        + params.success_skill * (skill - params.reference_skill)
        - params.success_departments * (departments - 1)
        + params.success_specialist * specialist
        - params.success_strain * strained
        + params.success_trust * trust_more
        + willing
    )
    return u < logistic(x)


@rule
def closes_nominally(u, params, seen, stuck, belief, emergency, ranked):
    """Whether an office closes an overdue issue nominally: pressure and hopelessness push, fear of checks holds back.

    Whoever fears for a rank gains a solved request on the sheet where nobody asks, and a no where somebody does.

    Args:
        u: Uniform number.
        params: Scenario numbers.
        seen: How far the overdue is seen from above, 0-1.
        stuck: 1 where money or authority is missing.
        belief: The desk's belief that closings are checked.
        emergency: 1 for an emergency.
        ranked: Belief that the township comes last in the next ranking.
    """
    x = (
        params.nominal_intercept
        + params.nominal_seen * seen
        + params.nominal_stuck * stuck
        - params.nominal_checked * belief
        - params.nominal_emergency * emergency
        + params.nominal_ranked * ranked * (1.0 - 2.0 * belief)
    )
    return u < logistic(x)


@rule
def belief_after(params, belief, n_closed, n_checked, mean_belief):
    """A desk's belief about checking after a month: towards what it saw, and towards its township's practice."""
    if n_closed > 0:
        belief = belief + params.belief_rate * (n_checked / n_closed - belief)
    return belief + params.practice_drift * (mean_belief - belief)


@rule
def discovery_chance(params, kind, visit_hours, patrol_hours, home_visit_hours, residents):
    """The daily chance that patrols and visits find a need nobody reported.

    Args:
        params: Scenario numbers.
        kind: Numbers of the category; what shows in public is found more easily.
        visit_hours: Hours of patrol and visits on a day.
        patrol_hours: Further hours of patrol that finds unsafe places only.
        home_visit_hours: Further hours of visits by those who take cases; they find what social workers help with only.
        residents: Residents of the community.
    """
    ease = params.patrol_visibility if kind.visible else 1.0
    hours = visit_hours + patrol_hours if kind.patrolled else visit_hours
    if kind.social_workers:
        hours = hours + home_visit_hours
    return 1.0 - math.exp(-params.discovery_rate * hours * 1000.0 / residents * ease)


@rule
def door_chance(params, visit_hours, residents):
    """The chance that a grid worker is at the door on the day a need arises."""
    return 1.0 - math.exp(-params.door_rate * visit_hours * 1000.0 / residents)
