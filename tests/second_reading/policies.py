"""What mechanisms move (ODD 7.3 and 7.13, docs/mechanisms.md, docs/levers.md), read for the second time.

Every function takes the mechanism's parameters `m` by name, the place `w` and the mechanism's presence in each
community, and returns what it moves: lever to a value for each row of the lever's level, before several mechanisms are
combined. A place has lists by community (residents, urban, capacity, staff, skill, ties, hours, head_hours,
administrative, counter, households, online, engaged, elsewhere, unmanaged, rooms, room_standard, beat, groups; township
and district are rows), by township (township_residents, township_hours, workers, township_district) and by district
(district_residents, district_hours, justice), and the working days of a year (days).
"""

from __future__ import annotations

from tests.second_reading.common import DISABLED, FAMILY, FARMER, FLOATING, LOW_INCOME, OLDER, OWNER

WEEK = 5.0
MONTHS = 12.0
YEAR = 365.0


def each(function, *columns):
    """A list of what a function gives for every row."""
    return [function(*row) for row in zip(*columns, strict=True)]


def scaled(factor, values):
    """All values times a factor."""
    return [factor * value for value in values]


def summed(rows, values, n):
    """Sums of a value over the rows it belongs to."""
    totals = [0.0] * n
    for row, value in zip(rows, values, strict=True):
        totals[row] += value
    return totals


def by_township(w, values):
    """Sums over townships."""
    return summed(w.township, values, len(w.township_hours))


def by_district(w, values):
    """Sums over districts."""
    return summed(w.district, values, len(w.district_hours))


def limited(most, wanted):
    """The part of a wish that a limit lets through: all where nothing is wished."""
    return min(most / wanted, 1.0) if wanted > 0.0 else 1.0


def over(part, whole):
    """A part over a whole; nothing where there is no whole."""
    return part / whole if whole > 0.0 else 0.0


def per_head(w, yuan):
    """Fen per resident of each district, of yuan of each community."""
    return each(lambda sum_, people: 100.0 * sum_ / max(people, 1.0), by_district(w, yuan), w.district_residents)


def reached(w, presence):
    """Residents whom a mechanism reaches."""
    return each(lambda x, people: x * people, presence, w.residents)


def township_share(w, presence):
    """The share of a township's residents whom a mechanism reaches."""
    return each(
        lambda part, people: part / max(people, 1.0), by_township(w, reached(w, presence)), w.township_residents
    )


def share_known(w, hours_a_day, needed_a_year):
    """The share of households whose records a day's hours keep: all of them where the hours of a year suffice."""
    return min(over(hours_a_day * w.days, needed_a_year), 1.0)


def combine(how, start, parts):
    """ODD 7.3: amounts are added, shares removed multiply what is left, the largest and the shortest hold."""
    value = start
    for part in parts:
        if how == "add":
            value += part
        elif how == "remove":
            value *= 1.0 - part
        elif how == "raise":
            value = max(value, part)
        else:
            value = min(value, part)
    return value


def presence_on(m, covered, day):
    """Coverage × phase-in: nothing before the first day and from the end on, growing over `phase_in_days`."""
    if day < m.start_day or day >= m.end_day:
        return 0.0
    return covered * (1.0 if m.phase_in_days == 0 else min((day - m.start_day + 1) / m.phase_in_days, 1.0))


def certificate_clearing(m, w, presence):
    """4.3.3: what stamping took longer than verifying nobody needed; the rest moves up in parts."""
    cleared = each(lambda x, hours: x * m.stamp_share * m.cleared_share * hours, presence, w.administrative)
    verified = scaled(min(m.verifying_hours / m.hours_per_stamp, 1.0), cleared)
    return {
        "abolished_hours": each(lambda a, b: a - b, cleared, verified),
        "to_township_hours": scaled(m.township_part, verified),
        "to_district_hours": scaled(1.0 - m.township_part, verified),
    }


