"""What an unquoted word in a scenario means: the core schema of YAML 1.2, without its traps.

Source: YAML 1.2.2, section 10.3.2 (core schema). Deviations, all of them refusals: numbers with a leading zero, base-60
numbers and numbers of more than 64 characters, which different readers of YAML take for different things.
"""

from __future__ import annotations

import re
import unicodedata

MOST_NUMBER_CHARACTERS = 64
Scalar = str | int | float | bool | None

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUES = frozenset({"true", "True", "TRUE"})
_FALSES = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL_OR_HEX = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WHOLE_WITH_EXPONENT = re.compile(r"([-+]?[0-9]+)[eE]\+?([0-9]{1,2})")
_INFINITE = re.compile(r"([-+]?)\.(inf|Inf|INF)")
_NOT_A_NUMBER = frozenset({".nan", ".NaN", ".NAN"})
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?")
_BASE_60 = re.compile(r"([-+]?[0-9]+)(:[0-5]?[0-9])+(\.[0-9]*)?")
_NUMBER_LIKE = re.compile(r"[-+.,:;%~ 0-9eE\[\]{}()/]+")
_GROUPED = re.compile(r"([-+]?[0-9]{1,3})((?:[,_ '\u00a0\u2009\u202f][0-9]{3})+)(\.[0-9]+)?")
_HALF = {
    "\uff1a": ":",
    "\uff0c": ",",
    "\u3002": ".",
    "\u3000": " ",
    "\uff1b": ";",
    "\u3001": ",",
    "\uffe5": "",
}


class RefusedScalar(Exception):
    """An unquoted word that is refused: the code of its fault and the facts of its message."""

    def __init__(self, code: str, facts: dict[str, str]) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def half_width(character: str) -> str:
    """Gives the half-width form of a full-width character, or "" when it is not one."""
    if character in _HALF:
        return _HALF[character]
    if "\uff01" <= character <= "\uff5e":
        return unicodedata.normalize("NFKC", character)
    return ""


def full_width_number(text: str) -> str:
    """Gives the first full-width character of what is otherwise a number or a list of numbers, or ""."""
    plain = "".join(half_width(c) or c for c in text)
    if plain == text or not _NUMBER_LIKE.fullmatch(plain) or not any(c.isdigit() for c in plain):
        return ""
    return next(c for c in text if half_width(c))


def number_in(text: str) -> int | float | None:
    """The number that a text writes plainly: ASCII digits, no grouping, at most 64 characters.

    Args:
        text: The text, such as a cell of a table.

    Returns:
        A whole number, a decimal (infinite where it is too large), or None where it is no plain number.
    """
    if len(text) > MOST_NUMBER_CHARACTERS:
        return None
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else None


def plainly(text: str) -> str:
    """How a number would be written plainly that is written in full-width or grouped digits or between blanks.

    Args:
        text: The text.

    Returns:
        The plain number; "" where nobody can tell, as with "1,5", which is one and a half to some.
    """
    half = "".join(half_width(c) or c for c in text[: MOST_NUMBER_CHARACTERS + 1]).strip()
    grouped = _GROUPED.fullmatch(half)
    plain = re.sub("[^-+.0-9]", "", half) if grouped else half
    return plain if plain != text and number_in(plain) is not None else ""


def _base_60_value(text: str) -> str:
    parts = text.lstrip("+-").split(":")
    value = 0.0
    for part in parts:
        value = value * 60 + float(part)
    return f"{value:g}"


def resolve(text: str) -> Scalar:
    """Reads an unquoted word.

    Args:
        text: The word as written.

    Returns:
        None, a truth value, a whole number, a decimal, or the text itself. "yes", "no", "on" and "off" are
        text; "1e3" is the whole number 1000.

    Raises:
        RefusedScalar: The word is a number in a form that is refused.
    """
    if text in _NULLS:
        return None
    if text in _TRUES or text in _FALSES:
        return text in _TRUES
    slip = full_width_number(text)
    if slip:
        raise RefusedScalar("GZ008", {"found": f"'{slip}' (U+{ord(slip):04X})", "half": half_width(slip)})
    return _number(text)


def _number(text: str) -> Scalar:
    if len(text) > MOST_NUMBER_CHARACTERS and (_DECIMAL.fullmatch(text) or _OCTAL_OR_HEX.fullmatch(text)):
        raise RefusedScalar("GZ016", {"found": str(len(text)), "allowed": str(MOST_NUMBER_CHARACTERS)})
    if len(text) <= MOST_NUMBER_CHARACTERS and _BASE_60.fullmatch(text):
        raise RefusedScalar("GZ018", {"found": text, "plain": _base_60_value(text)})
    if _LEADING_ZERO.fullmatch(text):
        sign = "-" if text.startswith("-") else ""
        plain = text.lstrip("+-").lstrip("0") or "0"
        raise RefusedScalar("GZ017", {"found": text, "plain": sign + ("0" if plain.startswith(".") else "") + plain})
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL_OR_HEX.fullmatch(text):
        return int(text, 0)
    whole = _WHOLE_WITH_EXPONENT.fullmatch(text)
    if whole and int(whole.group(2)) <= 30:
        return int(whole.group(1)) * 10 ** int(whole.group(2))
    if _DECIMAL.fullmatch(text):
        return float(text)
    infinite = _INFINITE.fullmatch(text)
    if infinite:
        return float(infinite.group(1) + "inf")
    return float("nan") if text in _NOT_A_NUMBER else text


def described(value: object) -> str:
    """Says what kind of value was found, for messages: "text 'abc'", "the decimal 5.0", "a list"."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        shown = value if len(value) <= 40 else value[:37] + "..."
        return f"the text '{shown}'"
    if isinstance(value, int):
        digits = str(value) if abs(value) < 10**40 else f"{float(value):.3g}"
        return f"the whole number {digits}"
    if isinstance(value, float):
        return f"the decimal {value!r}"
    return "a mapping" if isinstance(value, dict) else "a list"
