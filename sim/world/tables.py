"""The tables of the world: one frozen group of read-only columns per kind of thing."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from sim.randomness import rule
from sim.vocabulary import Field, Group

_Table = TypeVar("_Table", bound="Table")

PROVINCE_DIGITS = 10_000
"""A code of six digits over this is its province (GB/T 2260)."""


def first_of_provinces(codes: np.ndarray) -> np.ndarray:
    """Tells where the districts of each province begin, by the first two of the six digits of their codes (GB/T 2260).

    Codes of another length, and provinces that do not stand together, count as one province.

    Args:
        codes: Codes of all districts, shape (districts,).

    Returns:
        Row of the first district of each province, and the end of the last; int64.
    """
    provinces = codes // PROVINCE_DIGITS
    first = np.flatnonzero(np.append(True, provinces[1:] != provinces[:-1]))
    if not ((provinces > 9) & (provinces < 100)).all() or len(first) > len(np.unique(provinces)):
        first = np.zeros(1, np.int64)
    return np.append(first, len(codes)).astype(np.int64)


class Table:
    """A group of columns of equal length; the columns cannot be written to once sealed."""

    @property
    def memory_bytes(self) -> int:
        """Memory of all columns, in bytes."""
        values = (getattr(self, f.name) for f in fields(self))  # type: ignore[arg-type]
        return sum(value.nbytes for value in values if isinstance(value, np.ndarray))

    def sealed(self: _Table) -> _Table:
        """Forbids writing to any column and gives the table back."""
        for f in fields(self):  # type: ignore[arg-type]
            value = getattr(self, f.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)
        return self

    def rows(self: _Table, chosen: np.ndarray) -> _Table:
        """A new table of the chosen rows, in the order given.

        Args:
            chosen: Row numbers, shape (n,).

        Returns:
            The table, every column cut alike.
        """
        cut = {}
        for f in fields(self):  # type: ignore[arg-type]
            value = getattr(self, f.name)
            cut[f.name] = value[chosen] if isinstance(value, np.ndarray) else tuple(value[i] for i in chosen)
        return replace(self, **cut)  # type: ignore[type-var]


@dataclass(frozen=True, eq=False)
class Districts(Table):
    """Districts and counties, all of them, drawn or not; shape (districts,) each."""

    code: np.ndarray
    name_zh: tuple[str, ...]
    name_en: tuple[str, ...]
    short_zh: tuple[str, ...]
    region: np.ndarray
    population: np.ndarray
    gdp_per_head_yuan: np.ndarray
    fiscal_capacity: np.ndarray
    urban_share: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    drawn_share: np.ndarray
    day_beds: np.ndarray
    overnight_beds: np.ndarray
    day_users: np.ndarray
    overnight_users: np.ndarray

    def __len__(self) -> int:
        """Number of districts."""
        return len(self.code)

    def names(self) -> tuple[tuple[str, ...], ...]:
        """Code, English name, Chinese name and short Chinese name of each district, in lower case."""
        columns = (self.code.tolist(), self.name_en, self.name_zh, self.short_zh)
        return tuple(tuple(str(name).lower() for name in names) for names in zip(*columns, strict=True))


@dataclass(frozen=True, eq=False)
class Townships(Table):
    """Townships and streets of the sample, ordered by district; shape (townships,) each."""

    code: np.ndarray
    name_zh: tuple[str, ...]
    kind: np.ndarray
    district: np.ndarray
    weight: np.ndarray
    staff: np.ndarray

    def __len__(self) -> int:
        """Number of townships."""
        return len(self.code)


@dataclass(frozen=True, eq=False)
class Communities(Table):
    """Committees and villages of the sample, ordered by township; shape (communities,) each.

    Longitude and latitude are synthetic: points drawn inside the district, not the real place of the office.
    `first_resident` has one entry more than there are communities.
    """

    code: np.ndarray
    township: np.ndarray
    district: np.ndarray
    region: np.ndarray
    setting: np.ndarray
    urban_share: np.ndarray
    population: np.ndarray
    weight: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray
    distance_km: np.ndarray
    remote: np.ndarray
    members: np.ndarray
    contract_workers: np.ndarray
    hours_per_head: np.ndarray
    gross_hours: np.ndarray
    admin_share: np.ndarray
    meetings_share: np.ndarray
    counter_share: np.ndarray
    leave_share: np.ndarray
    skill: np.ndarray
    condition: np.ndarray
    unmanaged_share: np.ndarray
    ties: np.ndarray
    awareness: np.ndarray
    facility_m2: np.ndarray
    beat_hours_per_week: np.ndarray
    manager_hours_per_day: np.ndarray
    mediator_hours_per_day: np.ndarray
    first_resident: np.ndarray

    def __len__(self) -> int:
        """Number of communities."""
        return len(self.code)

    @property
    def issue_share(self) -> np.ndarray:
        """Share of hours left for residents' issues: what the four other uses leave."""
        return 1.0 - (self.admin_share + self.meetings_share + self.counter_share + self.leave_share)