def co_governance(m, w, presence):
    """4.5.2: firms that join pool money and hours; what they reach grows with their density, up to everybody."""
    firms = each(lambda x, groups: x * m.joining_share * groups[OWNER], presence, w.groups)
    density = each(lambda n, people: min(1000.0 * n / max(people, 1.0) / m.firms_per_1000, 1.0), firms, w.residents)
    a_year = scaled(m.hours_per_month * MONTHS, firms)
    patrol = min(m.patrol_share, 1.0 - m.issue_share)
    return {
        "pooled_fen": each(
            lambda n, capacity, people: 100.0 * m.pooled_yuan * n * capacity / max(people, 1.0),
            firms,
            w.capacity,
            w.residents,
        ),
        "volunteer_hours": scaled(m.issue_share / YEAR, a_year),
        "giving_hours": scaled((1.0 - m.issue_share) / YEAR, a_year),
        "patrol_hours": scaled(patrol / w.days, a_year),
        "able_volunteer": scaled(m.able_share, density),
        "able_volunteer_key": scaled(m.care_share, density),
        "ties_gain": scaled(m.ties_per_year, density),
        "mechanism_hours": scaled(m.coordination_hours / WEEK, presence),
    }


def community_policing(m, w, presence):
    """2.3.6: hours up to the beat come from the district's other beats, then from police and justice, up to shares."""
    weekdays = w.days / (YEAR / 7.0)
    wanted = each(lambda x, beat: x * max(m.beat_hours - beat, 0.0), presence, w.beat)
    others = each(lambda x, beat: 0.0 if x > 0.0 else m.most_share * beat, presence, w.beat)
    asked, lendable = by_district(w, wanted), by_district(w, others)
    lent = each(min, asked, lendable)
    moved = each(lambda a, b, hours: min(a - b, m.justice_share * hours * weekdays), asked, lent, w.justice)
    gained = each(lambda hours, d: hours * over(lent[d] + moved[d], asked[d]), wanted, w.district)
    given = each(lambda hours, d: hours * over(lent[d], lendable[d]), others, w.district)
    return {
        "police_hours": each(lambda a, b: a - b, gained, given),
        "justice_hours": scaled(-1.0 / weekdays, moved),
        "patrol_hours": scaled(m.patrol_share / weekdays, gained),
        "able_police": scaled(m.able_share, presence),
        "nobody": scaled(m.records_share, presence),
        "online_awareness": scaled(m.group_share, presence),
    }


def deliberation(m, w, presence):
    """4.3.1: parties of the committee and of the township give the hours of a council; the staff prepares it."""
    own = scaled((m.committee_parties * m.meeting_hours + m.staff_hours) * MONTHS / w.days, presence)
    township = scaled(m.meeting_hours * MONTHS / w.days, by_township(w, presence))
    shares = each(lambda a, hours: limited(m.most_share * hours, a), own, w.hours)
    above = each(lambda a, hours: limited(m.most_share * hours, a), township, w.township_hours)
    return {
        "council_slots": each(lambda x, part, t: m.slots * x * min(part, above[t]), presence, shares, w.township),
        "council_hours": [m.meeting_hours if x > 0.0 else 0.0 for x in presence],
        "mechanism_hours": each(lambda a, hours: min(a, m.most_share * hours), own, w.hours),
        "township_hours": each(lambda a, hours: -min(a, m.most_share * hours), township, w.township_hours),
    }


def estate_management(m, w, presence):
    """4.3.4: asking takes hours by estates without a manager; villages have none."""
    town = each(lambda x, urban: x if urban > 0.0 else 0.0, presence, w.urban)
    return {
        "estate_effort": scaled(m.effort, town),
        "mechanism_hours": each(
            lambda x, share, urban: m.effort * m.organising_hours / WEEK * x * share * urban, town, w.unmanaged, w.urban
        ),
    }


