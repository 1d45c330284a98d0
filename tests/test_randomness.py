"""Keyed draws: the same bits compiled and plain, uniform and independent numbers, permanent keys."""

from __future__ import annotations

import math

import numba
import numpy as np
import pytest
from numba.core.errors import TypingError
from scipy import stats

from sim.agents.purposes import Purpose
from sim.randomness import (
    geometric_days,
    key,
    mix,
    poisson,
    resident_key,
    rule,
    standard_normal,
    stream,
    uniform,
)

N_KEYS = 20_000
Z = 5.0
"""Bounds in standard errors: a false alarm has a chance of 6e-7, and as keys are fixed it never comes back."""


def entities() -> np.ndarray:
    """Permanent ids as the model makes them, and the extremes of 64 bits."""
    codes = 910_001_001_000 + np.arange(N_KEYS // 100, dtype=np.uint64)
    keys = ((codes[:, None] << np.uint64(16)) | np.arange(100, dtype=np.uint64)).ravel()
    keys[:6] = [0, 1, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1]
    return keys


def occasions() -> np.ndarray:
    """Occasions of all sizes that occur, 0 to a few millions."""
    return (np.arange(N_KEYS, dtype=np.int64) * 7919) % 5_000_011


@numba.njit
def compiled_uniform(stream_key, who, when, out):
    for i in range(who.size):
        out[i] = uniform(stream_key, who[i], when[i])


@numba.njit
def compiled_normal(stream_key, who, when, out):
    for i in range(who.size):
        out[i] = standard_normal(stream_key, who[i], when[i])


@numba.njit
def compiled_poisson(u, mean, out):
    for i in range(u.size):
        out[i] = poisson(u[i], mean[i], 200)


@numba.njit
def compiled_days(u, mean, out):
    for i in range(u.size):
        out[i] = geometric_days(u[i], mean[i])


@numba.njit
def compiled_keys(seed, purpose, code, number):
    return stream(seed, purpose), resident_key(code, number)


def bits(numbers: np.ndarray | list[float]) -> list[int]:
    """Doubles as the whole numbers of their bits, so that no difference hides behind equality."""
    return np.asarray(numbers, float).view(np.uint64).tolist()


def some_uniforms(purpose: int = 0, seed: int = 7) -> np.ndarray:
    """Uniform numbers of all keys, compiled."""
    out = np.empty(N_KEYS)
    compiled_uniform(np.uint64(stream(seed, purpose)), entities(), occasions(), out)
    return out


@pytest.mark.parametrize("seed", [0, 1, 2**31, 2**63 - 1])
def test_uniform_has_the_same_bits_compiled_and_plain(seed):
    out = np.empty(N_KEYS)
    stream_key = stream(seed, Purpose.VOICE)
    compiled_uniform(np.uint64(stream_key), entities(), occasions(), out)
    pairs = zip(entities().tolist(), occasions().tolist(), strict=True)
    assert bits(out) == bits([uniform(stream_key, who, when) for who, when in pairs])


def test_standard_normal_has_the_same_bits_compiled_and_plain():
    out = np.empty(N_KEYS)
    stream_key = stream(1, Purpose.HOURS)
    compiled_normal(np.uint64(stream_key), entities(), occasions(), out)
    pairs = zip(entities().tolist(), occasions().tolist(), strict=True)
    assert bits(out) == bits([standard_normal(stream_key, who, when) for who, when in pairs])


def test_poisson_is_the_same_compiled_and_plain():
    u, mean, out = some_uniforms(), 30.0 * some_uniforms(1) ** 2, np.empty(N_KEYS, np.int64)
    compiled_poisson(u, mean, out)
    assert out.tolist() == [poisson(x, m, 200) for x, m in zip(u.tolist(), mean.tolist(), strict=True)]


def test_geometric_days_are_the_same_compiled_and_plain():
    u, mean, out = some_uniforms(), 0.5 + 100.0 * some_uniforms(1) ** 3, np.empty(N_KEYS, np.int64)
    compiled_days(u, mean, out)
    assert out.tolist() == [geometric_days(x, m) for x, m in zip(u.tolist(), mean.tolist(), strict=True)]


def test_streams_and_permanent_ids_are_the_same_compiled_and_plain():
    for seed, purpose, code, number in (
        (0, 0, 1, 0),
        (2**63 - 1, 51, 659_000_100_201, 65_535),
        (12345, 7, 10**12, 9),
    ):
        assert compiled_keys(seed, purpose, code, number) == (
            stream(seed, purpose),
            resident_key(code, number),
        )


def test_signed_and_unsigned_ids_draw_the_same():
    stream_key, when = np.uint64(stream(3, 3)), occasions()
    signed, unsigned = np.empty(N_KEYS), np.empty(N_KEYS)
    who = entities()[6:]
    compiled_uniform(stream_key, who, when, unsigned[6:])
    compiled_uniform(stream_key, who.astype(np.int64), when, signed[6:])
    assert bits(signed[6:]) == bits(unsigned[6:])


@pytest.mark.parametrize("kernel", [compiled_uniform, compiled_normal])
def test_compiled_draws_wrap_around_as_whole_numbers_without_sign(kernel):
    # "nsw" (no signed wrap) on a product would let the compiler assume that 64-bit products never wrap; the
    # arithmetic of keys wraps all the time and must be declared free of that assumption.
    some_uniforms()
    kernel(np.uint64(1), entities()[:2], occasions()[:2], np.empty(2))
    lines = [line for text in kernel.inspect_llvm().values() for line in text.splitlines()]
    for constant, operation in (
        (0xBF58476D1CE4E5B9, "mul"),
        (0x94D049BB133111EB, "mul"),
        (0x9E3779B97F4A7C15, "add"),
    ):
        found = [line for line in lines if f" {operation} " in line and str(constant - 2**64) in line]
        assert found, f"the {operation} with {constant:#x} is to be seen in the compiled text"
        assert not [line for line in found if "nsw" in line]


def test_mixer_is_splitmix64():
    # First outputs of splitmix64 from state 1234567 (Vigna's reference program, as published for its
    # ports): the state grows by the golden ratio's step, the finaliser is the mixer.
    expected = [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]
    state, found = 1234567, []
    for _ in expected:
        state = (state + 0x9E3779B97F4A7C15) % 2**64
        found.append(mix(state))
    assert found == expected


def test_mixer_changes_half_of_all_bits_when_one_bit_changes():
    flips = np.zeros((64, 64))
    n = 1000
    for x in range(n):
        word = mix(x * 0x9E3779B97F4A7C15 % 2**64)
        for bit in range(64):
            changed = word ^ mix((x * 0x9E3779B97F4A7C15 % 2**64) ^ (1 << bit))
            flips[bit] += [changed >> out & 1 for out in range(64)]
    assert np.abs(flips / n - 0.5).max() < (Z + 1) * 0.5 / math.sqrt(n)


def test_a_float32_argument_is_refused():
    @rule
    def half(x):
        return x / 2.0

    @numba.njit
    def caller(values):
        return half(values[0])

    assert caller(np.array([3.0])) == 1.5
    with pytest.raises(TypingError, match="float32"):
        caller(np.array([3.0], np.float32))


# ------------------------------------------------------------------------------------------------- statistics


def in_order(purpose: int, n: int = 100_000, seed: int = 11) -> np.ndarray:
    """Uniform numbers of neighbouring residents on their first occasion: keys that differ in few bits."""
    out = np.empty(n)
    who = (np.uint64(910_001_001_001) << np.uint64(16)) + np.arange(n, dtype=np.uint64)
    compiled_uniform(np.uint64(stream(seed, purpose)), who, np.zeros(n, np.int64), out)
    return out


def test_numbers_are_uniform():
    u = in_order(Purpose.NEED)
    assert u.min() >= 0.0 and u.max() < 1.0
    counts = np.bincount((u * 1000).astype(int), minlength=1000)
    chi_square = float(((counts - 100.0) ** 2 / 100.0).sum())
    assert abs(chi_square - 999.0) < Z * math.sqrt(2 * 999.0)
    assert stats.kstest(u, "uniform").pvalue > 1e-6


@pytest.mark.parametrize("lag", [1, 2, 7, 100])
def test_neighbouring_residents_draw_independently(lag):
    u = in_order(Purpose.VOICE) - 0.5
    assert abs(float((u[:-lag] * u[lag:]).mean())) < Z / 12.0 / math.sqrt(len(u) - lag)


def test_pairs_fill_the_square():
    u = in_order(Purpose.SUCCESS)
    cells = np.bincount((u[0::2] * 30).astype(int) * 30 + (u[1::2] * 30).astype(int), minlength=900)
    mean = len(u) / 2 / 900
    assert abs(float(((cells - mean) ** 2 / mean).sum()) - 899.0) < Z * math.sqrt(2 * 899.0)


def test_purposes_seeds_and_occasions_are_independent():
    base = in_order(Purpose.NEED) - 0.5
    bound = Z / 12.0 / math.sqrt(len(base))
    for other in (in_order(Purpose.EMERGENCY), in_order(Purpose.NEED, seed=12), in_order(Purpose.LEAVES)):
        assert abs(float((base * (other - 0.5)).mean())) < bound
    later = np.empty(len(base))
    who = (np.uint64(910_001_001_001) << np.uint64(16)) + np.arange(len(base), dtype=np.uint64)
    compiled_uniform(np.uint64(stream(11, Purpose.NEED)), who, np.ones(len(base), np.int64), later)
    assert abs(float((base * (later - 0.5)).mean())) < bound


def test_no_two_keys_are_equal():
    # Among 200,000 64-bit keys a chance of 2e10 / 2**64 = 1e-9 remains that two coincide.
    found = {
        key(stream(1, purpose), 65_536 * 910_001 + who, when)
        for purpose in range(4)
        for who in range(5000)
        for when in range(10)
    }
    assert len(found) == 200_000


def test_standard_normal_is_normal():
    out = np.empty(100_000)
    who = np.arange(100_000, dtype=np.uint64)
    compiled_normal(np.uint64(stream(2, Purpose.COST)), who, np.zeros(100_000, np.int64), out)
    assert abs(out.mean()) < Z / math.sqrt(len(out))
    assert abs(out.var() - 1.0) < Z * math.sqrt(2.0 / len(out))
    assert stats.kstest(out, "norm").pvalue > 1e-6


@pytest.mark.parametrize("mean", [0.0, 0.3, 3.0, 12.0])
def test_poisson_is_the_inverse_of_the_distribution(mean):
    u = in_order(Purpose.SHARERS, 5000).tolist()
    expected = stats.poisson.ppf(u, mean) if mean > 0 else np.zeros(len(u))
    assert [poisson(x, mean, 200) for x in u] == expected.tolist()


def test_poisson_is_cut_at_most():
    assert poisson(1.0 - 2.0**-53, 3.0, 7) == 7


@pytest.mark.parametrize("mean", [1.5, 3.5, 60.0])
def test_geometric_days_are_equally_likely_every_day(mean):
    days = np.array([geometric_days(x, mean) for x in in_order(Purpose.HAND_OVER_DAYS, 50_000).tolist()])
    p = 1.0 / mean
    assert days.min() == 1
    assert abs(days.mean() - mean) < Z * math.sqrt((1 - p) / p**2 / len(days))
    assert abs((days == 1).mean() - p) < Z * math.sqrt(p * (1 - p) / len(days))
    assert abs((days > 3).mean() - (1 - p) ** 3) < Z * 0.5 / math.sqrt(len(days))


@pytest.mark.parametrize("mean", [0.0, 0.5, 1.0])
def test_a_mean_of_a_day_or_less_is_one_day(mean):
    assert {geometric_days(u, mean) for u in (0.0, 0.5, 1.0 - 2.0**-53)} == {1}
