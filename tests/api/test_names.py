"""Names for other programs are identifiers, lead back to settings, and stay different."""

from __future__ import annotations

import pytest

from sim.api.names import cells_in, cells_named, identifier, outcome_name, path_of
from sim.errors import InputError
from sim.measures.registry import measures
from sim.studies.factor_file import known_paths
from tests.model_runs import chongqing, scenario


def test_every_setting_has_an_identifier_that_leads_back():
    paths = known_paths()
    assert len(paths) > 100
    assert all(identifier(path).isidentifier() and path_of(identifier(path)) == path for path in paths)
    assert path_of("needs.need_rate_town") == "needs.need_rate_town"


def test_every_value_of_every_measure_has_a_name_of_its_own():
    every = [(measure.id, by) for measure in measures().values() for by in measure.by]
    cells = cells_in(chongqing(0.002), scenario(), every)
    names = [outcome_name(cell) for cell in cells]
    assert len(set(names)) == len(cells) > 5000
    assert all(name.isidentifier() for name in names)
    assert outcome_name(("dropped_share", "setting", "rural")) == "dropped_share__setting__rural"
    assert outcome_name(("dropped_share", "all", "all")) == "dropped_share"
    assert outcome_name(("dropped_share", "month", "2016-07")) == "dropped_share__month__2016_07"
    assert ("dropped_share", "month", "2016-07") in cells


def test_every_wrong_measure_is_named():
    cells = (("dropped_share", "all"), ("dropped_share", "setting"))
    assert cells_named(["dropped_share", "dropped_share by setting"]) == cells
    with pytest.raises(InputError) as caught:
        cells_named(["dropped_shar", "dropped_share by sitting"])
    assert [fault.nearest for fault in caught.value.faults] == ["dropped_share", "setting"]