def five_zeros(m, w, presence):
    """2.3.2: the parts compete for a share of the issue hours; each reaches as far as its hours do, checking apart."""
    a_week = {
        "distance": m.distance * m.outreach_hours,
        "habits": m.habits * m.education_hours,
        "blind_spots": m.blind_spots * m.patrol_hours,
        "seams": m.seams * m.coordination_hours,
    }
    thousands = scaled(1.0 / 1000.0 / WEEK, w.residents)
    asked = each(lambda x, n: x * n * sum(a_week.values()), presence, thousands)
    given = each(lambda a, x, hours: min(a, x * m.most_share * hours), asked, presence, w.hours)
    reach = each(lambda x, a, b: x * (b / a if a > 0.0 else 1.0), presence, asked, given)
    hours = {part: each(lambda x, n, h=h: x * n * h, reach, thousands) for part, h in a_week.items()}
    known = each(lambda a, n: share_known(w, a, m.record_hours * n), hours["blind_spots"], w.households)
    return {
        "mechanism_hours": given,
        "visit_hours": each(lambda a, b: a + b, hours["distance"], hours["blind_spots"]),
        "teaching_hours": hours["habits"],
        "double_check": scaled(m.error * m.checked_share, presence),
        "counter_km": [m.contact_km / max(m.distance * x, 1e-9) if m.distance * x > 0.0 else None for x in reach],
        "nobody": scaled(m.owned_share, known),
        "referral": scaled(m.seams, reach),
        "followed_up": scaled(m.seams * m.followed_share, presence),
    }


def funding_balance(m, w, presence):
    """4.2: one rule for the whole place; coverage is the share of the way to it, even quarters come as a whole."""
    way = max(presence, default=0.0) * m.coverage
    return {
        "balance_region": [m.balance_region * way],
        "balance_rural": [m.balance_rural * way],
        "floor_fen": [100.0 * m.floor_yuan * way],
        "even_quarters": [1.0 if m.even_quarters and way > 0.0 else 0.0],
    }


def grid_management(m, w, presence):
    """3.1.3: grids are patrolled and recorded; in town hired staff gives a share of the hours, the committee the rest.

    Of home visits the share aimed goes to key groups more, to others as much less.
    """
    grids = each(lambda x, households: x * households / m.households, presence, w.households)
    patrol, records = scaled(m.patrol_hours / WEEK, grids), scaled(m.data_hours / WEEK, grids)
    asked = each(lambda a, b: a + b, patrol, records)
    hired = each(lambda urban, a: m.hired_share * urban * a, w.urban, asked)
    own = each(lambda a, b, hours: min(a - b, m.most_share * hours), asked, hired, w.hours)
    part = each(lambda a, b, c: over(a + b, c), hired, own, asked)
    wages = each(lambda hours, head: hours / max(head, 1e-9) * m.wage_yuan, hired, w.head_hours)
    known = each(
        lambda hours, share, households: share_known(w, hours * share, m.record_hours * households),
        records,
        part,
        w.households,
    )
    key_groups = (OLDER, FAMILY, DISABLED, LOW_INCOME, FLOATING)
    key = each(lambda groups, people: sum(groups[g] for g in key_groups) / max(people, 1.0), w.groups, w.residents)
    aimed = each(lambda share, k: m.aim_share * k if share > 0.0 else 0.0, key, known)
    return {
        "issue_hours": hired,
        "mechanism_hours": each(lambda a, b: a + b, hired, own),
        "visit_hours": each(lambda a, b: a * b, patrol, part),
        "general_fen": per_head(w, wages),
        "misrouted": scaled(m.routed_share, known),
        "nobody": scaled(m.known_share, known),
        "visits_other": aimed,
        "visits_key": each(lambda a, share: over(a * (1.0 - share), share), aimed, key),
    }


