"""Columns and their Mesa views: what is written on one side is read on the other, and slips are refused."""

from __future__ import annotations

import gc

import mesa
import numpy as np
import pytest

from sim.agents.office import Community, Desk, District, Township
from sim.agents.organisations import Organisation
from sim.agents.resident import Resident
from sim.agents.social_worker import SocialWorker
from sim.columns import MEASURING, MONTH, Column, ColumnAgent, Population
from sim.model import GovernanceModel
from tests.model_runs import scenario, small_world

KINDS = (Community, Desk, District, Township, Resident, Organisation, SocialWorker)


class Shop(ColumnAgent):
    """A kind of agent only tests know."""

    size = Column(np.float64, unit="m2", doc="Floor.", default=2.5)
    kind = Column(np.uint8, unit="", doc="Kind.")
    last_day = Column(np.int16, unit="day", doc="Day.", default=-1, resets=MONTH)
    number = Column(np.uint32, unit="", doc="Number in the register.", default=4, apart=True)

    @property
    def is_large(self) -> bool:
        return self.size > 10.0


class CornerShop(Shop):
    """Inherits columns and adds one."""

    corner = Column(np.uint8, unit="yes or no", doc="At a corner.", default=1)


def population(kind: type[ColumnAgent] = Shop, n: int = 5, registered: bool = False):
    model = mesa.Model(seed=1)
    return model, Population(model, kind, n, registered=registered)


@pytest.mark.parametrize("registered", [True, False])
def test_columns_begin_with_their_defaults_and_types(registered):
    _, shops = population(registered=registered)
    assert len(shops) == 5
    assert shops.size.tolist() == [2.5] * 5 and shops.kind.tolist() == [0] * 5 and shops.last_day.tolist() == [-1] * 5
    assert (shops.size.dtype, shops.kind.dtype, shops.last_day.dtype) == (np.float64, np.uint8, np.int16)
    assert len(shops.records) == len(shops)


@pytest.mark.parametrize("registered", [True, False])
def test_faces_and_arrays_are_one_memory(registered):
    _, shops = population(registered=registered)
    shops[3].size = 12.0
    assert shops.size[3] == 12.0 and shops[3].is_large
    shops.kind[1] = 7
    assert shops[1].kind == 7 and type(shops[1].kind) is int
    assert shops.size.tolist() == [2.5, 2.5, 2.5, 12.0, 2.5], "only the one row was written"
    shops.records[4]["last_day"] = 9
    assert shops[4].last_day == 9 and shops.last_day[4] == 9
    assert shops.records.dtype.names == ("size", "last_day", "kind"), "widest first, without what is apart"
    assert shops.records.dtype.itemsize == 16 and list(shops.arrays) == list(shops.view_class.columns)
    shops[2].number = 7
    assert shops.number.tolist() == [4, 4, 7, 4, 4]
    assert shops.number.flags.c_contiguous and shops.apart["number"] is shops.number


def test_faces_are_mesa_agents_and_registered_ones_are_the_models():
    model, shops = population(registered=True)
    assert isinstance(shops[0], mesa.Agent) and len(model.agents) == 5
    assert [shop.row for shop in shops] == [0, 1, 2, 3, 4] and len({shop.unique_id for shop in shops}) == 5
    assert model.agents.get("size") == [2.5] * 5


def test_a_face_on_demand_is_the_same_object_while_held_and_is_not_registered():
    model, shops = population()
    view = shops[2]
    assert shops[2] is view and shops[1] is not view and len(model.agents) == 0
    view.size = 4.0
    del view
    gc.collect()
    assert shops[2].size == 4.0, "what was written outlives the view"


@pytest.mark.parametrize("registered", [True, False])
def test_a_misspelt_column_is_refused_both_ways(registered):
    _, shops = population(registered=registered)
    with pytest.raises(AttributeError, match=r"no column 'sice'.*size, kind, last_day, number"):
        shops[0].sice = 3.0
    with pytest.raises(AttributeError):
        _ = shops[0].sice
    with pytest.raises(AttributeError, match="'sice' is no column of Shop"):
        _ = shops.sice


@pytest.mark.parametrize("row", [-1, 5, 100])
def test_a_row_outside_is_refused(row):
    _, shops = population()
    with pytest.raises(IndexError, match=f"row {row} of 5 Shop rows"):
        _ = shops[row]


def test_a_number_that_does_not_fit_is_refused():
    _, shops = population()
    with pytest.raises(OverflowError):
        shops[0].kind = 256


def test_columns_are_inherited_and_stay_apart():
    assert list(CornerShop.columns) == ["size", "kind", "last_day", "number", "corner"]
    assert list(Shop.columns) == ["size", "kind", "last_day", "number"]
    _, shops = population(CornerShop)
    assert shops[0].corner == 1 and shops[0].size == 2.5


def test_an_empty_population_is_a_population():
    _, shops = population(n=0, registered=True)
    assert len(shops) == 0 and list(shops) == [] and shops.size.shape == (0,)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_the_model_says_what_it_is(kind):
    assert kind.columns
    for name, column in kind.columns.items():
        assert column.name == name and column.doc.endswith(".") and isinstance(column.unit, str), name
        assert np.array(column.default, column.dtype) == column.default, f"{name}: the default fits its type"


def test_a_column_is_set_back_when_it_says_so_and_no_other_is():
    _, shops = population()
    shops.last_day[:], shops.kind[:] = 7, 3
    shops.reset(MEASURING)
    assert shops.last_day.tolist() == [7] * 5
    shops.reset(MONTH)
    assert shops.last_day.tolist() == [-1] * 5 and shops.kind.tolist() == [3] * 5


def test_columns_declared_elsewhere_are_columns_and_none_is_declared_twice():
    class Stall(ColumnAgent, further={"rent": Column(np.float64, unit="yuan", doc="Rent.", default=9.0)}):
        pass

    _, stalls = population(Stall)
    assert stalls.rent.tolist() == [9.0] * 5 and stalls[1].rent == 9.0
    with pytest.raises(TypeError, match="rent"):

        class Twice(ColumnAgent, further={"rent": Column(np.float64, unit="yuan", doc="Rent.")}):
            rent = Column(np.float64, unit="yuan", doc="Rent.")


def test_records_of_two_models_have_one_type_object_each():
    """A kernel compares the type of a record that is not the object it knows field by field, at every call."""
    first, second = (GovernanceModel(scenario(days=1), small_world()) for _ in range(2))
    for name, array in first.stage._asdict().items():
        assert array.dtype is getattr(second.stage, name).dtype, name
