"""A served page and a Chromium on it, for measurements."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import common

START_SECONDS = 300


def chromium() -> str | None:
    """The Chromium of this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def missing() -> str:
    """What this machine lacks for a measurement of the page, "" for nothing."""
    lacking = [name for name in ("solara", "playwright") if importlib.util.find_spec(name) is None]
    return ", ".join([*lacking, *([] if chromium() else ["Chromium"])])


@contextlib.contextmanager
def served(log: Path, *options: str, scenario: str = "scenarios/baseline.yaml") -> Iterator[tuple[str, int]]:
    """A running server: its address and the id of its process.

    Args:
        log: File for what it prints.
        *options: Words of the command line.
        scenario: Scenario file to begin with.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = int(listening.getsockname()[1])
    address = f"http://127.0.0.1:{port}/"
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "run_sim.py", "view", scenario, "--port", str(port), *options]
    with log.open("w") as out:
        server = subprocess.Popen(words, cwd=common.ROOT, stdout=out, stderr=out, env=dict(os.environ))
    try:
        until = time.monotonic() + START_SECONDS
        while address not in log.read_text(encoding="utf-8"):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.2)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


@contextlib.contextmanager
def opened(address: str, width: int = 1440, height: int = 900) -> Iterator[Any]:
    """A tab of a headless Chromium on the page, ready to play.

    Args:
        address: The page.
        width: Width of the window.
        height: Height of the window.
    """
    from playwright.sync_api import sync_playwright

    path = chromium()
    flags = ["--no-sandbox", "--enable-precise-memory-info", "--js-flags=--expose-gc"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=flags, headless=True)
        tab = browser.new_page(viewport={"width": width, "height": height})
        tab.goto(address)
        tab.locator(".gz-play:not([disabled])").wait_for(timeout=180_000)
        yield tab
        tab.close(run_before_unload=True)
        browser.close()


def day_of(tab: Any) -> int:
    """The day the bar shows."""
    found = re.search(r"day (\d+) of", tab.locator(".gz-day-of").text_content())
    return int(found.group(1)) if found else -1


def resident_mib(pid: int) -> float:
    """Memory a process holds, in MiB (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024.0


def heap_mib(tab: Any) -> float:
    """What is reachable in the browser's heap after a collection, in MiB."""
    return float(tab.evaluate("() => { if (window.gc) gc(); return performance.memory.usedJSHeapSize; }")) / 2**20


def processor_seconds(pid: int) -> float:
    """Processor time a process and its threads have used, in seconds (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def chromium_seconds() -> float:
    """Processor time of all browsers that this process has started, with their helpers (Linux)."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            parents[int(stat.parent.name)] = int(
                stat.read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()[1]
            )
    total = 0.0
    for pid in parents:
        above = pid
        while above in parents and above != os.getpid():
            above = parents[above]
        with contextlib.suppress(OSError):
            if above == os.getpid() and b"--type=" in Path(f"/proc/{pid}/cmdline").read_bytes():
                total += processor_seconds(pid)
    return total
