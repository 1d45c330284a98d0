"""What the tests of studies share."""

from __future__ import annotations

import os

import pytest


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is forced to the disk: that matters when the power fails, which no test does, and takes long."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)
