"""Numbers on a page: the value and how it is written stay apart until somebody reads them."""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias

from sim.words import T

DOTS = "{low} … {high}"
"""How both ends of a range stand in a table."""

NOT_THERE = T("n/a", "无")


class Number(NamedTuple):
    """A number and how it is written; as text it has a true minus sign, and zero has no sign.

    Attributes:
        value: The number, in the unit in which it is shown; nan for none.
        form: Format specification, such as "+,.1f"; with "+" a number above zero has its sign too.
        before: Text before it, such as "¥".
        after: Text after it, such as " %".
    """

    value: float
    form: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        """The number for people."""
        return self._written("−")

    @property
    def typed(self) -> str:
        """The number in characters of a keyboard: for terminals, and for texts in a spreadsheet."""
        return self._written("-")

    @property
    def plain(self) -> float | str:
        """What a spreadsheet holds: the number as rounded, or a text where a unit or nothing stands there."""
        if self.before or self.after or not math.isfinite(self.value):
            return self.typed
        return self._rounded

    @property
    def _rounded(self) -> float:
        return float(format(self.value, self.form.replace(",", ""))) + 0.0

    def _written(self, minus: str) -> str:
        if not math.isfinite(self.value):
            return str(NOT_THERE)
        rounded = self._rounded
        sign = minus if rounded < 0 else "+" if rounded > 0 and self.form.startswith("+") else ""
        return f"{self.before}{sign}{format(abs(self.value), self.form.removeprefix('+'))}{self.after}"


class Ends(NamedTuple):
    """Both ends of an interval.

    Attributes:
        low: Lower end.
        high: Upper end.
        form: How they stand together, with places "low" and "high".
    """

    low: Number
    high: Number
    form: str = "[{low}, {high}]"

    def __str__(self) -> str:
        """The interval for people."""
        return self.form.format(low=self.low, high=self.high)

    @property
    def plain(self) -> str:
        """What a spreadsheet holds: a text."""
        return self.form.format(low=self.low.typed, high=self.high.typed)


Shown: TypeAlias = str | Number | Ends
"""What stands in a cell: words, a number or an interval."""
