"""Mesa's own page, `view --classic`, with the same map and charts."""

from __future__ import annotations

import pytest

from tests.browser.serving import Heard, left, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_mesas_page_draws_steps_and_resets(browser, tmp_path):
    heard = Heard()
    with serving(tmp_path / "log.txt", "--classic", "--sample", "0.01") as address:
        tab = browser.new_page(viewport={"width": 1440, "height": 900})
        heard.listen(tab)
        tab.goto(address)
        tab.locator(".gz-district").first.wait_for(state="attached", timeout=60_000)
        tab.wait_for_function("() => window.gz && gz.B && gz.B.draws > 0")
        for _ in range(3):
            tab.get_by_role("button", name="Step", exact=True).click()
        tab.locator(".gz-today", has_text="day 3 of").wait_for()
        tab.wait_for_function("() => gz.B.day === 3")
        assert tab.locator(".gz-chart").count() == 3
        switches = tab.locator(".gz-standing-volunteers").bounding_box()
        charts = tab.locator(".gz-charts").bounding_box()
        assert switches["y"] + switches["height"] <= charts["y"], "switches lie under the charts"
        tab.get_by_role("switch").last.click(force=True)
        tab.locator("[class*=gz-standing-]", has_text="in force").first.wait_for()
        tab.get_by_role("button", name="Reset", exact=True).click()
        tab.locator(".gz-today", has_text="day 0 of").wait_for()
        left(tab)
    heard.check()