def information_sharing(m, w, presence):
    """4.2.3: a township joins as a whole, as far as its communities do; savings grow with skill up to the middle."""
    joined = township_share(w, presence)
    reach = each(lambda t, skill: joined[t] * min(skill / 0.5, 1.0), w.township, w.skill)
    training = [m.training_hours * (1.0 - x) + m.retraining_hours * x if x > 0.0 else 0.0 for x in presence]
    return {
        "delay_days": [m.transfer_days / max(x, 1e-9) if x > 0.0 else None for x in reach],
        "misrouted": scaled(m.routed_share, reach),
        "duplicates": scaled(m.merged_share, reach),
        "lost_registered": scaled(m.kept_share, reach),
        "reentry": scaled(m.written_once_share, reach),
        "mechanism_hours": each(lambda staff, hours: staff * hours / w.days, w.staff, training),
        "running_fen": per_head(w, scaled(m.yuan, reached(w, presence))),
    }


def one_plus_n(m, w, presence):
    """2.3.4: a monthly meeting, refusals prevented, protected hours; without an agenda nobody meets."""
    meets = presence if m.slots > 0.0 else [0.0] * len(presence)
    own = scaled(m.meeting_hours * m.committee_parties * MONTHS / w.days, meets)
    township = scaled(m.township_hours * MONTHS / w.days, by_township(w, meets))
    district = scaled(m.district_hours * MONTHS / w.days, by_district(w, meets))
    parts = each(lambda a, hours: limited(m.most_share * hours, a), own, w.hours)
    in_township = each(lambda a, hours: limited(m.most_share * hours, a), township, w.township_hours)
    in_district = each(lambda a, hours: limited(m.most_share * hours, a), district, w.district_hours)
    held = each(lambda x, a, t, d: x * min(a, in_township[t], in_district[d]), presence, parts, w.township, w.district)
    return {
        "meeting_slots": scaled(m.slots, by_township(w, held)),
        "refusal": scaled(m.part_time_share, presence),
        "protected": scaled(m.protected_share, presence),
        "mechanism_hours": each(lambda a, hours: min(a, m.most_share * hours), own, w.hours),
        "township_hours": each(lambda a, hours: -min(a, m.most_share * hours), township, w.township_hours),
        "district_hours": each(lambda a, hours: -min(a, m.most_share * hours), district, w.district_hours),
    }


def online_party_grid(m, w, presence):
    """4.1.3: groups reach residents with access; Party members help as volunteers do."""
    members = each(lambda people, share: people * share * m.reach_share, reached(w, presence), w.online)
    given = scaled(m.party_share * m.active_share * m.hours_per_month * MONTHS / YEAR, reached(w, presence))
    return {
        "online_awareness": scaled(m.reach_share, presence),
        "mechanism_hours": scaled(m.moderation_hours / 1000.0 / WEEK, members),
        "volunteer_hours": scaled(m.issue_share, given),
        "giving_hours": scaled(1.0 - m.issue_share, given),
    }


def routine_first(m, w, presence):
    """3.1.1: protected hours, an owner for those on the list of residents from elsewhere, and the hours it takes."""
    listing = scaled(m.list_hours / WEEK, presence)
    known = each(lambda a, n, share: share_known(w, a, m.record_hours * n * share), listing, w.households, w.elsewhere)
    return {
        "protected": scaled(m.protected_share, presence),
        "nobody": scaled(m.owned_share, known),
        "mechanism_hours": listing,
    }


def rule_of_law(m, w, presence):
    """4.5.3: the law corner; the department gives a part of mediators' hours, up to a share; the rest is paid."""
    wanted = each(lambda people: people * m.lawyer_hours / 1000.0 / WEEK, reached(w, presence))
    asked = by_district(w, wanted)
    granted = each(lambda a, hours: min(m.justice_part * a, m.most_share * hours), asked, w.justice)
    paid = scaled(1.0 - m.justice_part, wanted)
    return {
        "awareness_gain": scaled(m.awareness_per_year, presence),
        "mechanism_hours": scaled(m.teaching_hours / WEEK, presence),
        "mediator_hours": each(lambda a, own, d: own + a * over(granted[d], asked[d]), wanted, paid, w.district),
        "justice_hours": scaled(-1.0, granted),
        "running_fen": per_head(w, scaled(m.price_yuan * w.days, paid)),
        "able_mediator": scaled(m.able_share, presence),
    }


