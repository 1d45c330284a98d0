"""The page in a real Chromium: it draws, plays, switches and resets, and asks nobody but this machine."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sim.mechanisms import registry
from tests.conftest import chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240
"""The server may have to compile all kernels first."""


@dataclass
class Heard:
    """What the browser asked for and complained of."""

    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """A running server: 0.02 of Chongqing's townships."""
    port = free_port()
    log = tmp_path_factory.mktemp("server") / "log.txt"
    words = ["view", "scenarios/baseline.yaml", "--port", str(port), "--sample", "0.02"]
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "run_sim.py", *words], cwd=ROOT, stdout=out, stderr=out, env=dict(os.environ)
        )
    try:
        until = time.monotonic() + START_SECONDS
        while f"http://127.0.0.1:{port}/" not in log.read_text(encoding="utf-8"):
            assert server.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"], headless=True)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, address) -> Iterator[tuple[Any, Heard]]:
    """The page, drawn, with an ear on everything it asks for; what it must never do is checked at the end."""
    heard = Heard()
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.on("request", lambda request: heard.asked.append(request.url))
    tab.on("requestfailed", lambda request: heard.failed.append(f"failed {request.url}"))
    tab.on(
        "response",
        lambda answer: heard.failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    tab.on("console", lambda said: heard.complaints.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: heard.complaints.append(str(error)))
    tab.goto(address)
    tab.locator(".gz-district").first.wait_for(state="attached", timeout=60_000)
    tab.locator(".gz-today").wait_for()
    yield tab, heard
    tab.close()
    own = {"127.0.0.1"}
    asked = {urlsplit(url).hostname for url in heard.asked if not url.startswith(("data:", "blob:"))}
    assert asked == own
    assert heard.failed == []
    assert heard.complaints == []


def day_of(tab: Any) -> int:
    found = re.search(r"day (\d+) of|第 (\d+) 天", tab.locator(".gz-today").text_content())
    assert found
    return int(found.group(1) or found.group(2))


def wait_for_day(tab: Any, day: int, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while day_of(tab) < day:
        assert time.monotonic() < until, f"day {day_of(tab)} instead of {day} after {seconds} s"
        tab.wait_for_timeout(100)


def fills(tab: Any) -> dict[str, str]:
    script = "paths => paths.map(path => [path.dataset.id, path.getAttribute('fill')])"
    return dict(tab.locator(".gz-district").evaluate_all(script))


def points(tab: Any) -> list[int]:
    script = "lines => lines.map(line => line.getAttribute('points').split(' ').filter(p => p).length)"
    return tab.locator(".gz-line").evaluate_all(script)


def click(tab: Any, name: str) -> None:
    tab.get_by_role("button", name=name, exact=True).click()


def test_the_map_is_coloured_and_the_chart_moves_while_it_plays(page):
    tab, _ = page
    at_rest = fills(tab)
    assert len(at_rest) == 38
    assert {fill for fill in at_rest.values() if fill.startswith("#")} == {"#e0e0e0"}
    assert points(tab) == [0, 0, 0, 0]
    click(tab, "▶")
    wait_for_day(tab, 30)
    click(tab, "❚❚")
    tab.wait_for_timeout(500)
    coloured = {fill for fill in fills(tab).values() if fill.startswith("#") and fill != "#e0e0e0"}
    assert len(coloured) >= 3, "districts differ, so their colours must"
    assert min(points(tab)) >= 29
    drawn = [code for code, fill in fills(tab).items() if not fill.startswith("url")]
    shares = tab.locator(".gz-district").evaluate_all("paths => paths.map(p => p.dataset.share).filter(s => s)")
    assert 10 <= len(shares) <= len(drawn) < 38
    assert all(0.0 <= float(share) <= 1.0 for share in shares)


def test_neither_panel_is_blank(page):
    tab, _ = page
    for name in (".gz-svg", ".gz-chart-svg"):
        box = tab.locator(name).bounding_box()
        assert box["width"] > 300 and box["height"] > 150
        assert box["x"] + box["width"] <= 1440 and box["y"] + box["height"] <= 900
    assert tab.locator(".gz-district").first.evaluate("path => path.getBBox().width") > 10


@pytest.mark.parametrize("mechanism", sorted(registry()))
def test_a_switch_takes_effect_from_today_on(page, mechanism):
    tab, _ = page
    standing = tab.locator(f".gz-standing-{mechanism}")
    for _ in range(3):
        click(tab, "Step")
    wait_for_day(tab, 3)
    assert standing.text_content() == "off"
    tab.locator(f".gz-switch-{mechanism} input").click(force=True)
    tab.locator(f".gz-standing-{mechanism}", has_text="in force since 2016-07-04").wait_for()
    assert tab.locator(".gz-mark").count() == 1
    phased_in = standing.text_content()
    for _ in range(3):
        click(tab, "Step")
    wait_for_day(tab, 6)
    assert standing.text_content() != phased_in
    tab.locator(f".gz-switch-{mechanism} input").click(force=True)
    tab.locator(f".gz-standing-{mechanism}", has_text="off").wait_for()
    assert tab.locator(".gz-mark").count() == 2


def test_there_is_a_switch_for_every_mechanism(page):
    tab, _ = page
    assert tab.locator(".gz-switch").count() == len(registry())


def test_a_reset_starts_anew_and_keeps_the_switches(page):
    tab, _ = page
    for _ in range(2):
        click(tab, "Step")
    wait_for_day(tab, 2)
    tab.locator(".gz-switch-three_plus_one input").click(force=True)
    tab.locator(".gz-standing-three_plus_one", has_text="2016-07-03").wait_for()
    click(tab, "Reset")
    tab.locator(".gz-standing-three_plus_one", has_text="2016-07-01").wait_for()
    assert day_of(tab) == 0
    assert points(tab) == [0, 0, 0, 0]
    click(tab, "Step")
    wait_for_day(tab, 1)


def test_the_language_changes_without_losing_the_run(page):
    tab, _ = page
    click(tab, "Step")
    wait_for_day(tab, 1)
    click(tab, "中文")
    tab.locator(".gz-map .gz-heading", has_text="真正解决").wait_for()
    assert tab.locator(".gz-labels text", has_text="万州").count() == 1
    assert day_of(tab) == 1


def test_two_tabs_have_models_of_their_own(page, browser, address):
    tab, _ = page
    other = browser.new_page()
    other.goto(address)
    other.locator(".gz-today").wait_for(timeout=60_000)
    click(tab, "Step")
    wait_for_day(tab, 1)
    assert day_of(other) == 0
    other.close()
