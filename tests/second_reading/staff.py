"""Hours, beliefs, skill and turnover of offices (ODD 7.3 and 7.12), read for the second time."""

from __future__ import annotations

import math

from tests.second_reading.attention import hours_turned, weight_of_issues
from tests.second_reading.common import MONTH_DAYS, between, by_setting

# ---- ODD 7.3: hours -------------------------------------------------------------------------------------------------


def committee_hours(p, place, freed, added, asked, campaign_factor=1.0, lent=0.0):
    """A committee's hours for issues on a working day, before mechanisms' hours are cut to what there is."""
    own = place["gross_hours"] * (
        1.0 - place["administrative_share"] - place["meetings_share"] - place["counter_share"] - place["leave_share"]
    )
    own *= p["staff.issue_hours_factor"] / p["staff.working_days_per_year"]
    to_issues = freed * (1.0 - p["staff.recaptured_share"]) * p["staff.freed_to_issues_share"]
    hours = own + to_issues + added + place["posts_filled"] * place["head_hours"] * p["staffing.post_issue_share"]
    weight = weight_of_issues(p, place["lever_seen"], place["belief"], place["fear"])
    hours += hours_turned(
        p, hours, p["attention.routine_share"] * place["counter_hours"], weight, place["waiting_hours"]
    )
    hours = max(hours - asked, 0.0) * campaign_factor
    vacancy = (1.0 - place["vacant_share"]) / (1.0 - usual_vacancy(p)) * (1.0 - place["shock_absent"])
    return hours * vacancy + lent


def moved_from_issues(p, tasks, issue_hours):
    """What tasks moved up take of an upper office's issue hours."""
    return min(p["staff.moved_from_issues_share"] * tasks, p["staff.moved_most_share"] * issue_hours)


def idle_to_visits(p, expired):
    """Of a committee's expired hours a share becomes visits of the next day."""
    return p["staff.idle_to_visits_share"] * expired


def duty_chance(p):
    """ODD 7.3: the chance of duty in a district and block."""
    return p["staff.duty_days_per_year"] / 365.0


def duty_asked(p, issue_hours, shock_duty=0.0, on_duty=True):
    """The larger of ordinary duty and what a shock asks for, of a committee's issue hours."""
    return issue_hours * max(p["staff.duty_share"] if on_duty else 0.0, shock_duty)


def enquiries_mean(p, urban_share, residents):
    """Enquiries of a working day at a counter."""
    reported = by_setting(p["intake.reference_reported_town"], p["intake.reference_reported_village"], urban_share)
    return reported * p["intake.enquiries_per_request"] * residents / p["staff.working_days_per_year"]


# ---- ODD 7.12: beliefs and campaigns --------------------------------------------------------------------------------


def belief_after(p, belief, closed, checked):
    """Belief: b ← b + a · (checked / closed − b) where something was closed."""
    return belief + p["closing.belief_rate"] * (checked / closed - belief) if closed > 0 else belief


def drifted(p, belief, mean):
    """Then a drift towards the mean of the township's committees."""
    return belief + p["closing.practice_drift"] * (mean - belief)


def campaign_wanted(p, n_open, n_overdue):
    """Whether the overdue share of a category's open issues is reason for a campaign."""
    return n_open >= p["governments.campaign_least_issues"] and n_overdue > p["governments.campaign_threshold"] * n_open


def municipal_share(p, residents, all_residents, open_issues, all_open):
    """A district's part of the municipality's hours: half by residents, half by open municipal issues."""
    by_people = residents / all_residents
    by_issues = open_issues / all_open if all_open > 0 else by_people
    part = p["governments.municipal_by_residents"]
    return part * by_people + (1.0 - part) * by_issues


# ---- ODD 7.12: social workers and committee staff -------------------------------------------------------------------


def strain_after(p, strain, asked, had):
    """Strain moves towards hours asked over hours had of a month, at most the load limit.

    A month without hours leaves it as it is.
    """
    if not had > 0.0:
        return strain
    load = min(asked / had, p["governments.strain_load_limit"])
    return strain + p["governments.strain_weight"] * (load - strain)


