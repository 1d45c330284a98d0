"""Permanent ids as people type them: CODE of a community, CODE:NUMBER of a resident, CODE:NUMBER:NEED of an issue.

A need is numbered by the period of 28 days in which its occasion lies and its place in it, so it has the same number in
every policy; complaining again, going over heads and coming back are further rounds of the same need.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from sim.errors import Fault, InputError, nearest
from sim.issues.store import ROUNDS, SECOND_ROW
from sim.randomness import resident_key


class IssueId(NamedTuple):
    """A need of a resident.

    Attributes:
        resident: The resident's key.
        need: Number of the need.
    """

    resident: int
    need: int

    def __str__(self) -> str:
        """As it is typed."""
        return f"{resident_text(self.resident)}:{self.need}"


def resident_text(key: int) -> str:
    """A resident's id as it is typed."""
    return f"{key >> 16}:{key & 0xFFFF}"


def issue_of(key: int, occasion: int) -> IssueId:
    """The need a row of work belongs to."""
    return IssueId(int(key), int(occasion) // ROUNDS)


def round_of(occasion: int) -> int:
    """Which round of its need a row of work is, from 1."""
    return 1 if is_second_row(occasion) else int(occasion) % ROUNDS + 1


def is_second_row(occasion: Any) -> Any:
    """Whether a row of work, or each of many, is the second one of a request reported twice."""
    return occasion % ROUNDS == SECOND_ROW


def read(option: str, text: str) -> tuple[int, ...]:
    """Reads an id.

    Args:
        option: "--issue", "--resident" or "--community".
        text: What was typed.

    Returns:
        Community code; number and need where asked for.

    Raises:
        InputError: It is not of that form.
    """
    n = {"--community": 1, "--resident": 2, "--issue": 3}[option]
    form = ":".join(("CODE", "NUMBER", "NEED")[:n])
    if not re.fullmatch(r"[0-9]{1,18}" + r":[0-9]{1,9}" * (n - 1), text.strip()):
        raise InputError(Fault("GZ063", file=option, found=text, allowed=form))
    return tuple(int(part) for part in text.strip().split(":"))


def known_community(option: str, code: int, codes: list[int]) -> int:
    """The row of a community.

    Args:
        option: The option that named it.
        code: Its code.
        codes: Codes of all communities of the world, by row.

    Raises:
        InputError: This world has no such community.
    """
    if code in codes:
        return codes.index(code)
    near = min(codes, key=lambda other: (-_same_beginning(str(other), str(code)), abs(other - code)))
    word = nearest(str(code), [str(other) for other in codes]) or str(near)
    raise InputError(Fault("GZ064", file=option, found=str(code), nearest=word, allowed=_examples(codes)))


def known_resident(option: str, code: int, number: int, n_residents: int) -> int:
    """The key of a resident of a community.

    Args:
        option: The option that named the resident.
        code: Code of the community.
        number: Number of the resident within it.
        n_residents: Residents the community had on the first day.

    Raises:
        InputError: The community has no such resident.
    """
    if number >= n_residents:
        facts = {"community": str(code)}
        raise InputError(Fault("GZ065", file=option, found=str(number), allowed=f"0-{n_residents - 1}", facts=facts))
    return int(resident_key(code, number))


def _same_beginning(a: str, b: str) -> int:
    """Number of leading characters two texts share."""
    n = 0
    while n < min(len(a), len(b)) and a[n] == b[n]:
        n += 1
    return n


def _examples(codes: list[int]) -> str:
    """Some codes and how many more."""
    shown = ", ".join(str(code) for code in codes[:4])
    return shown if len(codes) <= 4 else f"{shown}, ... ({len(codes)})"