def self_governance(m, w, presence):
    """4.5.1: engaged residents are members by ties; they work no more than the committee can convene and supervise."""
    members = each(
        lambda people, engaged, ties: people * engaged * min(m.member_share * ties, 1.0), w.residents, w.engaged, w.ties
    )
    a_year = scaled(m.hours_per_month * MONTHS, members)
    asked = each(lambda x, hours: x * (m.support_hours / WEEK + m.supervision_share * hours / w.days), presence, a_year)
    given = each(
        lambda a, n, x, hours: min(a, x * m.most_share * hours) if n > 0.0 else 0.0, asked, members, presence, w.hours
    )
    return {
        "courtyard_hours": each(
            lambda x, a, b, hours: x * (b / a if a > 0.0 else 1.0) * hours / YEAR, presence, asked, given, a_year
        ),
        "mechanism_hours": given,
    }


def service_facilities(m, w, presence):
    """4.4.1: capital money by residents covered; upkeep of what a year of it builds, no more than is missing."""
    missing = each(
        lambda x, standard, rooms: x * m.built_share * max(standard - rooms, 0.0), presence, w.room_standard, w.rooms
    )
    capital = scaled(m.capital_yuan, reached(w, presence))
    built = each(lambda a, b: min(a, b / m.price_yuan), by_district(w, missing), by_district(w, capital))
    return {
        "building_share": [m.built_share if x > 0.0 else 0.0 for x in presence],
        "capital_fen": per_head(w, capital),
        "running_fen": each(
            lambda m2, people: 100.0 * m.upkeep_yuan * m2 / max(people, 1.0), built, w.district_residents
        ),
    }


def service_platform(m, w, presence):
    """2.2.3: nothing registered is lost, more is registered; overdue is seen, and goes up where it works in full.

    Advertisements and a ranking of townships, with its reporting, come where they are asked for.
    """
    return {
        "lost_registered": list(presence),
        "unregistered": scaled(m.written_down_share, presence),
        "registering_hours": scaled(m.registering_hours, presence),
        "seen": list(presence),
        "rating_online": scaled(m.rating_online, presence),
        "rating_other": scaled(m.rating_other, presence),
        "online_awareness": scaled(m.online_awareness, presence),
        "mechanism_hours": scaled(m.upkeep_hours / WEEK, presence),
        "goes_up": [1.0 if m.goes_up and x >= 1.0 else 0.0 for x in presence],
        "advertising": scaled(m.advertised, presence),
        "running_fen": per_head(w, scaled(m.advertised * m.advert_yuan, reached(w, presence))),
        "ranked": scaled(1.0 if m.ranked else 0.0, township_share(w, presence)),
        "reporting_hours": scaled(m.reporting_hours / WEEK if m.ranked else 0.0, township_share(w, presence)),
    }


def service_purchase(m, w, presence):
    """2.1.3: purchases follow fiscal capacity; a part buys tasks off committees, the rest is put out."""
    yuan = each(lambda people, capacity: m.purchase_yuan * people * capacity, reached(w, presence), w.capacity)
    everybody = sum(reached(w, presence)) / max(sum(w.residents), 1.0)
    return {
        "purchase_fen": per_head(w, scaled(1.0 - m.tasks_share, yuan)),
        "running_fen": per_head(w, scaled(m.tasks_share, yuan)),
        "bought_hours": scaled(m.tasks_share / m.price_yuan / w.days, yuan),
        "organisation_cases": scaled(m.case_share, township_share(w, presence)),
        "entry_threshold": [m.threshold_share * everybody],
        "tax_relief": [m.relief_share * everybody],
        "able_organisation": scaled(m.able_share, presence),
        "mechanism_hours": scaled(m.contract_hours / WEEK, presence),
    }


