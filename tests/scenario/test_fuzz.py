"""Whatever is written in a file, the outcome is a scenario or a list of faults, never another exception."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.loading import as_yaml
from tests.language import spoken
from tests.scenario.small import load_small

VALID = """\
name: town
title: Town
title_zh: 城镇
run:
  days: 30
  seed: 1e3
  check: false
needs:
  emergency_share: 0.1
  mix: {facility: 0.5, dispute: 0.2, welfare: 0.3}
  order: due
tiers: [1, 2, 3]
mechanisms:
  three_plus_one: {coverage: 0.05}
  service_platform: off
"""
SNIPPETS = [
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "? ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ":",
    ": ",
    ",",
    "#",
    "'",
    '"',
    "|\n",
    ">\n",
    "\t",
    "\n",
    "\r\n",
    "：",
    "，",
    "１",
    "\u202e",
    "\0",
    "\ufeff",
    "\u2028",
    "\ud7ff",
    "~",
    "null",
    "off",
    ".nan",
    "-.inf",
    "1e999",
    "017",
    "1:30",
    "9" * 400,
    '"\\ud800"',
    '"\\U00110000"',
    '"\\x"',
    "0x",
    "0o8",
    "__class__",
    "extends: town.yaml\n",
    "extends: ..\n",
    "format: 1\n",
    "mechanisms: ",
    "mix: ",
    "run: ",
    "  ",
    "@",
    "`",
    "\\",
    "\x85",
]


def outcome(data: bytes, overrides: tuple[str, ...] = ()) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "town.yaml"
        path.write_bytes(data)
        try:
            scenario = load_small(path, overrides)
        except InputError as problem:
            assert problem.faults
            assert problem.render() and spoken("zh", problem.render)
            return
        again = Path(folder) / "again.yaml"
        again.write_text(as_yaml(scenario), encoding="utf-8")
        assert load_small(again) == scenario


edits = st.lists(
    st.tuples(st.integers(0, len(VALID)), st.integers(0, 12), st.sampled_from(SNIPPETS) | st.text(max_size=5)),
    min_size=1,
    max_size=6,
)


@given(edits)
@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_changed_scenario(changes: list[tuple[int, int, str]]) -> None:
    text = VALID
    for place, removed, added in changes:
        text = text[:place] + added + text[place + removed :]
    outcome(text.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=200))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_random_bytes(data: bytes) -> None:
    outcome(data)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["days", "mix", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
places = st.sampled_from(
    [
        "run",
        "needs",
        "run.days",
        "run.start_date",
        "needs.mix",
        "needs.mix.dispute",
        "needs.order",
        "tiers",
        "title",
        "name",
        "mechanisms",
        "mechanisms.three_plus_one",
        "mechanisms.three_plus_one.coverage",
        "format",
        "x.y",
    ]
)


@given(st.dictionaries(places, values | st.sampled_from(SNIPPETS), max_size=4))
@settings(max_examples=250, deadline=None, derandomize=True)
def test_any_value_anywhere(written: dict[str, object]) -> None:
    outcome(VALID.encode(), tuple(f"{place}={value}" for place, value in written.items()))
