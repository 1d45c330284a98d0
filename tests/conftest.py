"""What all tests share: a quiet machine, hypothesis' settings, and which tests this machine can run."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sim.words import speaking

# Figures are drawn without a screen, and numerical libraries keep to one thread each: tests run side by side,
# and threads inside a test are the test's own subject. Both are read when the libraries are first imported.
os.environ.setdefault("MPLBACKEND", "Agg")
for _variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")

# What a shell starts in the background ignores Ctrl-C; tests of what it does need it all the same.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The first example of a test may compile a kernel, so no example has a deadline. The same examples are drawn
# on every machine and every day; the nightly run looks further.
settings.register_profile(
    "daily", deadline=None, derandomize=True, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "nightly", deadline=None, max_examples=500, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "daily"))


@pytest.fixture(autouse=True)
def present_language(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with a parameter `lang` runs in that language, any other in English."""
    parameters = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    with speaking(parameters.get("lang", "en")):
        yield


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds README.md, sim/ and scenarios/."""
    return Path(__file__).resolve().parents[1]


def chromium() -> str | None:
    """The Chromium of this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out the tests of the page, saying why, where the page or a browser is not installed."""
    missing = [name for name in ("solara", "playwright") if importlib.util.find_spec(name) is None]
    if chromium() is None:
        missing.append("Chromium")
    if not missing:
        return
    skip = pytest.mark.skip(reason=f"needs {', '.join(missing)} (make install-all)")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(skip)