def smart_community(m, w, presence):
    """2.2.2: transactions go online by residents with access; a part of each is left for the township's centre."""
    users = each(lambda x, share: x * m.reach_share * share, presence, w.online)
    moved = each(lambda share, hours: share * m.transactions_share * hours, users, w.counter)
    yuan = m.build_yuan / m.build_years + m.upkeep_yuan
    return {
        "online_awareness": scaled(m.reach_share, presence),
        "counter_online_hours": scaled(1.0 - m.back_office_share, moved),
        "counter_to_township_hours": scaled(m.back_office_share, moved),
        "enquiries": scaled(m.enquiries_share, users),
        "running_fen": per_head(w, scaled(yuan, reached(w, presence))),
    }


def social_work_132(m, w, presence):
    """2.3.3: workers on the way to the complete number, trained in case hours; each leads volunteers; all is paid."""
    covered = by_township(w, reached(w, presence))
    present = each(lambda part, n: part * n, township_share(w, presence), w.workers)
    further = each(
        lambda people, n: m.deployed_share * max(m.full_workers * people / 10000.0 - n, 0.0), covered, present
    )
    trained = each(lambda a, b: m.training_hours * (a + b), present, further)
    leading = scaled(m.volunteers_per_worker * m.leading_hours * MONTHS, further)
    deployed = each(lambda people, t: people * over(further[t], covered[t]), reached(w, presence), w.township)
    training = summed(w.township_district, scaled(m.trainer_yuan, trained), len(w.district_hours))
    own = by_district(w, each(lambda n, x: m.wage_yuan * n + m.room_yuan * x, deployed, presence))
    fen = each(lambda a, b, people: 100.0 * (a + b) / max(people, 1.0), own, training, w.district_residents)
    return {
        "workers": further,
        "worker_training": scaled(m.training_hours, township_share(w, presence)),
        "worker_hours": each(lambda a, b: -(a + b) / w.days, trained, leading),
        "led_volunteers": scaled(m.volunteers_per_worker, deployed),
        "able_volunteer": scaled(m.able_share, presence),
        "lines_key": scaled(m.key_share, presence),
        "lines": scaled(m.general_share, presence),
        "running_fen": scaled(m.purse_share, fen),
        "general_fen": scaled(1.0 - m.purse_share, fen),
    }


def three_plus_one(m, w, presence):
    """2.3.1: a team's hours come from three offices, each up to its largest share; visits to clients are paid first."""

    def clients_of(x, groups, people):
        others = people - groups[FARMER] - groups[OWNER]
        return x * (m.farmer_share * groups[FARMER] + m.owner_share * groups[OWNER] + m.resident_share * others)

    clients = each(clients_of, presence, w.groups, w.residents)
    visits = scaled(m.visit_hours_per_month * MONTHS / w.days, clients)
    wanted = each(lambda n, hours: hours + n * m.case_hours_per_year / w.days, clients, visits)
    village = each(lambda hours, most: min(m.village_part * hours, m.most_share * most), wanted, w.hours)
    above = {"township": m.township_part, "district": max(1.0 - m.village_part - m.township_part, 0.0)}
    given = {}
    for tier, part in above.items():
        rows, most = getattr(w, tier), getattr(w, f"{tier}_hours")
        asked = summed(rows, scaled(part, wanted), len(most))
        granted = each(lambda a, hours: over(min(a, m.most_share * hours), a), asked, most)
        given[tier] = each(lambda hours, row, part=part, granted=granted: part * hours * granted[row], wanted, rows)
    together = each(lambda *parts: sum(parts), village, given["township"], given["district"])
    visiting = each(min, visits, together)
    here = [1.0 if x > 0.0 else 0.0 for x in presence]
    return {
        "client_farmers": scaled(m.farmer_share, presence),
        "client_owners": scaled(m.owner_share, presence),
        "client_others": scaled(m.resident_share, presence),
        "mechanism_hours": village,
        "township_hours": scaled(-1.0, by_township(w, given["township"])),
        "district_hours": scaled(-1.0, by_district(w, given["district"])),
        "client_visits": each(lambda hours, n: 1000.0 * over(hours, n), visiting, clients),
        "team_hours": each(lambda a, b: a - b, together, visiting),
        "client_ledger": scaled(m.ledger_share, here),
        "client_clock": scaled(m.limit_cut, here),
        "client_watched": scaled(m.watched_share, here),
    }


