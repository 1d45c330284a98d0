"""The ledger under whatever may happen between days: issues, fen and hours are conserved by a count of our own.

Days pass while policies come and go, money is moved between purses, staff come and leave, floods strike, and the run
is taken up again from its state. What must hold is counted here from columns and records alone, not by the program's
own invariants.
"""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sim.issues.store import DUPLICATE, ENDURED, FREE, NEEDS, PLAN_DISCOVER, RECURRED, ROUNDS, SELF_SOLVED
from sim.model import GovernanceModel
from sim.state import lay, take
from sim.vocabulary import State
from tests.model_runs import scenario, small_world
from tests.moved_levers import Moves

DAYS = 150
HOURS_USED = ("work", "passing", "intake", "enquiry", "duty", "visit", "idle")
Rows = dict[tuple[int, int], bool]


class Ledger(RuleBasedStateMachine):
    """A run of the small place in which something happens between days."""

    @initialize(
        seed=st.integers(1, 9),
        busy=st.sampled_from((0.3, 0.9)),
        poor=st.booleans(),
        policies=st.sets(st.sampled_from(("service_platform", "three_plus_one", "deliberation", "one_plus_n"))),
    )
    def begin(self, seed, busy, poor, policies):
        changes = {"needs.need_rate_town": busy, "needs.need_rate_village": busy, "closing.checked_share": 0.3}
        changes |= {"money.issue_money_per_resident": 6.0 if poor else 40.0, "shocks.flood.start_day": 30}
        self.made = scenario(changes, {name: {"phase_in_days": 0} for name in policies}, days=DAYS)
        self.seed = seed
        self.model = GovernanceModel(self.made, small_world(), seed=seed)
        self.opening_fen = self.fen()
        self.open: Rows = {}
        self.closed: Rows = {}

    # ------------------------------------------------------------------------------------------------ what happens

    @rule(days=st.integers(1, 12))
    def days_pass(self, days):
        self.model.run(until=min(self.model.day + days, DAYS))

    @rule()
    def it_is_taken_up_again_from_its_state(self):
        other = GovernanceModel(self.made, small_world(), seed=self.seed)
        other.mechanisms = self.model.mechanisms
        other._coverage = self.model._coverage
        lay(other, take(self.model))
        self.model = other

    @rule(row=st.integers(0, 15), share=st.floats(0.0, 1.0))
    def a_township_gives_a_community_money(self, row, share):
        c, t = self.model.communities, self.model.townships
        fen = int(int(t.purse_fen[c.township[row]]) * share)
        t.purse_fen[c.township[row]] -= fen
        c.purse_fen[row] += fen

    @rule(row=st.integers(0, 15), factor=st.sampled_from((0.0, 0.5, 2.0)))
    def staff_come_or_leave(self, row, factor):
        self.model.communities.gross_hours[row] *= factor
        self.model._hours_stale = True

    @precondition(lambda self: len(self.model.mechanisms) < 6)
    @rule(
        lever=st.sampled_from(("lost_registered", "lost_unregistered", "refusal", "unregistered")),
        share=st.floats(0.0, 1.0),
    )
    def a_policy_comes(self, lever, share):
        mechanism = Moves({lever: share})
        self.model.mechanisms.append(mechanism)
        self.model._coverage[mechanism.id] = self.model.structure.covered(mechanism.id, 1.0)
        self.model._lever_state = None

    # ------------------------------------------------------------------------------------------------ what must hold

    def fen(self) -> int:
        """All the money there is, account by account."""
        m = self.model
        offices = (m.communities, m.townships, m.districts)
        return (
            sum(int(fen) for fen in m.accounts.values())
            + sum(int(p.purse_fen.sum()) + int(p.spent_fen.sum()) for p in offices)
            + int(m.districts.personnel_fen.sum())
            + int(m.services.capital_fen.sum())
        )

    def held(self) -> tuple[Rows, Rows, int]:
        """Rows of work open and closed by permanent id and occasion, and needs that wait to be found."""
        issues = self.model.stage.issues
        there = issues[(issues["state"] != FREE) & ((issues["flags"] & DUPLICATE) == 0)]
        latent = there["state"] == State.LATENT
        is_open, closed = there[~latent], self.model.ledger.records
        return ids(is_open), ids(closed), int((there[latent]["plan"] == PLAN_DISCOVER).sum())

    @invariant()
    def no_issue_is_lost_or_there_twice(self):
        now_open, closed, waiting = self.held()
        assert not now_open.keys() & closed.keys()
        gone = self.open.keys() - now_open.keys() - closed.keys()
        assert not gone, f"{len(gone)} issues are neither open nor in the ledger"
        assert self.closed.items() <= closed.items(), "the ledger forgot or changed what was closed"
        counted = self.model.stage.tallies.sum(axis=(1, 2, 3))
        began = sum((*now_open.values(), *closed.values()))
        assert counted[NEEDS] == counted[SELF_SOLVED] + counted[ENDURED] + began + waiting
        self.open, self.closed = now_open, closed

    @invariant()
    def no_fen_is_made_or_lost(self):
        assert self.fen() == self.opening_fen
        offices = (self.model.communities, self.model.townships, self.model.districts)
        assert all((p.purse_fen >= 0).all() for p in offices)

    @invariant()
    def no_hour_is_made_or_lost(self):
        d = self.model.desks
        used = sum(d.column(f"{name}_hours") for name in HOURS_USED) + d.left
        np.testing.assert_allclose(used, d.available_hours + self.model.hours.left_before, atol=1e-6)
        assert (d.left >= -1e-9).all()


def ids(records: np.ndarray) -> Rows:
    """Whether it began a need, by permanent id and occasion; each must be there once."""
    keys = zip(records["resident_key"].tolist(), records["occasion"].tolist(), strict=True)
    new = (records["occasion"] % ROUNDS == 0) | ((records["flags"] & RECURRED) != 0)
    found = dict(zip(keys, new.tolist(), strict=True))
    assert len(found) == len(records), "a row of work is there twice"
    return found


TestLedger = Ledger.TestCase
TestLedger.settings = settings(
    max_examples=8,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
