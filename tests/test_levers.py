"""A lever is declared once: where it starts, how it moves, its column and its words follow."""

from __future__ import annotations

import re
from operator import attrgetter

import numpy as np
import pytest

from sim.levers import LEVERS
from sim.model import GovernanceModel
from tests.edited_copy import edited_copy
from tests.model_runs import chongqing, scenario
from tests.moved_levers import with_levers

DECLARED = """    Lever("rerouting_hours", COMMUNITY, REMOVE, "hours", "hours of sending a wrong request on",
          "误派转办工时", base="intake.rerouting_hours"),
)

BY_NAME"""
MECHANISM = '''"""One list of who does what."""

from sim.mechanisms.base import Mechanism, MechanismParameters


class OneList(Mechanism):
    """Offices know at once where a request belongs."""

    id, name, name_zh, what_zh, section = "one_list", "one list", "一张清单", "各单位随即知道诉求归谁办。", "none"
    Parameters = MechanismParameters

    def apply(self, levers, structure, presence):
        """Takes the hours of sending wrong requests on."""
        levers.remove("rerouting_hours", 0.8 * presence)
'''


def model(moved: dict[str, float]) -> GovernanceModel:
    """A slice of Chongqing on its first day, with levers moved by given amounts."""
    made = with_levers(
        GovernanceModel(
            scenario({"closing.checked_share": 0.25, "closing.seen_by_statistics": 0.1, "attention.weight_seen": 0.0}),
            chongqing(0.005),
            seed=1,
        ),
        moved,
    )
    made.step()
    return made


def test_without_mechanisms_a_column_holds_what_the_scenario_says():
    m = model({})
    c, s = m.communities, m.scenario
    town, village = s.intake.misrouted_town, s.intake.misrouted_village
    assert town != village and c.remote.any() and not c.remote.all()
    np.testing.assert_allclose(c.lever_misrouted, [u * town + (1.0 - u) * village for u in c.urban_share], rtol=1e-12)
    for row in range(len(c)):
        further = s.hand_over.delay_remote_days if c.remote[row] else 0.0
        assert c.lever_delay_days[row] == s.hand_over.delay_days + further
    np.testing.assert_allclose(c.lever_visit_hours * 1000.0 / c.population, s.intake.visit_hours_per_1000, rtol=1e-12)
    for lever in LEVERS:
        if lever.column and isinstance(lever.base, str):
            if lever.at is None:
                column = m.offices[lever.level].column(f"lever_{lever.name}")
                assert (column == attrgetter(lever.base)(s)).all(), lever.name
        elif lever.column and not lever.base:
            nothing_moved = 1.0 if lever.combine == "remove" else 0.0
            assert (m.offices[lever.level].column(f"lever_{lever.name}") == nothing_moved).all(), lever.name


def test_a_moved_lever_moves_its_base_in_its_own_way():
    m = model(
        {
            "refusal": 0.25,
            "registering_hours": 0.5,
            "rating_online": 0.75,
            "seen": 0.05,
            "delay_days": 1.5,
            "enquiries": 0.4,
            "workers": 2.0,
        }
    )
    c, s = m.communities, m.scenario
    assert c.lever_refusal == pytest.approx(0.75 * s.work.refusal_share)
    assert c.lever_registering_hours == pytest.approx(s.intake.registering_hours + 0.5)
    assert (c.lever_rating_online == 0.75).all() and (c.lever_seen == 0.1).all(), "the larger one holds"
    assert s.hand_over.delay_days > 1.5 and (c.lever_delay_days == 1.5).all()
    assert c.lever_enquiries == pytest.approx(0.6) and (m.townships.lever_workers == 2.0).all()


@pytest.mark.nightly
def test_a_lever_is_one_declaration(tmp_path):
    """One declaration, a mechanism that moves it, and the rule that reads it in place of the scenario's number."""
    run = edited_copy(
        tmp_path,
        {
            "sim/levers.py": [(")\n\nBY_NAME", DECLARED)],
            "sim/mechanisms/one_list.py": [("", MECHANISM)],
            "sim/issues/work.py": [
                ("min(book.rerouting_hours,", "min(s.communities[issues[k].community].lever_rerouting_hours,")
            ],
            "tests/reference/work.py": [("min(book.rerouting_hours,", "min(issue.home.lever_rerouting_hours,")],
        },
    )
    (tmp_path / "plain.yaml").write_text("name: plain\ntitle: Plain\n", encoding="utf-8")
    for name, coverage in (("absent", 0.0), ("listed", 1.0)):
        (tmp_path / f"{name}.yaml").write_text(
            f"name: {name}\ntitle: {name}\nmechanisms:\n  one_list: {{coverage: {coverage}, phase_in_days: 0}}\n",
            encoding="utf-8",
        )
    passing = run(
        "-c",
        """
import sim
from sim.running import world_for
from sim.model import GovernanceModel
from tests.model_runs import state_bytes
states = []
for name in ("plain", "absent", "listed"):
    s = sim.load(f"{name}.yaml", {"world.sample": 0.002, "run.days": 90, "run.warm_up_days": 0})
    m = GovernanceModel(s, world_for(s))
    m.run()
    print(*sorted(set(m.communities.lever_rerouting_hours.tolist())), float(m.desks.passing_hours.sum()))
    states.append(state_bytes(m))
assert states[0] == states[1] != states[2]
""",
    ).split()
    plain, absent, listed = np.array(passing, float).reshape(3, 2)
    assert plain[0] == absent[0] == 0.5 and listed[0] == pytest.approx(0.1)
    assert listed[1] < plain[1]
    run("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_twin.py", "-k", "every_lever")
    why = (
        "run_sim.py",
        "why",
        "plain.yaml",
        "listed.yaml",
        "--sample",
        "0.002",
        "--days",
        "60",
        "--set",
        "run.warm_up_days=0",
        "--lang",
    )
    resident = re.findall(r"\d+:\d+", run(*why, "en"))[0]
    for lang, words in (("en", "hours of sending a wrong request on: 0.5 -> 0.1"), ("zh", "误派转办工时：0.5 -> 0.1")):
        assert words in run(*why, lang, "--resident", resident)
