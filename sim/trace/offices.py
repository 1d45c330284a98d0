"""The names of offices: a desk's row as the office that people know."""

from __future__ import annotations

from typing import Any

from sim.trace.events import Office, coded
from sim.vocabulary import DeskKind, Tier
from sim.words import Sentence

SEATS = {"道": "办事处", "镇": "政府", "乡": "政府"}
"""What the office of a subdistrict (街道), a town (镇) or a township (乡) is called, by the last sign of its name."""


class Offices:
    """Names of the offices of a model."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def at(self, desk: int) -> Office:
        """The office a desk belongs to.

        Args:
            desk: Row of the desk.
        """
        m = self._model
        kind, place = coded(DeskKind, m.desks.kind[desk]), int(m.desks.place[desk])
        offices = m.desk_map
        if desk < offices.first_township:
            code = int(m.communities.code[place])
            en, zh = self.community(place)
            return _named(kind, Tier.COMMUNITY, code, f"the {kind.label} of {en}", f"{zh}{kind.label_zh}")
        if desk < offices.first_district:
            code, name = int(m.townships.code[place]), m.world.townships.name_zh[place]
            seat = SEATS.get(name[-1], kind.label_zh) if kind == DeskKind.TOWNSHIP else kind.label_zh
            return _named(kind, Tier.TOWNSHIP, code, f"the {kind.label} of township {code}", f"{name}{seat}")
        place = (desk - offices.first_district) // offices.PER_DISTRICT
        names = m.world.districts
        if kind == DeskKind.MUNICIPAL:
            return _named(
                kind,
                Tier.MUNICIPALITY,
                0,
                f"the {kind.label} for {names.name_en[place]}",
                f"{kind.label_zh}（{names.name_zh[place]}事项）",
            )
        return _named(
            kind,
            Tier.DISTRICT,
            int(names.code[place]),
            f"{names.name_en[place]}'s department of {kind.label}",
            f"{names.name_zh[place]}{kind.label_zh}部门",
        )

    def community(self, row: int) -> Sentence:
        """A community's name in English and Chinese; communities are known by their code.

        Args:
            row: Row of the community.
        """
        m = self._model
        code = int(m.communities.code[row])
        township = m.world.townships.name_zh[int(m.communities.township[row])]
        chinese = f"{township}{code % 1000:03d}号社区"
        return Sentence(f"community {code}", chinese)


def _named(kind: DeskKind, tier: Tier, code: int, english: str, chinese: str) -> Office:
    """An office by both its names."""
    return Office(kind, tier, code, Sentence(english, chinese))
