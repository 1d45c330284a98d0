"""One server and one browser for all tests of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.serving import Heard, left, opened, serving
from tests.conftest import chromium


@pytest.fixture(scope="package")
def address(tmp_path_factory) -> Iterator[str]:
    """A running server: 0.02 of Chongqing's townships."""
    with serving(tmp_path_factory.mktemp("server") / "log.txt", "--sample", "0.02") as found:
        yield found


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"], headless=True)
        yield launched
        launched.close()


@pytest.fixture
def tab(browser, address) -> Iterator[Any]:
    """A tab with the page, ready; what it must never do is checked at the end."""
    heard = Heard()
    found = opened(browser, address, heard)
    yield found
    left(found)
    heard.check()
