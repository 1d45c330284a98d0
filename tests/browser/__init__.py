"""Tests that look at the page through a Chromium of this machine."""