YES_OR_NO = ("registered_elsewhere", "online", "phone", "volunteer")
"""Traits of a resident that are there or not."""
REGISTERED_ELSEWHERE, ONLINE, PHONE, VOLUNTEER = range(len(YES_OR_NO))
CODE_BITS = 4
"""Bits of a code among packed traits: at most 16 kinds."""
CODE_MASK = (1 << CODE_BITS) - 1
FIRST_YES = 2 * CODE_BITS


@rule
def packed(group, disposition, registered_elsewhere, online, phone, volunteer):
    """A resident's traits in 12 bits: two codes of at most 16 kinds, then what is there or not."""
    return (
        group
        | disposition << CODE_BITS
        | registered_elsewhere << FIRST_YES + REGISTERED_ELSEWHERE
        | online << FIRST_YES + ONLINE
        | phone << FIRST_YES + PHONE
        | volunteer << FIRST_YES + VOLUNTEER
    )


@rule
def group_of(traits):
    """The code of the group among packed traits."""
    return traits & CODE_MASK


@rule
def disposition_of(traits):
    """The code of the disposition among packed traits."""
    return traits >> CODE_BITS & CODE_MASK


@rule
def yes_or_no(traits, number):
    """Whether a trait, given by its place in `YES_OR_NO`, is there: 1 or 0."""
    return traits >> (FIRST_YES + number) & 1


@dataclass(frozen=True, eq=False)
class Residents(Table):
    """All residents of the sampled communities, those of a community together, and their numbers by community.

    Only what costs little is kept of each: traits in the bits of one number, a former home where there is one. Every
    trait can be read as a column, which is made when it is asked for.

    Attributes:
        traits: Traits of each resident, as `packed` puts them; uint16.
        former_home: Former home of each floating resident, in their order: row of the community, else -1; int32.
        n_groups: Residents by community and group; int64.
        n_dispositions: Residents by community and disposition; int64.
        n_yes: Residents by community and trait of `YES_OR_NO`; int64.
    """

    traits: np.ndarray
    former_home: np.ndarray
    n_groups: np.ndarray
    n_dispositions: np.ndarray
    n_yes: np.ndarray

    def __len__(self) -> int:
        """Number of residents."""
        return len(self.traits)

    @property
    def group(self) -> np.ndarray:
        """Code of each resident's group; uint8."""
        return _fixed(group_of(self.traits).astype(np.uint8))

    @property
    def disposition(self) -> np.ndarray:
        """Code of each resident's disposition; uint8."""
        return _fixed(disposition_of(self.traits).astype(np.uint8))

    @property
    def registered_elsewhere(self) -> np.ndarray:
        """Whether each resident's household registration is elsewhere; uint8."""
        return self._yes_or_no("registered_elsewhere")

    @property
    def online(self) -> np.ndarray:
        """Whether each resident has access to the internet; uint8."""
        return self._yes_or_no("online")

    @property
    def phone(self) -> np.ndarray:
        """Whether each resident knows the service number; uint8."""
        return self._yes_or_no("phone")

    @property
    def volunteer(self) -> np.ndarray:
        """Whether each resident is a registered volunteer; uint8."""
        return self._yes_or_no("volunteer")

    @property
    def origin(self) -> np.ndarray:
        """Former home of each resident, row of the community, or -1; int32."""
        origin = np.full(len(self), -1, np.int32)
        origin[group_of(self.traits) == Group.FLOATING] = self.former_home
        return _fixed(origin)

    @property
    def first_floating(self) -> np.ndarray:
        """Number of each community's first floating resident among all, and the end of the last; int64."""
        return np.append(0, np.cumsum(self.n_groups[:, Group.FLOATING]))

    def _yes_or_no(self, name: str) -> np.ndarray:
        return _fixed(yes_or_no(self.traits, YES_OR_NO.index(name)).astype(np.uint8))


def _fixed(column: np.ndarray) -> np.ndarray:
    """A column that nobody can write into in the belief to change the table."""
    column.setflags(write=False)
    return column


@dataclass(frozen=True, eq=False)
class SocialWorkers(Table):
    """Social workers deployed in the sampled townships; shape (workers,) each."""

    township: np.ndarray
    skill: np.ndarray
    hours_per_year: np.ndarray

    def __len__(self) -> int:
        """Number of social workers."""
        return len(self.township)


ORGANISATION_FIELDS = (
    ("convenience", "便民服务", Field.ENVIRONMENT),
    ("elder_care", "养老服务", Field.WELFARE),
    ("charity", "公益慈善", Field.WELFARE),
    ("harmony", "促进和谐", Field.DISPUTE),
    ("culture", "文体活动", Field.NONE),
    ("farm_income", "农民增收", Field.FARMING),
    ("agricultural_technology", "农业技术", Field.FARMING),
)
"""Fields of social organisations: English key, Chinese label, the requests served; the code is the position."""


