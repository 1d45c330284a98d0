"""The page without a mouse and without perfect eyes: keys, names of controls, contrast, focus."""

from __future__ import annotations

import pytest

from tests.browser.serving import day_of, stepped, wait_for_day

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMELESS = """() => [...document.querySelectorAll('.gz-page button, .gz-page input, .gz-page select, .gz-page textarea, .gz-page summary, .gz-page [role=img], .gz-page [role=button]')]
  .filter(e => e.offsetParent !== null || e instanceof SVGElement)
  .filter(e => !((e.textContent || '').trim() && !['INPUT', 'SELECT', 'TEXTAREA'].includes(e.tagName)) && !e.getAttribute('aria-label')
    && !(e.labels && [...e.labels].some(l => l.textContent.trim())))
  .map(e => e.outerHTML.slice(0, 120))"""

CONTRAST = """() => {
  const light = c => { const v = c.map(x => { x /= 255; return x <= 0.03928 ? x / 12.92 : Math.pow((x + 0.055) / 1.055, 2.4); }); return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
  const rgb = s => s.match(/[\\d.]+/g).map(Number), poor = [];
  for (const e of document.querySelectorAll('.gz-page *')) {
    if (e instanceof SVGElement || e.offsetParent === null || e.disabled || ![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    let b = e, ground = [255, 255, 255];
    while (b) { const c = rgb(getComputedStyle(b).backgroundColor); if (c.length < 4 || c[3] > 0.5) { ground = c; break; } b = b.parentElement; }
    const a = light(rgb(getComputedStyle(e).color)), g = light(ground), ratio = (Math.max(a, g) + 0.05) / (Math.min(a, g) + 0.05);
    if (ratio < 4.5) poor.push(ratio.toFixed(2) + ' ' + e.className + ' ' + e.textContent.trim().slice(0, 30));
  }
  return poor; }"""


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
        assert tab.evaluate(CONTRAST) == [], name
