"""What parameters mean and where their defaults come from, in Chinese, by the English sentence of the declaration.

Keyed by the English sentence, so that whoever changes it is made to look at the Chinese one: a test fails on a sentence
without Chinese, on an entry that nobody uses, and on other numbers than those of the English. Read only where Chinese
is asked for. A parameter of another package that is not here is told by its short label.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.scenario.chinese import header, mechanisms, outcomes, requests, resources, world
from sim.scenario.chinese.sources import SOURCES

FILES: tuple[Mapping[str, str], ...] = (
    header.SENTENCES,
    world.SENTENCES,
    requests.SENTENCES,
    resources.SENTENCES,
    outcomes.SENTENCES,
    mechanisms.SENTENCES,
)
"""The sentences, file by file; none stands in two."""

MEANINGS: Mapping[str, str] = {doc: sentence for file in FILES for doc, sentence in file.items()}
"""The Chinese sentence of every parameter by its English one."""


def meaning_zh(doc: str, label_zh: str) -> str:
    """What a parameter means, in Chinese.

    Args:
        doc: The English sentence.
        label_zh: The short Chinese label, said where the sentence has no Chinese.

    Returns:
        The Chinese sentence; else the label; else the English sentence.
    """
    return MEANINGS.get(doc) or label_zh or doc


def source_zh(source: str) -> str:
    """Where a default comes from, in Chinese; one that is not known, as another package may have, stays English.

    Args:
        source: The English source.
    """
    return SOURCES.get(source, source)