def fields_serving(requests: Field) -> tuple[int, ...]:
    """Codes of the fields of social organisations that serve requests of a kind."""
    return tuple(code for code, (_, _, served) in enumerate(ORGANISATION_FIELDS) if served is requests)


@dataclass(frozen=True, eq=False)
class Organisations(Table):
    """Social organisations at home in the sampled communities; shape (organisations,) each."""

    home_community: np.ndarray
    field: np.ndarray
    hours_per_year: np.ndarray
    price_yuan: np.ndarray
    reserve: np.ndarray

    def __len__(self) -> int:
        """Number of social organisations, those not yet founded included."""
        return len(self.home_community)


_TABLES = "district tables of the place"
COLUMN_SOURCES: dict[str, str] = {
    "districts.population": "estimate for 2016 from 2010 and 2018, raked to the published total",
    "districts.gdp_per_head_yuan": "estimate for 2016, raked to published regional totals",
    "districts.fiscal_capacity": "GDP per head over its weighted mean; stands for revenue, assumed",
    "districts.urban_share": "estimate for 2016, shifted to the published urban total",
    "districts.longitude": _TABLES,
    "districts.latitude": _TABLES,
    "districts.drawn_share": "residents of the drawn townships divided by the district's",
    "districts.day_beds": "29,104 of the paper, section 2.1.2, by older residents and fiscal capacity, assumed",
    "districts.overnight_beds": "54,953 of the paper, section 2.1.2, by the same weights, assumed",
    "districts.day_users": "19,990 of the paper, section 2.1.2, by the same weights, assumed",
    "districts.overnight_users": "33,676 of the paper, section 2.1.2, by the same weights, assumed",
    "townships.kind": "statistical code list of 2023: streets, and towns with townships",
    "townships.weight": "townships in the stratum of region and kind per township drawn",
    "townships.staff": "16 and 1.15 per 1,000 residents, assumed",
    "communities.code": "township code and own number: committees from 1, villages from 201",
    "communities.setting": "committee or village of the code list; mixed by overflow, assumed",
    "communities.urban_share": "urban residents divided by residents",
    "communities.population": "the district's residents shared out with noise, assumed",
    "communities.weight": "weight of the township",
    "communities.longitude": "synthetic point inside the district",
    "communities.latitude": "synthetic point inside the district",
    "communities.distance_km": "assumed by setting and region",
    "communities.remote": "region with fiscal capacity below a bound, assumed",
    "communities.members": "statutory bounds, slope by residents assumed",
    "communities.contract_workers": "0.45 per 1,000 urban residents, moved by fiscal capacity, assumed",
    "communities.hours_per_head": "assumed; village cadres work part-time",
    "communities.gross_hours": "members and contract workers times their hours",
    "communities.admin_share": "assumed near recorded task counts of two Hubei communities, 2003",
    "communities.meetings_share": "assumed",
    "communities.counter_share": "assumed",
    "communities.leave_share": "assumed",
    "communities.skill": "assumed; lower in remote regions after the paper, section 3.2.1",
    "communities.condition": "assumed",
    "communities.unmanaged_share": "assumed",
    "communities.ties": "assumed",
    "communities.awareness": "assumed",
    "communities.facility_m2": "standard of the paper, section 4.4.1; who meets it is assumed",
    "communities.beat_hours_per_week": "assumed",
    "communities.manager_hours_per_day": "managed share times urban residents times an assumed rate",
    "communities.mediator_hours_per_day": "assumed rate per resident",
    "communities.first_resident": "running sum of population",
    "residents.group": "keyed draw with assumed shares by setting",
    "residents.registered_elsewhere": "floating residents all; others by an assumed share",
    "residents.disposition": "kinds after the paper, section 3.2.3; shares assumed",
    "residents.online": "CNNIC mid-2017 by town and village; ratio of older residents assumed",
    "residents.phone": "assumed",
    "residents.volunteer": "registered share of Chongqing, 2016 (Blue Book of Philanthropy 2017)",
    "residents.origin": "gravity draw among drawn villages; share from outside from the paper",
    "social_workers.township": "0.96 per 10,000, allotted by residents and fiscal capacity, assumed",
    "social_workers.skill": "assumed",
    "social_workers.hours_per_year": "assumed",
    "organisations.home_community": "keyed draw, about one per 3 committees and 12 villages, assumed",
    "organisations.field": "keyed draw; the seven fields are the paper's, their shares assumed",
    "organisations.price_yuan": "60 yuan an hour with a log-normal spread, assumed",
    "organisations.reserve": "groups not yet founded, an assumed share of those at work",
    "organisations.hours_per_year": "purchases of 4.4 yuan per resident (paper) at 60 yuan an hour (assumed)",
}
"""Where every derived or invented column comes from; "assumed" where nothing published stands behind it."""
