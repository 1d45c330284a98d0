"""The page docs/stories.md: its commands are commands, and what it shows is what they print."""

from __future__ import annotations

import pytest

from maintenance.stories_page import PAGE, commands, filled
from sim.cli.parser import parse


def test_every_command_of_the_page_can_be_read_and_shows_something():
    text = PAGE.read_text(encoding="utf-8")
    found = commands(text)
    assert {words[0] for words in found} == {"trace", "why", "diagnose"}
    for words in found:
        assert parse(words).command == words[0]
    assert "```text\n```" not in text


@pytest.mark.nightly
def test_the_page_shows_what_the_commands_print():
    text = PAGE.read_text(encoding="utf-8")
    assert filled(text) == text
