"""Says things in another language than English, in which tests begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.words import speaking


def spoken(lang: str, say: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """What a function gives while a language is spoken.

    Args:
        lang: "en" or "zh".
        say: The function.
        arguments: Its arguments.
        named: Those given by name.
    """
    with speaking(lang):
        return say(*arguments, **named)
