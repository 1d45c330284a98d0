"""Tests of the page's parts that need no browser."""
