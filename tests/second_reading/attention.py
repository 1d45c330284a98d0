"""What offices attend to, and what a ranking makes of it (ODD 7.3, 7.4, 7.7, 7.9, 7.10, 7.12), read a second time.

`fear` is everywhere the belief of a ranked township that it comes last next time.
"""

from __future__ import annotations


def weight_of_issues(p, seen, belief, fear):
    """What an hour for issues counts for against one for duties that nobody assesses; 1 at the reference levels."""
    w = 1.0 + p["attention.weight_seen"] * (seen - p["attention.reference_seen"])
    w += p["attention.weight_checked"] * (belief - p["attention.reference_checked"])
    return max(w + p["attention.weight_ranked"] * fear, 0.0)


def hours_turned(p, issue_hours, other_hours, weight, waiting_hours):
    """Hours turned from the others to issues: the matching share less the usual one, as far as work waits for them."""
    both = issue_hours * weight + other_hours
    if both <= 0.0:
        return 0.0
    matching = (issue_hours + other_hours) * issue_hours * weight / both
    return min(matching - issue_hours, waiting_hours / p["attention.work_off_days"])


def decay_in_year(p, inspected):
    """What infrastructure loses in a year, with so many of the usual inspections: none (0), all (1) or more."""
    none, usual = p["attention.decay_uninspected_per_year"], p["money.decay_per_year"]
    return max(none + (usual - none) * inspected, 0.0)


def care_share(p, belief, fear):
    """The chance of an office's own second look: that a no comes out, times what a no counts for."""
    stake = p["attention.unranked_stake"]
    return belief * (stake + (1.0 - stake) * fear)


def refuses_share(p, fear, factor_unregistered):
    """The chance that a committee keeps what is beyond its authority off the register, as far as no ledger stops it."""
    return p["attention.refused_share"] * fear * factor_unregistered


def presses_share(p, belief, fear):
    """The chance that a resident is pressed to change a negative rating."""
    return p["attention.press_share"] * fear * (1.0 - belief)


def score(p, closed, asked, noes, satisfied, overdue):
    """A township's sheet of the month: response, resolution and satisfaction, weighed; nothing to show counts as 1."""
    response = closed / (closed + overdue) if closed + overdue > 0 else 1.0
    resolution = (closed - noes) / closed if closed > 0 else 1.0
    content = satisfied / asked if asked > 0 else 1.0
    a, b = p["attention.score_response"], p["attention.score_resolution"]
    return a * response + b * resolution + (1.0 - a - b) * content


def rank_belief_after(p, fear, place):
    """Fear follows the place, 0 for the best and 1 for the worst, and fades alike without a ranking (place 0)."""
    return fear + p["closing.belief_rate"] * (place - fear)
