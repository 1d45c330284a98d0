"""The page without a mouse and without perfect eyes: keys, names of controls, contrast, focus."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest

from tests.browser.scripts import CONTRAST, FRAME, NAMELESS
from tests.browser.serving import day_of, left, opened, stepped, wait_for_day

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


def test_the_frame_of_the_page_is_sound(tab):
    """A main part and a banner, a tab for every tab panel, larger letters for who wants them, one h1."""
    assert tab.evaluate(FRAME) == []


def test_the_map_is_moved_enlarged_and_read_with_keys(tab):
    view = lambda: [float(part) for part in tab.locator(".gz-svg").first.get_attribute("viewBox").split()]  # noqa: E731
    box = tab.locator(".gz-box")
    tab.locator(".gz-draw-as").focus()
    tab.keyboard.press("Tab")
    assert box.evaluate("e => e === document.activeElement") and box.get_attribute("aria-label")
    told = tab.locator("#" + box.get_attribute("aria-describedby"))
    assert "Arrows" in told.text_content() and told.evaluate("e => getComputedStyle(e).opacity") == "1"
    for _ in range(3):
        tab.keyboard.press("+")
    near = view()
    for key, axis, sign in (("ArrowRight", 0, 1), ("ArrowLeft", 0, -1), ("ArrowDown", 1, 1), ("ArrowUp", 1, -1)):
        before = view()
        tab.keyboard.press(key)
        assert sign * (view()[axis] - before[axis]) > 10 and view()[1 - axis] == before[1 - axis]
    assert day_of(tab) == 0, "an arrow on the map is no step of the run"
    tab.keyboard.press("-")
    assert view()[2] > near[2]
    tab.keyboard.press("0")
    tip = tab.locator(".gz-tip[role=status]")
    tab.keyboard.press("PageDown")
    first = tip.text_content()
    tab.keyboard.press("PageDown")
    assert first.startswith("Wanzhou · ") and tip.text_content().startswith("Fuling · ")
    tab.keyboard.press("PageUp")
    tab.keyboard.press("Enter")
    tab.locator(".gz-card-title", has_text="Wanzhou").wait_for()


def test_tabs_are_turned_with_arrows(tab):
    tab.locator(".gz-tab-policies").focus()
    for name in ("scenario", "inspect", "figures", "policies"):
        tab.keyboard.press("ArrowRight")
        assert tab.evaluate("document.activeElement.id") == f"gz-tab-{name}"
        assert tab.locator(f"#gz-panel-{name}").is_visible()
    assert day_of(tab) == 0


def test_progress_is_announced_in_words(tab):
    stepped(tab, 2)
    bar = tab.locator(".gz-bar [role=progressbar]")
    assert bar.get_attribute("aria-label") == "Progress of the run"
    assert re.fullmatch(r"day 2 of \d+, 2016-07-02, warm-up, not yet measured", bar.get_attribute("aria-valuetext"))


def test_forced_colours_leave_the_legend_the_map_and_the_switches(browser, address):
    from PIL import Image

    tab = opened(browser, address)
    stepped(tab, 8)
    tab.emulate_media(forced_colors="active")
    wanted = tab.evaluate("document.querySelector('.gz-pane').__vue__.legend.colours")
    raw = tab.locator(".gz-legend").first.screenshot()
    seen = {tuple(pixel) for pixel in np.asarray(Image.open(io.BytesIO(raw)).convert("RGB")).reshape(-1, 3).tolist()}
    assert {tuple(bytes.fromhex(colour[1:])) for colour in wanted} <= seen
    looks = "e => { const s = getComputedStyle(e); return s.borderTopWidth + s.backgroundColor; }"
    switch = tab.locator(".gz-switch-volunteers")
    off = switch.evaluate(looks)
    switch.click()
    tab.locator(".gz-standing-volunteers", has_text="in force").wait_for()
    assert off.startswith("1px") and switch.evaluate(looks) != off
    left(tab)


def test_paper_shows_map_charts_and_panel_in_full_without_controls(browser, address):
    tab = opened(browser, address)
    stepped(tab, 8)
    tab.emulate_media(media="print")
    for hidden in (".gz-play", ".gz-zoom", ".gz-tools", ".gz-tabs"):
        assert not tab.locator(hidden).first.is_visible(), hidden
    for shown in (".gz-date", ".gz-box", ".gz-legend", ".gz-charts", ".gz-policy"):
        assert tab.locator(shown).first.is_visible(), shown
    cut = """() => [...document.querySelectorAll('.gz-page, .gz-body, .gz-stage, .gz-charts, .gz-panel, .gz-scroll')]
      .filter(e => e.offsetParent && (e.scrollHeight > e.clientHeight + 3 || getComputedStyle(e).position === 'fixed'))
      .map(e => e.className)"""
    assert tab.evaluate(cut) == []
    pages = len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format="A4")))
    assert pages >= 3, "only the first page of a fixed window is printed"
    left(tab)


def test_motion_is_left_out_where_it_is_not_wanted(tab):
    moves = "getComputedStyle(document.querySelector('.gz-switch'), '::after').transitionDuration"
    assert tab.evaluate(moves) != "0s"
    tab.emulate_media(reduced_motion="reduce")
    assert tab.evaluate(moves) == "0s"
