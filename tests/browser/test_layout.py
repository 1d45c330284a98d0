"""The page at the widths of a phone, two tablets and a desk: nothing is cut, covered or out of reach, fingers work."""

from __future__ import annotations

import re

import pytest

from sim.words import LANGUAGES
from tests.browser.scripts import ASTRAY, FAULTY_TEXT, FOREIGN, NAMES
from tests.browser.serving import Heard, left, opened, stepped

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREENS = ((390, 844), (768, 1024), (1024, 768), (1440, 900))


def view_of(tab) -> list[float]:
    """What the map shows: left, top, width and height in units of its drawing."""
    return [float(part) for part in tab.locator(".gz-pane .gz-svg").first.get_attribute("viewBox").split()]


def whole_of(tab) -> tuple[float, float]:
    """Width and height of the whole drawing, which the map shows at first."""
    return tuple(tab.evaluate("document.querySelector('.gz-pane').__vue__.place.size"))


@pytest.fixture
def phone(browser, address):
    """A page under a finger."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    tab = opened(context, address, width=390, height=844)
    yield tab
    left(tab)
    context.close()


def touch(tab, *moments) -> None:
    """Fingers on the screen: each moment is a list of points, one a finger; the last one lifts them all."""
    session = tab.context.new_cdp_session(tab)
    for number, points in enumerate([*moments, []]):
        kind = "touchEnd" if not points else "touchMove" if number else "touchStart"
        at = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})
    tab.wait_for_timeout(400)


def path(start, end, steps: int = 8) -> list:
    """The way of one finger, moment by moment."""
    (x, y), (u, v) = start, end
    return [[(x + (u - x) * i / steps, y + (v - y) * i / steps)] for i in range(steps + 1)]


@pytest.mark.parametrize(("width", "height"), SCREENS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_cut_or_out_of_reach(browser, address, lang, width, height):
    heard = Heard()
    tab = opened(browser, f"{address}?lang={lang}", heard, width, height)
    stepped(tab, 3)
    assert tab.locator(".gz-box").bounding_box()["height"] >= 0.45 * height
    tabs = tab.locator(".gz-panel [role=tab]")
    assert tabs.count() == (5 if width < 1200 else 4)
    for number in range(tabs.count()):
        tabs.nth(number).click()
        if "gz-tab-inspect" in tabs.nth(number).get_attribute("class"):
            tab.locator(".gz-choose").select_option("d:0")
            tab.locator(".gz-card-title").wait_for()
        assert tab.evaluate(ASTRAY) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    for view in ("network", "map"):
        tab.locator(f".gz-view-{view}").click()
        tab.locator(f".gz-pane[data-pane={'B' if view == 'map' else 'network'}]").wait_for()
        assert tab.evaluate(ASTRAY) == []
    tab.locator(".gz-compare input").check()
    tab.wait_for_function("() => window.gz && gz.D && gz.D.draws > 0")
    shown = [pane for pane in "ABD" if tab.locator(f".gz-pane[data-pane={pane}]").is_visible()]
    assert shown == (["B"] if width < 1200 else ["A", "B", "D"])
    if width < 1200:
        tab.locator(".gz-pick-D").click()
        assert tab.locator(".gz-pane[data-pane=D] .gz-box").bounding_box()["height"] >= 0.45 * height
    assert tab.evaluate(ASTRAY) == []
    left(tab)
    heard.check()


def test_the_controls_of_the_run_stay_while_the_page_is_scrolled(phone):
    phone.evaluate("window.scrollTo({top: 1500, behavior: 'instant'})")
    box = phone.locator(".gz-play").bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 100 and box["height"] >= 40
    assert phone.evaluate("window.scrollY") > 1000


def test_a_finger_scrolls_the_page_over_the_whole_map_and_moves_an_enlarged_one(phone):
    box = phone.locator(".gz-box").bounding_box()
    x, y = box["x"] + 200, box["y"] + 250
    before = view_of(phone)
    touch(phone, *path((x, y), (x, y - 150)))
    assert phone.evaluate("window.scrollY") > 60 and view_of(phone) == before
    phone.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
    touch(phone, *[[(x - d, y), (x + d, y)] for d in range(20, 90, 7)])
    near = view_of(phone)
    assert near[2] < 0.5 * before[2] and phone.evaluate("window.scrollY") == 0, "two fingers enlarge"
    touch(phone, *path((x, y), (x - 60, y)))
    moved = view_of(phone)
    assert moved[0] - near[0] == pytest.approx(60 * near[2] / box["width"], rel=0.15) and moved[2] == near[2]
    for _ in range(4):
        touch(phone, *path((x, y + 80), (x, y - 120)))
    low, (_, tall) = view_of(phone), whole_of(phone)
    assert low[1] + low[3] == pytest.approx(tall, abs=0.1), "the map ends at its edge"
    assert phone.evaluate("window.scrollY") > 60, "beyond the edge the page goes on"


def test_a_tap_inspects_and_brings_the_card_into_view(phone):
    phone.get_by_role("button", name="Main city").tap()
    box = phone.locator(".gz-box").bounding_box()
    phone.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    phone.locator(".gz-card-title").wait_for()
    phone.wait_for_timeout(700)
    assert phone.locator(".gz-card-title").bounding_box()["y"] < 844


def test_the_map_keeps_within_its_place_and_its_scale(tab):
    wide, tall = whole_of(tab)
    tab.locator(".gz-box").focus()
    for _ in range(3):
        tab.keyboard.press("-")
    assert view_of(tab)[2] >= wide and view_of(tab)[3] >= tall * 0.999
    for _ in range(20):
        tab.keyboard.press("+")
    closest = view_of(tab)
    assert max(closest[2] / wide, closest[3] / tall) >= 1 / 40 - 1e-3
    tab.keyboard.press("+")
    assert view_of(tab) == closest
    assert tab.locator(".gz-zoom button").first.get_attribute("aria-disabled") == "true"
    for _ in range(7):
        tab.get_by_role("button", name="Zoom out").click()
    assert view_of(tab)[2] == pytest.approx(closest[2] * 1.5**7, rel=0.01)
    box = tab.locator(".gz-box").bounding_box()
    for _ in range(8):
        tab.mouse.move(box["x"] + 40, box["y"] + 300)
        tab.mouse.down()
        tab.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] - 20, steps=3)
        tab.mouse.up()
    assert view_of(tab)[:2] == pytest.approx([0, 0], abs=0.1)
    tab.get_by_role("button", name="Whole place").click()
    assert view_of(tab)[2] >= wide


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [390, 1440])
def test_no_name_meets_another_or_lies_under_a_button(browser, address, lang, width):
    tab = opened(browser, f"{address}?lang={lang}", width=width)

    def look(fewest: int) -> None:
        found = tab.evaluate(NAMES)
        assert found["n"] >= fewest and found["met"] == [] and found["cut"] == []

    look(12)
    tab.locator(".gz-zoom .gz-wide").nth(1).click()
    look(6)
    for _ in range(3):
        tab.locator(".gz-zoom button").first.click()
        look(1)
    tab.locator(".gz-view-network").click()
    tab.locator(".gz-flow").first.wait_for(state="attached")
    look(12)
    tab.locator(".gz-net-district").select_option("0")
    tab.locator(".gz-leaf").first.wait_for()
    look(3)
    left(tab)


def test_a_value_is_told_with_its_unit_and_what_is_not_drawn_has_none(tab):
    stepped(tab, 12)
    drawn = tab.evaluate("document.querySelector('.gz-pane').__vue__.place.drawn")
    tip = tab.locator(".gz-tip")
    for row, told in ((drawn.index(True), r"resolved, 60 days: \d+ %$"), (drawn.index(False), "not in the sample$")):
        tab.locator(f".gz-district[data-row='{row}']").dispatch_event("mouseenter")
        assert re.search(told, tip.text_content())
    tab.locator(".gz-measure").select_option("backlog")
    tab.locator(f".gz-district[data-row='{drawn.index(True)}']").dispatch_event("mouseenter")
    tab.wait_for_function("() => / per 1,000 residents$/.test(document.querySelector('.gz-tip').textContent)")
    tab.locator(".gz-tab-inspect").click()
    tab.locator(".gz-choose").select_option(f"d:{drawn.index(False)}")
    tab.locator(".gz-facts", has_text="not in the sample").wait_for()
    assert not re.search(r"\b0(\.0)?\b(?!\.)", tab.locator(".gz-facts").first.text_content())


def test_the_legend_of_the_network_names_every_sign(tab):
    tab.locator(".gz-view-network").click()
    tab.locator(".gz-flow").first.wait_for(state="attached")
    legend = tab.locator(".gz-network .gz-legend")
    for sign in ("nothing yet", "not in the sample", "neighbouring districts", "residents who moved"):
        assert legend.get_by_text(sign).is_visible()
    tab.locator(".gz-net-district").select_option("0")
    tab.locator(".gz-leaf").first.wait_for()
    for sign in ("municipality", "district or county", "township or street", "community", "residents who moved"):
        assert legend.get_by_text(sign, exact=sign == "municipality").first.is_visible()


def test_an_english_page_has_chinese_only_where_it_says_so(tab):
    tab.locator(".gz-policy summary").first.click()
    for name in ("scenario", "figures", "inspect"):
        tab.locator(f".gz-tab-{name}").click()
        assert tab.evaluate(FOREIGN) == [], name
    tab.locator(".gz-choose").select_option("d:0")
    tab.locator(".gz-link", has_text="Township 500101").first.click()
    tab.locator(".gz-card-title", has_text="Township").wait_for()
    tab.locator(".gz-view-network").click()
    tab.locator(".gz-net-district").select_option("0")
    tab.locator(".gz-leaf").first.wait_for()
    assert tab.evaluate(FOREIGN) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_undefined_is_shown_while_it_is_built(browser, address, lang):
    context = browser.new_context()
    context.add_init_script(FAULTY_TEXT)
    tab = opened(context, f"{address}?lang={lang}")
    stepped(tab, 1)
    assert tab.evaluate("window.gz_faulty") == []
    left(tab)
    context.close()


def test_a_reload_keeps_the_tab_and_what_is_typed(tab):
    tab.locator(".gz-find").fill("law")
    tab.locator(".gz-tab-scenario").click()
    assert tab.locator(".gz-set-days").input_value() == "365"
    tab.locator(".gz-set-days").fill("77")
    tab.locator(".gz-set-more").fill("voice.voice_share=0.4")
    tab.evaluate("document.fonts.ready")
    tab.reload()
    tab.locator(".gz-play:not([disabled])").wait_for()
    tab.locator(".gz-tab-scenario.on").wait_for()
    tab.wait_for_function("() => document.querySelector('.gz-set-days').value === '77'")
    assert tab.locator(".gz-set-more").input_value() == "voice.voice_share=0.4"
    assert tab.locator(".gz-set-seed").input_value() == "1", "what was not typed comes from the run"
    tab.locator(".gz-tab-policies").click()
    assert tab.locator(".gz-find").input_value() == "law"