def worker_leaves(p, strain):
    """The chance that a social worker leaves in a month: yearly hazard a fifth · exp(a · (strain − 1))."""
    yearly = p["governments.turnover_per_year"] * math.exp(p["governments.turnover_strain"] * (strain - 1.0))
    return 1.0 - math.exp(-yearly / 12.0)


def novice_skill(p, full_skill):
    """A novice lacks so much skill of what experienced holders of the post have."""
    return max(full_skill - p["governments.novice_skill"], 0.0)


def leaving_share(p, strain, pay):
    """The share of committee staff that leaves in a month."""
    felt = min(strain, p["governments.strain_felt_limit"]) - p["governments.strain_usual"]
    yearly = p["governments.turnover_per_year"] * math.exp(
        p["governments.turnover_strain"] * felt - p["governments.turnover_pay"] * pay
    )
    return 1.0 - math.exp(-yearly / 12.0)


def filled_share(p):
    """The share of vacant posts filled in a month: the mean vacancy lasts `governments.vacancy_days`."""
    days = p["governments.vacancy_days"]
    return 1.0 if days <= MONTH_DAYS else MONTH_DAYS / days


def vacant_next(p, vacant, leaving):
    """Vacant posts a month on: some are filled, of the others' holders some leave."""
    return min(vacant * (1.0 - filled_share(p)) + (1.0 - vacant) * leaving, 1.0)


def novices_next(p, novices, vacant):
    """Share of staff in the first year a month on: a twelfth is experienced by now, filled posts bring new ones."""
    return min(novices * 11.0 / 12.0 + vacant * filled_share(p), 1.0)


def usual_leaving(p):
    """The monthly share that leaves at the usual load and mean pay."""
    return leaving_share(p, p["governments.strain_usual"], 0.0)


def usual_vacancy(p):
    """The steady value of `vacant_next`."""
    leaving = usual_leaving(p)
    return leaving / (leaving + filled_share(p))


def usual_novices(p):
    """The steady value of `novices_next` at the usual vacancy: as many are filled in a month as grow out of it."""
    return 12.0 * usual_vacancy(p) * filled_share(p)


def skill_of_staff(p, start, novices, gain):
    """The start's skill less the novices beyond the usual share, plus what training added, between 0 and 1."""
    return between(0.0, start - p["governments.novice_skill"] * (novices - usual_novices(p)) + gain, 1.0)


def skill_gain_next(p, gain, hours_per_year, skill):
    """A month of supervised training: so much per 40 hours, fading by a share a year; with `skill` up to the limit."""
    faded = gain * (1.0 - p["governments.skill_fading"] / 12.0)
    learned = p["governments.skill_per_40_hours"] * hours_per_year / 12.0 / 40.0
    return between(0.0, faded + learned, max(p["governments.skill_limit"] - skill, 0.0))


# ---- ODD 7.12: posts ------------------------------------------------------------------------------------------------


def wages_fen(posts, wage_fen):
    """What so many posts cost at a wage of the time: the nearest whole fen, halves up."""
    return math.floor(posts * wage_fen + 0.5)


def looked_at(had, hours_a_day, working_days):
    """Whether a district has seen half a year's working days or more of an office that has hours."""
    return had > 0.0 and had >= hours_a_day * working_days / 2.0


def units_wanted(p, asked, had, unit_hours):
    """Whole units an office asks for: a share of the hours asked above those of the load wanted."""
    short = asked - p["staffing.load_wanted"] * had
    return max(math.floor(p["staffing.asked_share"] * short / unit_hours), 0)


def units_to_spare(p, posts, base_hours, post_hours, unit):
    """Whole units that can go so that a share of the opening hours for issues stays; `posts` are those added so far."""
    return max(math.floor((posts + (1.0 - p["staffing.least_share"]) * base_hours / post_hours) / unit), 0)


def newcomers(p, posts, filled):
    """Of empty posts the share that is filled in a month."""
    return filled_share(p) * (posts - filled)


def novices_with(share, staff, come):
    """The share of novices when newcomers, who all are, join the staff."""
    return (share * staff + come) / (staff + come)


def skill_with(p, skill, novices):
    """Skill of an office above the community: its novices lack some."""
    return max(skill - p["governments.novice_skill"] * novices, 0.0)
