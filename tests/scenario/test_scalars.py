"""Unquoted words mean what YAML 1.2's core schema says (section 10.3.2), or are refused."""

from __future__ import annotations

import math

import pytest

from sim.scenario.scalars import RefusedScalar, Scalar, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("12", 12),
        ("-7", -7),
        ("+3", 3),
        ("0", 0),
        ("0x1F", 31),
        ("0o17", 15),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5e-3", -0.0015),
        ("1e3", 1000),
        ("12E2", 1200),
        ("1.5E3", 1500.0),
        ("0.25", 0.25),
        ("1_000", "1_000"),
        ("nan", "nan"),
        ("inf", "inf"),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("2016-07-01", "2016-07-01"),
        ("2024-13-01", "2024-13-01"),
        ("1.2.3", "1.2.3"),
        ("-", "-"),
        ("e3", "e3"),
        ("共治", "共治"),
        ("社区：一", "社区：一"),
    ],
)
def test_word(text: str, value: Scalar) -> None:
    found = resolve(text)
    assert found == value and type(found) is type(value)


def test_not_a_number() -> None:
    found = resolve(".nan")
    assert isinstance(found, float) and math.isnan(found)


@pytest.mark.parametrize(
    ("text", "code", "fact", "said"),
    [
        ("017", "GZ017", "plain", "17"),
        ("-08123", "GZ017", "plain", "-8123"),
        ("00.5", "GZ017", "plain", "0.5"),
        ("00", "GZ017", "plain", "0"),
        ("1:30", "GZ018", "plain", "90"),
        ("1:00:30", "GZ018", "plain", "3630"),
        ("9" * 65, "GZ016", "found", "65"),
        ("１２", "GZ008", "half", "1"),
        ("3，5", "GZ008", "half", ","),
        ("３％", "GZ008", "half", "3"),
    ],
)
def test_refused_word(text: str, code: str, fact: str, said: str) -> None:
    with pytest.raises(RefusedScalar) as caught:
        resolve(text)
    assert caught.value.code == code and caught.value.facts[fact] == said


def test_sixty_four_digits_are_the_most() -> None:
    assert resolve("9" * 64) == 10**64 - 1
