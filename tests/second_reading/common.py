"""Coded words, log-odds, keyed chance and the calendar (ODD 2 and 7.1), read for the second time."""

from __future__ import annotations

import math

CATEGORIES = ("facility", "environment", "property", "dispute", "welfare", "safety", "certificate", "farming")
FACILITY, ENVIRONMENT, PROPERTY, DISPUTE, WELFARE, SAFETY, CERTIFICATE, FARMING = range(8)
GROUPS = ("ordinary", "older", "family", "disabled", "low_income", "floating", "farmer", "owner")
ORDINARY, OLDER, FAMILY, DISABLED, LOW_INCOME, FLOATING, FARMER, OWNER = range(8)
DISPOSITIONS = ("engaged", "money_first", "indifferent", "agitated", "irresponsible", "insincere")
ENGAGED, MONEY_FIRST, INDIFFERENT, AGITATED, IRRESPONSIBLE, INSINCERE = range(6)
TIERS = ("community", "township", "district", "municipality")
COMMUNITY, TOWNSHIP, DISTRICT, MUNICIPALITY = range(4)
COUNTER, TELEPHONE, ONLINE, GRID_WORKER, HOTLINE, PETITION = range(6)
NOBODY_ELSE, VOLUNTEER, MANAGER, POLICE, MEDIATOR, SOCIAL_WORKER, ORGANISATION, TEAM = range(8)
CIVIL_AFFAIRS, HOUSING, CITY_MANAGEMENT, TRANSPORT, AGRICULTURE, JUSTICE, SOCIAL_SECURITY = range(7)
WORD = 1 << 64
MONTH_DAYS = 30.4


def logistic(x):
    """ODD, How to read it: σ(x) = 1 / (1 + e⁻ˣ)."""
    if x < -700.0:
        return math.exp(x)
    return 1.0 / (1.0 + math.exp(-x))


def logit(share):
    """ODD, How to read it: ln(p / (1 − p)); shares of 0 and 1 count as 10⁻¹² away."""
    share = between(1e-12, share, 1.0 - 1e-12)
    return math.log(share / (1.0 - share))


def between(low, value, high):
    """`value`, at least `low` and at most `high`."""
    return min(max(value, low), high)


def by_setting(town, village, urban_share):
    """ODD 7, Used everywhere: village + (town − village) · urban share of the community."""
    return village + (town - village) * urban_share


def left_after(days, half_life_days):
    """What is left after some days of what halves in `half_life_days`: ½ to the power of days over half-life."""
    return 0.5 ** (days / half_life_days)


def mix(z):
    """ODD 7.1: the finaliser of splitmix64 (Steele, Lea and Flood 2014), on words of 64 bits."""
    z %= WORD
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) % WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) % WORD
    return z ^ (z >> 31)


def uniform_of(word):
    """ODD 7.1: 53 bits of a key, in [0, 1)."""
    return (word >> 11) / 9007199254740992.0


def joined(word, number):
    """ODD 7.1: what a number adds to a key: exclusive or, the odd number next to 2⁶⁴ / φ, and mixed again."""
    return mix((word ^ number % WORD) + 0x9E3779B97F4A7C15)


def stream(seed, purpose):
    """ODD 7.1: the key of a purpose under a seed; the seed is mixed first."""
    return joined(mix(seed + 0x9E3779B97F4A7C15), purpose)


def key(stream_key, entity, occasion):
    """ODD 7.1: entity and occasion join the key one after the other."""
    return joined(joined(stream_key, entity), occasion)


def normal_of(word):
    """ODD 7.1: a standard normal number of the two halves of a key (Box and Muller 1958): radius and angle."""
    radius, angle = (word >> 32) + 0.5, word % (1 << 32)
    return math.sqrt(-2.0 * math.log(radius / 4294967296.0)) * math.cos(2.0 * math.pi * (angle / 4294967296.0))


def poisson(mean, u, limit):
    """ODD 7.1: inversion by summation up to a limit."""
    term = math.exp(-mean)
    total, count = term, 0
    while u >= total and count < limit:
        count += 1
        term *= mean / count
        total += term
    return count


def geometric_days(mean, u):
    """ODD 7.1: 1 + ⌊ln(1 − u) / ln(1 − 1/mean)⌋ days; one day where the mean is no more than one."""
    if mean <= 1.0:
        return 1
    return 1 + math.floor(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean))


def resident_key(community_code, number):
    """ODD 2, Residents: the code of the first community times 65,536 plus the number within it."""
    return community_code * 65536 + number


def turn(occasion, n):
    """ODD 7.1: the n-th decision of one kind about one issue: occasion · 1024 + n."""
    return occasion * 1024 + n


def is_working_day(weekday, holiday, made_up):
    """ODD 7.1: Monday (0) to Friday less public holidays, and with the make-up days of weekends."""
    return made_up or (weekday < 5 and not holiday)


def last_day(day, days, working, counts_working_days):
    """ODD 7.1, Deadlines: begin on the day after; calendar days end on the next working day, or working days alone.

    `working(day)` says whether a day is a working day, `None` beyond the calendar, where a period is cut.
    """
    if counts_working_days:
        left, end = days, day
        while left > 0 and working(end + 1) is not None:
            end += 1
            left -= 1 if working(end) else 0
        return end
    end = day + days
    while working(end) is None:
        end -= 1
    while not working(end) and working(end + 1) is not None:
        end += 1
    return end


def packed(group, disposition, elsewhere, online, phone, volunteer):
    """ODD 7.1: 12 bits: four for the group, four for the disposition, one for each of the others."""
    return sum(
        value * 2**place
        for value, place in ((group, 0), (disposition, 4), (elsewhere, 8), (online, 9), (phone, 10), (volunteer, 11))
    )


def shock_intensity(spread_share, borders):
    """ODD 7.1, Shocks: 1 where it begins and `spread_share` to the power of the borders crossed elsewhere."""
    return spread_share**borders if borders > 0 else 1.0


def shock_arrives(start_day, spread_days, borders):
    """ODD 7.1, Shocks: each border is crossed after `spread_days`."""
    return start_day + spread_days * borders
