"""What was done and what was weighed, as the interpreted kernels report it: a tree of calls with their decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sim.trace.terms import Sums, Terms


@dataclass
class Decision:
    """One draw held against a chance.

    Attributes:
        purpose: Name of the stream the draw comes from, such as "VOICE".
        draw: The keyed number, 0-1.
        chance: What it was compared with, 0-1.
        happened: Whether the draw lies below the chance.
    """

    purpose: str
    draw: float
    chance: float
    happened: bool


@dataclass
class Call:
    """One call of a kernel or a rule.

    Attributes:
        name: Name of the function.
        given: Its arguments by name, without the stage and the store.
        before: The issue's record before, where there is one.
        after: The same afterwards.
        seen: What stood around it before: desk, purses, and so on.
        result: What it gave.
        decisions: Draws it held against chances.
        sums: Sums a rule has added up, by name.
        children: Calls inside it, in order.
    """

    name: str
    given: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)
    result: Any = None
    decisions: list[Decision] = field(default_factory=list)
    sums: dict[str, Terms] = field(default_factory=dict)
    children: list[Call] = field(default_factory=list)

    def find(self, name: str) -> Call | None:
        """The first call of that name inside, at any depth, or None."""
        for child in self.children:
            if child.name == name:
                return child
            found = child.find(name)
            if found is not None:
                return found
        return None

    def decision(self, purpose: str) -> Decision | None:
        """The first decision of a purpose in this call or inside it, or None."""
        for made in self.decisions:
            if made.purpose == purpose:
                return made
        for child in self.children:
            found = child.decision(purpose)
            if found is not None:
                return found
        return None

    def walk(self) -> list[Call]:
        """This call and all inside it, outer ones first."""
        return [self, *(call for child in self.children for call in child.walk())]


class Draw(float):
    """A keyed number that reports what it is compared with."""

    purpose: str
    recorder: Recorder

    def __lt__(self, chance: float) -> bool:
        """Compares and reports."""
        return self.recorder.compared(self, float(chance))

    def __ge__(self, chance: float) -> bool:
        """Compares and reports."""
        return not self.recorder.compared(self, float(chance))


class Recorder:
    """Collects the calls that concern somebody who is watched.

    Attributes:
        everybody: Whether everybody is watched.
        residents: Keys of the residents watched.
        roots: Outermost calls recorded so far.
        context: Record of the issue whose outcome is being judged.
    """

    def __init__(self, residents: set[int] | None) -> None:
        """Starts an empty record.

        Args:
            residents: Keys of the residents watched; None for everybody.
        """
        self.everybody = residents is None
        self.residents = residents or set()
        self.roots: list[Call] = []
        self.context: dict[str, Any] = {}
        self._open: list[Call] = []
        self._sums: list[Sums] = []

    @property
    def on(self) -> bool:
        """Whether a call that concerns somebody watched is going on."""
        return bool(self._open)

    def concerns(self, key: int) -> bool:
        """Whether a resident is watched."""
        return self.everybody or key in self.residents

    def compared(self, draw: Draw, chance: float) -> bool:
        """Notes a comparison of a draw with a chance."""
        happened = float.__lt__(draw, chance)
        if self._open:
            self._open[-1].decisions.append(Decision(draw.purpose, float(draw), chance, happened))
        return happened

    def add(self, name: str, words: tuple[str, ...], *values: float) -> float:
        """Adds terms and notes them for the rule that is being called."""
        return self._sums[-1].add(name, words, *values)

    def inside(self, call: Call, function: Callable[..., Any], given: tuple[Any, ...]) -> Any:
        """Carries a call out and hangs it where it belongs.

        Args:
            call: The call, with what was known before it.
            function: What is called.
            given: Its arguments.

        Returns:
            What it gives.
        """
        (self._open[-1].children if self._open else self.roots).append(call)
        self._open.append(call)
        sums = Sums()
        self._sums.append(sums)
        try:
            call.result = function(*given)
        finally:
            self._open.pop()
            self._sums.pop()
        call.sums = sums.found
        return call.result

    def taken(self) -> list[Call]:
        """The calls recorded so far; the record is empty afterwards."""
        roots, self.roots = self.roots, []
        return roots
