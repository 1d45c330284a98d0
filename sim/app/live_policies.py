"""What was in force when: the mechanisms of a running model, and whether one scenario file can tell it all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from sim.mechanisms import registry
from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.scenario.parameter import ParameterGroup


@dataclass(frozen=True)
class Switching:
    """A mechanism was switched or its parameters were changed.

    Attributes:
        day: First day on which it holds.
        mechanism: Id of the mechanism.
        what: "on", "off" or "changed".
    """

    day: int
    mechanism: str
    what: str

    @property
    def on(self) -> bool:
        """Whether the mechanism is on afterwards."""
        return self.what != "off"


def at_work(mechanisms: Iterable[Mechanism], day: int) -> dict[str, MechanismParameters]:
    """The mechanisms that work on a day: where they are equal, so is what the day does to equal states.

    Args:
        mechanisms: Mechanisms of a model.
        day: The day.

    Returns:
        Their parameters by id.
    """
    return {mechanism.id: mechanism.parameters for mechanism in mechanisms if mechanism.strength(day) > 0.0}


class LivePolicies:
    """The mechanisms of one run, switched from a day on.

    A scenario gives a mechanism one start, one end and one set of parameters. As long as the run keeps to that, the
    scenario with these dates repeats it to the byte; a mechanism that has worked twice, or whose parameters were
    changed while it worked, is named in `unrecorded`.

    Attributes:
        mechanisms: The mechanisms in force now or later, by id.
        switchings: What was done in this run, in order.
        unrecorded: Mechanisms whose history no single scenario can tell.
    """

    def __init__(self, mechanisms: Mapping[str, Mechanism]) -> None:
        self.mechanisms = dict(mechanisms)
        self.switchings: list[Switching] = []
        self.unrecorded: set[str] = set()
        self._ended: dict[str, MechanismParameters] = {}
        self._before_end: dict[str, MechanismParameters] = {}

    def is_on(self, mechanism: str, day: int) -> bool:
        """Whether a mechanism works on a day or will work later.

        Args:
            mechanism: Its id.
            day: The day.
        """
        found = self.mechanisms.get(mechanism)
        return found is not None and day < found.parameters.end_day

    def switch_on(self, mechanism: str, day: int, parameters: MechanismParameters) -> None:
        """Lets a mechanism work from a day on; one switched off on the same day goes on as before.

        Args:
            mechanism: Its id.
            day: First day on which it works.
            parameters: Its parameters; their dates are replaced.
        """
        self._retire(mechanism, day)
        ended = self._ended.get(mechanism)
        if ended is not None and ended.end_day == day:
            parameters = self._before_end[mechanism]
            del self._ended[mechanism]
        else:
            if ended is not None:
                self.unrecorded.add(mechanism)
            end = type(parameters).model_fields["end_day"].default
            parameters = parameters.model_copy(update={"start_day": day, "end_day": end})
        self.mechanisms[mechanism] = registry()[mechanism](parameters)
        self.switchings.append(Switching(day, mechanism, "on"))

    def switch_off(self, mechanism: str, day: int) -> None:
        """Ends a mechanism; one that has not worked yet has never been there.

        Args:
            mechanism: Its id.
            day: First day on which it no longer works.
        """
        parameters = self.mechanisms.pop(mechanism).parameters
        if parameters.start_day < day:
            if mechanism in self._ended:
                self.unrecorded.add(mechanism)
            self._ended[mechanism] = parameters.model_copy(update={"end_day": day})
            self._before_end[mechanism] = parameters
        self.switchings.append(Switching(day, mechanism, "off"))

    def change(self, mechanism: str, day: int, parameters: MechanismParameters) -> None:
        """Gives a mechanism that is on other parameters from a day on; its dates stay.

        Args:
            mechanism: Its id.
            day: First day on which they hold.
            parameters: The parameters.
        """
        standing = self.mechanisms[mechanism].parameters
        if parameters == standing:
            return
        if standing.start_day < day:
            self.unrecorded.add(mechanism)
        kept = {"start_day": standing.start_day, "end_day": standing.end_day}
        self.mechanisms[mechanism] = registry()[mechanism](parameters.model_copy(update=kept))
        self.switchings.append(Switching(day, mechanism, "changed"))

    def told(self) -> dict[str, ParameterGroup]:
        """The mechanisms as a scenario lists them: with the dates on which they began and ended in this run."""
        now = {name: m.parameters for name, m in self.mechanisms.items()}
        listed = cast(dict[str, ParameterGroup], {**self._ended, **now})
        return dict(sorted(listed.items()))

    def _retire(self, mechanism: str, day: int) -> None:
        """Notes a mechanism that ended by its own date before it is switched on again."""
        standing = self.mechanisms.pop(mechanism, None)
        if standing is not None and standing.parameters.start_day < min(day, standing.parameters.end_day):
            self._ended[mechanism] = standing.parameters
            self._before_end[mechanism] = standing.parameters
