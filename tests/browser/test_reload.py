"""A reloaded page shows the same run; a second tab on the same address gets one of its own."""

from __future__ import annotations

import re

import pytest

from tests.browser.serving import Heard, day_of, left, opened, stepped, wait_for_day

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def again(tab) -> None:
    """Reloads a tab and waits for its page."""
    tab.reload()
    tab.locator(".gz-play:not([disabled])").wait_for()
    tab.wait_for_function("() => window.gz && gz.B && gz.B.draws > 0")


def test_a_reload_keeps_day_policies_language_and_comparison(tab):
    tab.locator(".gz-switch-deliberation").click()
    tab.locator(".gz-standing-deliberation", has_text="in force").wait_for()
    stepped(tab, 12)
    tab.locator(".gz-language").click()
    tab.locator(".gz-play", has_text="播放").wait_for()
    tab.locator(".gz-compare input").check()
    tab.wait_for_function("() => gz.D && gz.D.day === 12")
    tab.locator(".gz-keys em").first.wait_for()
    lines = tab.locator(".gz-chart .gz-line").count()
    standing = tab.locator(".gz-standing-deliberation").text_content()
    address = tab.url
    again(tab)
    assert tab.url == address and "run=" in address
    tab.wait_for_function("() => gz.A && gz.D && gz.A.day === 12 && gz.B.day === 12 && gz.D.day === 12")
    assert day_of(tab) == 12 and tab.locator(".gz-play").text_content().split()[-1] == "播放"
    assert tab.locator(".gz-standing-deliberation").text_content() == standing
    tab.locator(".gz-keys em").first.wait_for()
    assert tab.locator(".gz-chart .gz-line").count() == lines == 3 * 4 * 3, "policy, baseline, difference"
    stepped(tab, 2)
    tab.get_by_role("tab", name="网络").click()
    tab.wait_for_function("() => document.querySelectorAll('.gz-flow').length > 20")
    tab.wait_for_function("() => gz.network.day === 14")
    tab.reload()
    tab.wait_for_function("() => document.querySelectorAll('.gz-flow').length > 20")
    tab.wait_for_function("() => gz.network && gz.network.day === 14")
    tab.get_by_role("tab", name="地图").click()
    tab.locator(".gz-pane[data-pane=D]").wait_for()
    tab.locator(".gz-reset").click()
    tab.locator(".gz-day-of", has_text="第 0 天").wait_for()


def test_a_run_that_plays_goes_on_after_a_reload(tab):
    tab.locator(".gz-speed select").select_option("5")
    tab.locator(".gz-play").click()
    wait_for_day(tab, 4)
    before = day_of(tab)
    tab.reload()
    tab.locator(".gz-play[aria-pressed=true]").wait_for()
    day = day_of(tab)
    assert before <= day <= before + 20
    wait_for_day(tab, day + 3)
    tab.locator(".gz-play").click()
    tab.locator(".gz-play[aria-pressed=false]").wait_for()


def test_a_second_tab_on_the_address_of_a_run_gets_one_of_its_own(browser, address):
    heard, one_browser = Heard(), browser.new_context()
    tab = opened(one_browser, address, heard)
    stepped(tab, 3)
    other = opened(one_browser, tab.url, heard)
    assert day_of(other) == 0 and day_of(tab) == 3
    first, second = (re.search("run=([^&]+)", page.url).group(1) for page in (tab, other))
    assert first != second
    stepped(other, 1)
    assert day_of(tab) == 3
    for page in (tab, other):
        left(page)
    heard.check()


def test_another_browser_does_not_get_the_run(tab, browser):
    stepped(tab, 2)
    other = opened(browser, tab.url)
    assert day_of(other) == 0
    left(other)
