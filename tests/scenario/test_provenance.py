"""Where numbers come from: every default has one origin, and a source that says whose it is is taken at its word."""

from __future__ import annotations

import pytest

from sim.mechanisms import registry
from sim.scenario.model_parameters import ModelParameters
from sim.scenario.provenance import ASSUMED, CHONGQING, ELSEWHERE, NATIONAL, ORIGINS, OWN, origin_of
from sim.scenario.scenario import parameter_table
from sim.words import Sentence


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("assumed", ASSUMED),
        ("tax relief (paper, section 2.1.3); full relief assumed", ASSUMED),
        ("paper, section 4.4.1", CHONGQING),
        ("Blue Book of Philanthropy 2017: Chongqing, registered share 2016", CHONGQING),
        ("calibrated (docs/validation.md)", CHONGQING),
        ("Organic Law of Villagers' Committees, article 6", NATIONAL),
        ("CNNIC, 40th statistical report on internet development, mid-2017", NATIONAL),
        ("HEPS 2012 (village .63, county .50, province .53)", NATIONAL),
        ("17.8 cases per English child social worker", ELSEWHERE),
        ("enquiry share 0.50: Yichun 2023 0.51, Beijing 2021 0.585", ELSEWHERE),
    ],
)
def test_a_source_is_taken_at_its_word(source: str, origin: str) -> None:
    assert origin_of(Sentence(source, "")) == origin
    assert origin_of(Sentence(source, ""), own=True) == OWN


def test_no_default_is_the_place_s_own_and_all_other_origins_occur() -> None:
    rows = list(parameter_table(ModelParameters))
    for name, kind in registry().items():
        rows += parameter_table(kind.Parameters, f"mechanisms.{name}.")
    assert {origin_of(row.source) for row in rows} == set(ORIGINS) - {OWN}
    # Whatever names the paper without an assumption is of the place that the paper is about.
    for row in rows:
        if "paper" in row.source.en and "assumed" not in row.source.en:
            assert origin_of(row.source) == CHONGQING, row.path
