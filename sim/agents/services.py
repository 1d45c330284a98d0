"""Services of a run: lots of purchases, hours bought, projects and rooms, and the accounts that pay for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.money import allocate
from sim.vocabulary import Group
from sim.world.tables import ORGANISATION_FIELDS

FEN = 100.0
N_FIELDS = len(ORGANISATION_FIELDS)
QUARTERS_PAID = 4
"""Quarters over which a claimed project is paid."""


class Services:
    """Purchases, projects and rooms of a model. Their money is part of the model's accounts of the same names.

    Attributes:
        quarterly_fen: (districts,) purchase money of a quarter in the baseline.
        field_weights: (districts, fields) how purchase money of a district divides over fields.
        lots_fen: (districts, fields) purchase money not spent; together the account `organisations`.
        tendered_fen: (districts, fields) what was to be had at the last tender.
        liked_lots: Lots (district * fields + field) that each organisation would bid for, the best first, one
            organisation after the other; int32.
        first_liked: (organisations + 1,) where the lots of each organisation begin, and the end of the last.
        field_hours: (townships, fields) yearly hours of organisations at work in a township, by field of service.
        purchased_fen: (townships,) paid for services worked there since the first day.
        purchased_hours: (townships,) hours bought there since the first day.
        founding_hours: (organisations,) yearly hours with which an organisation starts.
        founders_capital: (organisations,) yuan its founders can show.
        endowment: (communities,) firms per resident times fiscal capacity, over the mean of the whole place.
        due_fen: (communities, 4) money of claimed projects by quarter of payment; together the account `projects`.
        n_proposals: (communities,) projects put forward since the first day.
        n_claimed: (communities,) projects claimed.
        person_times: (communities,) person-times served by claimed projects.
        pooled_fen: (communities,) money that units and firms pooled.
        project_fen: (communities,) money of sponsors for projects.
        standard_m2: (communities,) floor area of service rooms that the standard asks for.
        usual_users: (districts,) users of care places on the first day.
        capital_fen: (districts,) capital money not yet spent on building.
        built_m2: (communities,) floor area opened since the first day.
        opening_fen: Opening balance by account.
    """

    def __init__(self, n_districts: int, n_townships: int, n_communities: int, n_organisations: int) -> None:
        """Everything at zero.

        Args:
            n_districts: Districts.
            n_townships: Townships.
            n_communities: Communities.
            n_organisations: Organisations, those not yet founded included.
        """
        self.quarterly_fen = np.zeros(n_districts, np.int64)
        self.field_weights = np.zeros((n_districts, N_FIELDS))
        self.lots_fen = np.zeros((n_districts, N_FIELDS), np.int64)
        self.tendered_fen = np.zeros((n_districts, N_FIELDS), np.int64)
        self.liked_lots = np.zeros(0, np.int32)
        self.first_liked = np.zeros(n_organisations + 1, np.int64)
        self.field_hours = np.zeros((n_townships, N_FIELDS))
        self.purchased_fen = np.zeros(n_townships, np.int64)
        self.purchased_hours = np.zeros(n_townships)
        self.founding_hours = np.zeros(n_organisations)
        self.founders_capital = np.zeros(n_organisations)
        self.endowment = np.zeros(n_communities)
        self.due_fen = np.zeros((n_communities, QUARTERS_PAID), np.int64)
        self.n_proposals = np.zeros(n_communities, np.int64)
        self.n_claimed = np.zeros(n_communities, np.int64)
        self.person_times = np.zeros(n_communities, np.int64)
        self.pooled_fen = np.zeros(n_communities, np.int64)
        self.project_fen = np.zeros(n_communities, np.int64)
        self.standard_m2 = np.zeros(n_communities)
        self.usual_users = np.zeros(n_districts, np.int64)
        self.capital_fen = np.zeros(n_districts, np.int64)
        self.built_m2 = np.zeros(n_communities)
        self.opening_fen: dict[str, int] = {}


def open_services(model: Any) -> None:
    """Sets up `model.services` before the first day: purchase money and its fields, and what each place can give.

    Purchase money of a district is its residents times the purchases per head times its fiscal capacity. The
    endowment is measured against the whole place, drawn or not, so that its mean over all residents is 1.
    """
    c, d, world = model.communities, model.districts, model.world
    services = Services(len(d), len(model.townships), len(c), len(model.organisations))
    model.services = services
    settings, yuan = model.scenario.services, model.scenario.world.institutions.purchased_yuan_per_resident
    services.quarterly_fen[:] = yuan * FEN * d.population * d.fiscal_capacity / 4.0
    urban = np.bincount(c.district, weights=c.population * c.urban_share, minlength=len(d))
    rural = np.bincount(c.district, weights=c.population * (1.0 - c.urban_share), minlength=len(d))
    for field, (name, *_) in enumerate(ORGANISATION_FIELDS):
        services.field_weights[:, field] = urban * getattr(settings.purchase_shares_town, name) + rural * getattr(
            settings.purchase_shares_village, name
        )
    people, place = model.scenario.world.residents, world.districts
    town, village = people.town_groups.owner, people.village_groups.owner
    everywhere = place.population * place.fiscal_capacity * (village + (town - village) * place.urban_share)
    mean = float(everywhere.sum() / place.population.sum())
    owners = world.residents.n_groups[:, Group.OWNER]
    if mean > 0.0:
        services.endowment[:] = owners / np.maximum(c.population, 1) * d.fiscal_capacity[c.district] / mean


def opening_balances(model: Any, people: int, years: int) -> dict[str, int]:
    """Opening balances of the accounts that services need, beside the treasury's.

    Args:
        model: The model with its services set up.
        people: Residents of the sample.
        years: Years for which the accounts must last.

    Returns:
        Fen by account. `organisations` and `projects` hold what is promised and not yet paid, `households` what
        they have for fees and are paid as wages, `managers` and `builders` what they were paid, `society`,
        `capital` and `general` what can still be drawn on.
    """
    services = model.scenario.services
    opening = {
        "organisations": 0,
        "projects": 0,
        "households": years * people * round(FEN * model.scenario.estates.fee_yuan),
        "managers": 0,
        "builders": 0,
        "society": years * round(services.society_money * FEN) * people,
        "capital": years * round(services.capital_money * FEN) * people,
        "general": years * round(services.general_money * FEN) * people,
    }
    model.services.opening_fen = dict(opening)
    return opening


def draw_on(model: Any, account: str, asked_fen: np.ndarray) -> np.ndarray:
    """Takes money out of an account; where it does not reach for all, everybody gets a part of what was asked.

    Args:
        model: The model.
        account: Name of the account.
        asked_fen: Whole fen asked for, one per row.

    Returns:
        Whole fen given, one per row; the account is lower by their sum.
    """
    asked = int(asked_fen.sum())
    given = asked_fen
    if asked > model.accounts[account]:
        given = allocate(model.accounts[account], asked_fen)
    model.accounts[account] -= int(given.sum())
    return given
