"""A server of the page for tests, and a browser's tab with an ear on everything it asks for."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240
"""The server may have to compile all kernels first."""

READY_MILLISECONDS = 90_000
ANSWER_MILLISECONDS = 15_000
"""Longest wait for anything the page shows once it is ready; much more than it takes, since tests share the machine."""


FAREWELL = "/_solara/api/close/"

OWN_LOOK = "willReadFrequently"
"""What the browser says where a test itself has looked at the points' colours more than once."""


@dataclass
class Heard:
    """What the browser asked for and complained of."""

    asked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    n_bytes: int = 0

    def listen(self, tab: Any) -> None:
        """Listens to a tab from now on."""
        tab.on("request", lambda request: self.asked.append(request.url))
        tab.on("requestfailed", lambda request: self._failed(request.url))
        tab.on(
            "response",
            lambda answer: self.failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
        )
        tab.on("console", self._console)
        tab.on("websocket", lambda line: line.on("framereceived", self._frame))
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _frame(self, said: Any) -> None:
        self.n_bytes += len(said)

    def _failed(self, url: str) -> None:
        # A page that is left says so without waiting for an answer, which the browser counts as failed.
        if FAREWELL not in url:
            self.failed.append(f"failed {url}")

    def _console(self, said: Any) -> None:
        if said.type in ("error", "warning") and OWN_LOOK not in said.text:
            self.complaints.append(f"{said.type}: {said.text}")

    def check(self) -> None:
        """Nobody but this machine was asked, everything was answered, nothing was complained of."""
        asked = {urlsplit(url).hostname for url in self.asked if not url.startswith(("data:", "blob:"))}
        assert asked == {"127.0.0.1"}
        assert self.failed == [], self.failed
        assert self.complaints == []


@contextlib.contextmanager
def serving(
    log: Path, *options: str, program: Sequence[str] = ("run_sim.py",), port: int | None = None
) -> Iterator[str]:
    """A running server, at a port that is free where none is given; its address."""
    if port is None:
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            port = int(listening.getsockname()[1])
    words = ["view", "scenarios/baseline.yaml", "--port", str(port), *options]
    address = f"http://127.0.0.1:{port}/"
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, *program, *words], cwd=ROOT, stdout=out, stderr=out, env=dict(os.environ)
        )
    try:
        until = time.monotonic() + START_SECONDS
        while address not in log.read_text(encoding="utf-8"):
            assert server.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < until, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert "Traceback" not in log.read_text(encoding="utf-8"), log.read_text(encoding="utf-8")


def opened(browser: Any, address: str, heard: Heard | None = None, width: int = 1440, height: int = 900) -> Any:
    """A tab of a browser, or of one context of it, on the page, ready to play."""
    tab = browser.new_page()
    tab.set_viewport_size({"width": width, "height": height})
    tab.set_default_timeout(ANSWER_MILLISECONDS)
    if heard is not None:
        heard.listen(tab)
    tab.goto(address)
    tab.locator(".gz-play:not([disabled])").wait_for(timeout=READY_MILLISECONDS)
    tab.wait_for_function("() => window.gz && gz.B && gz.B.draws > 0")
    return tab


def left(tab: Any) -> None:
    """Leaves the page as a reader does, so that the server hears of it, and closes the tab."""
    tab.close(run_before_unload=True)


def day_of(tab: Any) -> int:
    """The day the bar shows."""
    found = re.search(r"day (\d+) of|第 (\d+) 天", tab.locator(".gz-day-of").text_content())
    assert found
    return int(found.group(1) or found.group(2))


def wait_for_day(tab: Any, day: int, seconds: float = 60.0) -> None:
    """Waits until the bar shows a day."""
    until = time.monotonic() + seconds
    while day_of(tab) < day:
        assert time.monotonic() < until, f"day {day_of(tab)} instead of {day} after {seconds} s"
        tab.wait_for_timeout(50)


def stepped(tab: Any, days: int) -> None:
    """Presses step so many times and waits for the day."""
    wanted = day_of(tab) + days
    for _ in range(days):
        tab.locator(".gz-step").click()
    wait_for_day(tab, wanted)
