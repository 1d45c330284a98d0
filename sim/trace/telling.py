"""From recorded calls to events: each kernel that moves an issue has one place here that says what it means."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from sim.issues import store
from sim.trace.events import Event, Weighed, coded, weighed_in
from sim.trace.identity import is_second_row, issue_of, round_of
from sim.trace.kinds import EventKind as K
from sim.trace.meanings import ATTRIBUTES, FEN, FINAL, HAND_OVERS, NO_LIMIT, PARENTS, QUEUES, STAGES, URGENT
from sim.trace.offices import Offices
from sim.trace.record import Call
from sim.vocabulary import Category, Channel, Helper, State, Tier
from sim.words import T


class Teller:
    """Turns the calls of one step into events.

    Attributes:
        day: The day they belong to.
    """

    def __init__(self, model: Any, concerns: Callable[[int], bool]) -> None:
        """Prepares the names of offices.

        Args:
            model: The model that is watched.
            concerns: Whether a resident, by key, is watched.
        """
        self.model, self.concerns = model, concerns
        self.offices = Offices(model)
        self.params = model.rulebook.plain
        self.day = 0
        self.told: list[Event] = []
        self._above: list[Call] = []
        self._handlers: dict[str, Callable[[Call], None]] = {
            name.removeprefix("_on_"): getattr(self, name) for name in dir(self) if name.startswith("_on_")
        }

    def tell(self, roots: list[Call], day: int) -> list[Event]:
        """The events of some calls, in order.

        Args:
            roots: Outermost calls.
            day: The day.
        """
        self.day, self.told = day, []
        for root in roots:
            self._visit(root)
        return self.told

    def _visit(self, call: Call) -> None:
        handler = self._handlers.get(call.name)
        if handler is not None:
            handler(call)
        self._above.append(call)
        for child in call.children:
            self._visit(child)
        self._above.pop()

    def _parent(self, *names: str) -> Call | None:
        """The nearest enclosing call of one of some names."""
        return next((call for call in reversed(self._above) if call.name in names), None)

    def _date(self, day: int) -> Any:
        return self.model.calendar.date(day)

    def _say(
        self,
        kind: K,
        issue: dict[str, Any],
        weighed: tuple[Weighed, ...] = (),
        spent: float = 0.0,
        fen: int = 0,
        held: bool = True,
        desk: int | None = None,
        **facts: Any,
    ) -> None:
        """Adds an event about an issue as its record stands."""
        row = issue["desk"] if desk is None else desk
        occasion = issue["occasion"]
        self.told.append(
            Event(
                self.day,
                self._date(self.day),
                kind,
                issue["resident_key"],
                issue_of(issue["resident_key"], occasion),
                round_of(occasion),
                is_second_row(occasion),
                self.offices.at(row) if held else None,
                spent,
                fen,
                facts,
                weighed,
            )
        )

    # ------------------------------------------------------------------------------------------- arising and reporting

    def _on_candidate(self, call: Call) -> None:
        category = call.find("category_of_need")
        if category is None or category.result < 0:
            return
        key, occasion = call.before["key"], call.given["occasion"]
        bare = {"resident_key": key, "occasion": occasion, "desk": -1}
        emergency = call.decision("EMERGENCY")
        urgent = emergency is not None and emergency.happened
        described = call.find("describe")
        drawn = {name: described.after[name] for name in ATTRIBUTES} if described is not None else {}
        self._say(
            K.AROSE,
            bare,
            weighed_in(call, "EMERGENCY", "QUICK"),
            held=False,
            category=coded(Category, category.result),
            emergency=URGENT if urgent else T("", ""),
            **drawn,
        )
        alone, courtyard = call.find("solved_among_neighbours"), call.find("courtyard_solves")
        if alone is not None and alone.result:
            self._say(K.SOLVED_BY_NEIGHBOURS, bare, weighed_in(alone, "SELF_SOLVE"), held=False)
        elif courtyard is not None and courtyard.result:
            self._say(K.SOLVED_IN_COURTYARD, bare, weighed_in(courtyard, "COURTYARD"), held=False)
        else:
            self._silence(call, bare)

    def _silence(self, call: Call, bare: dict[str, Any]) -> None:
        """Who does not speak up endures, or is found by a patrol later."""
        speaks = call.find("speaks_up")
        if speaks is None or speaks.result:
            return
        days = call.find("days_to_discovery")
        weighed = weighed_in(speaks, "VOICE")
        if days is not None and days.result <= self.params.forgotten_days:
            found = days.find("discovery_chance")
            self._say(
                K.KEPT_SILENT,
                bare,
                weighed,
                held=False,
                until=self._date(self.day + days.result),
                daily=float(found.result) if found is not None else 0.0,
            )
        else:
            self._say(K.ENDURED, bare, weighed, held=False)

    def _on_recurs(self, call: Call) -> None:
        speaks = call.find("speaks_up")
        if speaks is not None and not speaks.result:
            self._say(K.CAME_BACK_UNREPORTED, call.before, weighed_in(speaks, "VOICE"), held=False)

    def _on_take_up(self, call: Call) -> None:
        issue = {**call.after, "flags": call.before["flags"]}
        details: dict[str, Any] = {
            "tier": coded(Tier, call.given["tier"]),
            "channel": coded(Channel, issue["channel"]),
        }
        flags = issue["flags"]
        outer = self._parent("candidate", "recurs")
        weighed: tuple[Weighed, ...] = ()
        if outer is not None and not flags & store.DUPLICATE:
            weighed = weighed_in(outer.find("speaks_up"), "VOICE") + self._tier_weighed(outer)
        if flags & store.DUPLICATE:
            kind, weighed = K.SECOND_CHANNEL, weighed_in(self._parent("reported_twice"), "SECOND_CHANNEL")
        elif flags & store.DISCOVERED:
            kind = K.FOUND
        elif flags & store.BYPASS:
            kind = K.WENT_OVER_HEADS
        elif flags & store.REPEAT:
            kind = K.COMPLAINED_AGAIN
        elif flags & store.RECURRED:
            kind = K.CAME_BACK
        else:
            kind = K.REPORTED
            details["joined"] = int(issue["joined"]).bit_count()
        self._say(kind, issue, weighed, **details)
        if issue["plan"] == store.PLAN_INTAKE:
            self._say(K.WAITS_FOR_OPENING, issue, until=self._date(issue["timer"]))

    def _tier_weighed(self, call: Call) -> tuple[Weighed, ...]:
        """The chance of the tier that was addressed, and what its log-odds are made of."""
        rule = call.find("tier_addressed")
        if rule is None:
            return ()
        names = ("township", "district", "municipality")
        weights = [1.0, *(math.exp(math.fsum(value for _, value in rule.sums[name])) for name in names)]
        chosen = int(rule.result)
        terms = tuple(rule.sums[names[chosen - 1]]) if chosen > 0 else ()
        return (Weighed("TIER", weights[chosen] / math.fsum(weights), float(rule.given["u"]), True, terms),)

    # ------------------------------------------------------------------------------------------- registering, queueing

    def _on_register(self, call: Call) -> None:
        issue = call.after
        registered = call.decision("REGISTERED")
        if not call.children or registered is None:
            return
        weighed = weighed_in(call, "REGISTERED")
        kind = K.NOT_REGISTERED
        if issue["flags"] & store.REGISTERED:
            kind = K.REGISTERED
        elif issue["flags"] & store.REFUSED:
            kind, weighed = K.KEPT_OFF_BOOK, weighed_in(call, "REGISTERED", "REFUSED_ENTRY")
        elif registered.happened:
            kind = K.NO_HOURS_TO_ENTER
        self._say(kind, issue, weighed, desk=call.before["desk"], due=self._date(issue["due"]))
        wrong = call.decision("MISROUTED")
        if wrong is not None and wrong.happened and not issue["flags"] & store.CLIENT:
            self._say(K.SENT_WRONG, issue, weighed_in(call, "MISROUTED"), desk=call.before["desk"])
        if issue["flags"] & store.CLIENT:
            self._say(K.TEAM_CLIENT, issue, weighed_in(call, "CLIENT"))
        if issue["state"] == State.WAITING_HOLDER:
            self._say(K.NOBODY_RESPONSIBLE, issue, weighed_in(call, "NOBODY"), until=self._date(issue["timer"]))

    def _on_arrive(self, call: Call) -> None:
        issue, seen = call.after, call.seen
        self._say(QUEUES.get(issue["stage"], K.QUEUED), issue, **self._queue(issue, seen))

    def _queue(self, issue: dict[str, Any], seen: dict[str, Any]) -> dict[str, Any]:
        """What a queue is like when an issue joins it."""
        return {
            "hours": issue["hours"],
            "ahead": seen.get("ahead", 0),
            "desk_hours": seen.get("hours", 0.0),
            "n_open": seen.get("n_open", 0),
            "due": self._date(issue["due"]),
            "authority": coded(Tier, issue["authority"]),
            "helper": coded(Helper, issue["helper"]),
        }

    def _on_give_to_helper(self, call: Call) -> None:
        took = call.after["stage"] == store.STAGE_HELPER
        self._say(
            K.HELPER_TOOK_OVER if took else K.HELPER_NOT_READY,
            call.after,
            **{**self._queue(call.after, call.seen), "helper": self.offices.at(call.after["desk"])},
        )

    # ------------------------------------------------------------------------------------------- work and money

    def _on_attend(self, call: Call) -> None:
        spent = call.find("spend")
        if call.before["flags"] & store.MISROUTED and spent is not None:
            self._say(K.FOUND_WRONG, call.before, spent=float(spent.given["hours"]))

    def _on_spend(self, call: Call) -> None:
        hours, outer = float(call.given["hours"]), self._parent("attend")
        if hours > 0.0 and not (outer is not None and outer.before["flags"] & store.MISROUTED):
            self._say(
                K.WORKED,
                call.before,
                desk=call.given["desk"],
                spent=hours,
                hours=hours,
                left=max(0.0, call.before["hours"] - hours),
                desk_left=call.seen.get("left", 0.0),
            )

    def _on_checks_again(self, call: Call) -> None:
        if call.result:
            hours = call.after["spent"] - call.before["spent"]
            self._say(
                K.CHECKED_AGAIN,
                call.before,
                weighed_in(call, "DOUBLE_CHECK"),
                desk=call.given["desk"],
                spent=hours,
                hours=hours,
            )

    def _on_secure_money(self, call: Call) -> None:
        issue, tier = call.before, call.seen["tier"]
        fen = issue["cost_fen"]
        desk = call.given["desk"]
        if call.result:
            self._say(K.PAID, issue, desk=desk, fen=fen, yuan=fen / FEN)
            return
        limit = (self.params.community_limit, self.params.township_limit, NO_LIMIT, NO_LIMIT)[tier]
        purse = call.seen["purses_fen"][min(tier, 2)]
        if fen > limit * FEN:
            reason = T(f"its limit is {limit:,.0f} yuan", f"限额 {limit:,.0f} 元")
        else:
            reason = T(f"its purse holds {purse / FEN:,.0f} yuan", f"账上仅 {purse / FEN:,.0f} 元")
        self._say(K.NO_MONEY, issue, desk=desk, yuan=fen / FEN, reason=reason, over_limit=fen > limit * FEN)

    def _on_wait_for_money(self, call: Call) -> None:
        self._say(K.WAITS_FOR_MONEY, call.after, until=self._date(call.after["money_day"]))

    def _on_next_part(self, call: Call) -> None:
        refusal = call.decision("REFUSAL")
        if refusal is not None and refusal.happened:
            self._say(K.REFUSED, call.before, weighed_in(call, "REFUSAL"))

    def _on_remaining_parts(self, call: Call) -> None:
        self._say(K.JOINT_PARTS, call.after, hours=call.after["hours"])

    def _on_see_outcome(self, call: Call) -> None:
        place = call.find("finds_place")
        if place is not None and not place.result:
            self._say(K.NO_PLACE, call.before, weighed_in(place, "CARE_PLACE"))
        if call.result:
            self._say(K.TRY_FAILED, call.after, weighed_in(call.find("succeeds"), "SUCCESS"), hours=call.after["hours"])

    # ------------------------------------------------------------------------------------------- passing on

    def _on_hand_over(self, call: Call) -> None:
        before, after = call.before, call.after
        parent = self._above[-1].name if self._above else ""
        kind = PARENTS.get(parent) or STAGES.get(before["stage"], K.PASSED_UP)
        lost = weighed_in(call, "LOST")
        target = self.offices.at(call.given["desk"])
        why = HAND_OVERS[kind]
        if after["state"] == State.LOST_ON_BOOK:
            self._say(
                K.LOST_ON_WAY, before, self._why_passed() + lost, target=target, why=why, due=self._date(after["timer"])
            )
        elif call.find("lose") is not None:
            self._say(K.LOST_UNWRITTEN, before, self._why_passed() + lost, target=target, why=why)
        else:
            self._say(kind, before, self._why_passed() + lost, target=target, days=after["timer"] - self.day)

    def _why_passed(self) -> tuple[Weighed, ...]:
        """What was weighed before an issue was passed on."""
        parent = self._above[-1] if self._above else None
        if parent is None or parent.name not in ("next_part", "see_outcome"):
            return ()
        return weighed_in(parent, "REFUSAL" if parent.name == "next_part" else "SUCCESS", "DISPUTE_UP")

    def _on_is_looked_at(self, call: Call) -> None:
        before, after = call.before, call.after
        nominal = call.find("closes_nominally")
        if before["state"] == State.WAITING_MONEY and before["money_day"] <= self.day:
            self._say(K.MONEY_DAY, after, until=self._date(self.day))
        elif nominal is not None and not nominal.result:
            self._say(K.OVERDUE, before, weighed_in(nominal, "NOMINAL"))
        elif after["state"] == State.QUEUED and after["queue_class"] < before["queue_class"]:
            self._say(K.DUE_SOON, before)

    def _on_patch_up(self, call: Call) -> None:
        if call.after["flags"] & store.COSMETIC and not call.before["flags"] & store.COSMETIC:
            self._say(K.PATCHED_UP, call.before)

    # ------------------------------------------------------------------------------------------- endings

    def _on_agree(self, call: Call) -> None:
        if call.result:
            self._say(K.AGREED, call.before)

    def _on_close(self, call: Call) -> None:
        again = call.find("reopen")
        if again is not None:
            kind = FINAL[coded(State, call.given["ending"])]
            self._say(kind, call.before, self._why_closed(kind), days=self.day - call.before["reported"])
            self._say(
                K.REOPENED, again.after, weighed_in(call, "CHECKED", "REOPENED"), due=self._date(again.after["due"])
            )

    def _on_takes_no_back(self, call: Call) -> None:
        hours = call.after["spent"] - call.before["spent"]
        if hours > 0.0:
            self._say(
                K.PRESSED,
                call.before,
                weighed_in(call, "PRESSED", "YIELDS", "ASKED_TWICE"),
                desk=call.given["desk"],
                spent=hours,
                hours=hours,
            )

    def _why_closed(self, kind: K) -> tuple[Weighed, ...]:
        if kind == K.NOMINALLY_CLOSED:
            return weighed_in(self._parent("is_looked_at"), "NOMINAL")
        outcome = self._parent("see_outcome")
        return weighed_in(None if outcome is None else outcome.find("succeeds"), "SUCCESS")

    def _on_finish(self, call: Call) -> None:
        state, issue = coded(State, call.given["ending"]), call.before
        days = self.day - issue["reported"]
        if issue["flags"] & store.DUPLICATE:
            return
        if state != State.DROPPED:
            self._say(FINAL[state], issue, self._why_closed(FINAL[state]), days=days)
        elif self._parent("hand_over") is None:
            forgotten = issue["state"] == State.LOST_ON_BOOK
            self._say(K.FORGOTTEN if forgotten else K.GAVE_UP, issue, days=days)

    def _on_drop(self, call: Call) -> None:
        self._say(K.SECOND_ROW_ENDS, call.before, hours=call.before["spent"])

    def _on_judge(self, call: Call) -> None:
        issue, before, after = call.after, call.seen["resident"], call.seen["resident_after"]
        tier = coded(Tier, issue["tier"])
        name = f"trust_{tier.key}"
        if issue["flags"] & store.HEARD:
            satisfied = T("satisfied", "满意") if issue["flags"] & store.SATISFIED else T("not satisfied", "不满意")
        else:
            satisfied = T("has heard nothing", "未获答复")
        friends = sum(c.name == "move_trust" and c.given["weight"] == self.params.heard_share for c in call.children)
        moved = {t.key: (float(before[f"trust_{t.key}"]), float(after[f"trust_{t.key}"])) for t in Tier}
        self._say(
            K.JUDGED,
            issue,
            weighed_in(call, "SATISFIED", "DISPOSITION"),
            satisfied=satisfied,
            tier=tier,
            before=before[name],
            after=after[name],
            friends=friends,
            habit_before=float(before["habit"]),
            habit_after=float(after["habit"]),
            disposition_after=int(after["disposition"]),
            trust_moved={key: [old, new] for key, (old, new) in moved.items() if old != new},
        )

    def _on_follow_up(self, call: Call) -> None:
        issue = call.before
        weighed = weighed_in(call, "BYPASS", "REPEAT")
        plans = {
            store.PLAN_BYPASS: K.WILL_GO_OVER_HEADS,
            store.PLAN_REPEAT: K.WILL_COMPLAIN_AGAIN,
            store.PLAN_RECUR: K.WILL_COME_BACK,
        }
        planned = call.seen.get("planned")
        if planned is None:
            self._say(K.GAVE_IN, issue, weighed)
        else:
            self._say(plans[planned["plan"]], issue, weighed, until=self._date(planned["arose"]))

    def _on_move_trust(self, call: Call) -> None:
        """Somebody watched hears how a request of somebody else ended."""
        about = call.seen.get("about") or {}
        key = call.before["key"]
        if not about or about["resident_key"] == key or not self.concerns(key):
            return
        tier = coded(Tier, call.given["tier"])
        name = f"trust_{tier.key}"
        part = 1.0 if tier == about["tier"] else self.params.passed_on_share  # The tier beside is moved in part.
        kind = K.HEARD if call.given["weight"] == self.params.heard_share * part else K.JOINED
        self.told.append(
            Event(
                self.day,
                self._date(self.day),
                kind,
                key,
                facts={
                    "tier": tier,
                    "before": call.before[name],
                    "after": call.after[name],
                    "about": str(issue_of(about["resident_key"], about["occasion"])),
                    "outcome": T("solved", "已解决") if call.given["solved"] else T("not solved", "未解决"),
                },
            )
        )

    def about(self, kind: K, issue: dict[str, Any], day: int, **facts: Any) -> Event:
        """A single event about an issue as its record stands.

        Args:
            kind: The kind.
            issue: The record.
            day: The day.
            **facts: What the sentence names.
        """
        self.day, self.told = day, []
        self._say(kind, issue, **facts)
        return self.told[0]
