"""The page without a mouse and without perfect eyes: keys, names of controls, contrast, focus."""

from __future__ import annotations

import pytest

from tests.browser.scripts import CONTRAST, NAMELESS
from tests.browser.serving import day_of, stepped, wait_for_day

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_space_plays_and_the_arrow_steps(tab):
    tab.locator(".gz-title").click()
    tab.keyboard.press("ArrowRight")
    wait_for_day(tab, 1)
    tab.keyboard.press("Space")
    wait_for_day(tab, 5)
    tab.keyboard.press("Space")
    tab.locator(".gz-play[aria-pressed=false]").wait_for()
    tab.wait_for_timeout(300)
    day = day_of(tab)
    tab.locator(".gz-find").click()
    tab.keyboard.type("law ")
    assert tab.locator(".gz-policy").count() < 23 and day_of(tab) == day, "keys in a field are not commands"


def test_everything_can_be_reached_by_the_tab_key_and_shows_it(tab):
    tab.locator(".gz-title").click()
    seen = set()
    for _ in range(16):
        tab.keyboard.press("Tab")
        seen.add(tab.evaluate("document.activeElement.className || document.activeElement.tagName"))
        outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid" or tab.evaluate("document.activeElement === document.body")
    assert any("gz-play" in name for name in seen) and any("gz-step" in name for name in seen)
    tab.locator(".gz-switch-volunteers").focus()
    tab.keyboard.press("Space")
    tab.locator(".gz-standing-volunteers", has_text="in force").wait_for()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_control_has_a_name_and_every_text_its_contrast(tab, lang):
    if lang == "zh":
        tab.locator(".gz-language").click()
        tab.locator(".gz-play", has_text="播放").wait_for()
    assert tab.evaluate("document.documentElement.lang") == ("zh-CN" if lang == "zh" else "en")
    stepped(tab, 2)
    tab.locator(".gz-policy summary").first.click()
    for name in ("policies", "scenario", "inspect", "figures"):
        tab.locator(f".gz-tab-{name}").click()
        if name == "inspect":
            tab.locator(".gz-choose").select_option("d:0")
            tab.locator(".gz-card-title").wait_for()
        assert tab.evaluate(NAMELESS) == [], name
        contrast = tab.evaluate(CONTRAST)
        assert contrast["poor"] == [] and contrast["looked"] > 40, name