def three_society_linkage(m, w, presence):
    """2.2.1: what is taken off committees moves up, goes online, is bought or abolished; visits, cases and lines."""
    freed = each(lambda x, hours: m.burden_share * x * hours, presence, w.administrative)
    upkeep = (m.online_yuan * m.online_part + m.price_yuan * m.bought_part) * w.days
    purchased = per_head(w, scaled(m.purchase_yuan, reached(w, presence)))
    return {
        "to_township_hours": scaled(m.moved_up_part * m.township_part, freed),
        "to_district_hours": scaled(m.moved_up_part * (1.0 - m.township_part), freed),
        "online_hours": scaled(m.online_part, freed),
        "bought_hours": scaled(m.bought_part, freed),
        "abolished_hours": scaled(1.0 - m.moved_up_part - m.online_part - m.bought_part, freed),
        "running_fen": each(lambda a, b: a + m.worker_share * b, per_head(w, scaled(upkeep, freed)), purchased),
        "outreach": scaled(m.outreach_share, township_share(w, presence)),
        "referral": scaled(m.referral, presence),
        "organisation_cases": scaled(m.programme_share, township_share(w, presence)),
        "able_organisation": scaled(m.able_share, presence),
        "lines": scaled(m.lines_share, presence),
        "mechanism_hours": scaled(m.coordination_hours / WEEK, presence),
        "purchase_fen": scaled(1.0 - m.worker_share, purchased),
        "workers": scaled(m.purchase_yuan * m.worker_share / m.wage_yuan, by_township(w, reached(w, presence))),
    }


def volunteers(m, w, presence):
    """2.3.5: projects, the time bank, visits from unused hours; recruiting takes hours whether or not anybody comes."""
    return {
        "proposals": scaled(m.projects_per_year, presence),
        "time_bank": scaled(m.time_bank, presence),
        "volunteer_visits": scaled(m.visits_share, presence),
        "able_volunteer": scaled(m.able_share, presence),
        "mechanism_hours": scaled(m.recruiting_hours / 1000.0 / WEEK, reached(w, presence)),
    }


def workforce(m, w, presence):
    """4.4.2: posts and pay follow fiscal capacity; training within issue hours up to a share; the purse pays all."""
    means = each(lambda x, capacity: x * capacity, presence, w.capacity)
    heads = each(lambda x, people: x * m.heads_per_1000 * people / 1000.0, means, w.residents)
    hours = each(lambda n, head: n * head, heads, w.head_hours)
    training = each(
        lambda x, staff, most: min(x * staff * m.training_hours / w.days, m.most_share * most),
        presence,
        w.staff,
        w.hours,
    )
    workers = each(lambda share, n: share * n * m.worker_hours, township_share(w, presence), w.workers)
    wages = each(lambda n, x, staff: m.wage_yuan * (n + m.pay_share * x * staff), heads, means, w.staff)
    paid = each(lambda yuan, taken: yuan + m.trainer_yuan * taken * w.days, wages, training)
    trainers = summed(w.township_district, scaled(m.trainer_yuan, workers), len(w.district_hours))
    return {
        "issue_hours": scaled(m.issue_share, hours),
        "routine_hours": scaled(1.0 - m.issue_share, hours),
        "pay": scaled(m.pay_share, means),
        "mechanism_hours": training,
        "training_hours": each(lambda taken, staff: taken * w.days / max(staff, 1.0), training, w.staff),
        "worker_training": scaled(m.worker_hours, township_share(w, presence)),
        "worker_hours": scaled(-1.0 / w.days, workers),
        "running_fen": each(
            lambda a, b, people: a + 100.0 * b / max(people, 1.0), per_head(w, paid), trainers, w.district_residents
        ),
    }
