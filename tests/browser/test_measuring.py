"""While the end of a run is measured every control answers, and a reset throws the measuring away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import Heard, day_of, left, opened, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPTIONS = ("--sample", "0.005", "--days", "8", "--set", "run.warm_up_days=0")


@pytest.fixture
def measuring(browser, tmp_path) -> Iterator[tuple[Any, Path]]:
    """A tab whose run is over and is being measured until the file is there."""
    gate, heard = tmp_path / "gate", Heard()
    program = ("-m", "tests.browser.gated", str(gate))
    with serving(tmp_path / "log.txt", *OPTIONS, program=program) as address:
        tab = opened(browser, address, heard)
        tab.locator(".gz-speed select").select_option("0")
        tab.locator(".gz-play").click()
        tab.locator(".gz-strip", has_text="Measuring").wait_for()
        yield tab, gate
        gate.touch()
        left(tab)
    heard.check()


def test_every_control_answers_while_it_measures(measuring):
    tab, gate = measuring
    strip = tab.locator(".gz-strip", has_text="Measuring")
    tab.locator(".gz-phase", has_text="over").wait_for()
    tab.locator(".gz-switch-volunteers").click()
    tab.locator(".gz-standing-volunteers", has_text="in force").wait_for()
    tab.locator(".gz-measure").select_option("days")
    tab.locator(".gz-pane-head", has_text="days to close").wait_for()
    tab.get_by_role("tab", name="Network").click()
    tab.wait_for_function("() => document.querySelectorAll('.gz-flow').length > 20")
    tab.get_by_role("tab", name="Map").click()
    tab.locator(".gz-tab-inspect").click()
    tab.locator(".gz-choose").select_option("d:0")
    tab.locator(".gz-card-title", has_text="Wanzhou").wait_for()
    tab.locator(".gz-speed select").select_option("5")
    assert strip.count() == 1, "it still measures"
    tab.locator(".gz-language").click()
    tab.locator(".gz-strip", has_text="正在计量").wait_for()
    tab.locator(".gz-tab-figures").click()
    tab.locator(".gz-figures-day", has_text="立即计量").wait_for()
    gate.touch()
    tab.locator(".gz-figures-day", has_text="第 8 天").wait_for()
    tab.locator(".gz-strip").wait_for(state="detached")


def test_a_reset_throws_the_measuring_away(measuring):
    tab, gate = measuring
    run = tab.evaluate("gz.B.run")
    tab.locator(".gz-reset").click()
    tab.locator(".gz-strip", has_text="Building").wait_for()
    tab.locator(".gz-language").click()
    tab.locator(".gz-play", has_text="播放").wait_for()
    gate.touch()
    tab.wait_for_function(f"() => gz.B.run === {run + 1}")
    tab.locator(".gz-day-of", has_text="第 0 天").wait_for()
    tab.locator(".gz-tab-figures").click()
    tab.locator(".gz-figures-day", has_text="立即计量").wait_for()
    assert tab.locator(".gz-figures").count() == 0 and day_of(tab) == 0
    tab.locator(".gz-step").click()
    tab.locator(".gz-day-of", has_text="第 1 天").wait_for()
