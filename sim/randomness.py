"""Keyed draws: every random number is a pure function of (seed, purpose, entity, occasion).

Nothing here keeps a state. The same resident meets the same needs on the same days under two policies until a
policy really changes something for that resident, and one more community changes nobody else's draws.

The generator is splitmix64's finaliser applied to a mixed key (Steele, Lea and Flood 2014, "Fast splittable
pseudorandom number generators"). The text below is run twice: numba compiles it on unsigned 64-bit integers,
plain Python runs it on masked whole numbers. Both give the same bits; a test compares them.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import types
from numba.core.errors import TypingError
from numba.extending import overload

from sim.compiled import rule_options

MASK64 = 0xFFFFFFFFFFFFFFFF
_Function = TypeVar("_Function", bound=Callable[..., Any])


def rule(function: _Function) -> _Function:
    """Makes a plain scalar function callable from compiled kernels, and leaves it plain everywhere else.

    The rules of behaviour are written once. Kernels compile them; the reference twin calls them as they stand.
    A float32 argument is refused at compile time: numba would compute in single precision where Python computes in
    double, and the two would part.

    Args:
        function: A scalar function of numbers and records, using `math`, without keywords.

    Returns:
        The same function, registered with numba.
    """
    names = tuple(inspect.signature(function).parameters)

    def resolve(*args: Any) -> Callable[..., Any]:
        for name, kind in zip(names, args, strict=False):
            if kind == types.float32:
                raise TypingError(f"rule {function.__name__}: argument {name!r} is float32; pass float64(...)")
        return function

    overload(function, strict=False, jit_options=rule_options())(resolve)  # type: ignore[arg-type]
    return function


def u64(x):
    """The number as an unsigned 64-bit integer (compiled: a cast; Python: a mask)."""
    return x & MASK64


@overload(u64, inline="always")
def _compiled_u64(x):
    return lambda x: np.uint64(x)


@rule
def mix(x):
    """Splitmix64's finaliser: spreads every bit of a 64-bit key over all bits of the result.

    Every literal is at least 2**63, which keeps numba on unsigned integers.
    """
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK64
    return x ^ (x >> 31)


@rule
def stream(seed, purpose):
    """The key of one purpose under one seed; made once per kernel call and handed on.

    Args:
        seed: Whole number, the seed of the run or of the world.
        purpose: Whole number naming the decision (`Purpose`).
    """
    x = mix((u64(seed) + 0x9E3779B97F4A7C15) & MASK64)
    return mix(((x ^ u64(purpose)) + 0x9E3779B97F4A7C15) & MASK64)


@rule
def key(stream_key, entity, occasion):
    """The 64-bit key of one entity on one occasion within a purpose's stream.

    Args:
        stream_key: Result of `stream`.
        entity: Permanent id of the entity (unsigned, up to 64 bits).
        occasion: Which time this decision is taken (unsigned).
    """
    x = mix(((stream_key ^ u64(entity)) + 0x9E3779B97F4A7C15) & MASK64)
    return mix(((x ^ u64(occasion)) + 0x9E3779B97F4A7C15) & MASK64)


@rule
def uniform(stream_key, entity, occasion):
    """A keyed number in [0, 1) with 53 random bits."""
    return (key(stream_key, entity, occasion) >> 11) * 1.1102230246251565e-16


@rule
def standard_normal(stream_key, entity, occasion):
    """A keyed standard normal number (Box and Muller 1958), from the two halves of one key."""
    bits = key(stream_key, entity, occasion)
    u = ((bits >> 32) + 0.5) * 2.3283064365386963e-10
    angle = (bits & u64(0xFFFFFFFF)) * 1.4629180792671596e-09
    return math.sqrt(-2.0 * math.log(u)) * math.cos(angle)


@rule
def poisson(u, mean, most):
    """The Poisson number below which a uniform number falls, by adding up the probabilities.

    Args:
        u: Uniform number in [0, 1).
        mean: Mean of the distribution, 0 to 700; above, exp(-mean) is no longer a number apart from 0.
        most: Largest number returned.
    """
    p = math.exp(-mean)
    total = p
    n = 0
    while u >= total and n < most:
        n += 1
        p = p * mean / n
        total += p
    return n


@rule
def geometric_days(u, mean_days):
    """Whole days until an event that is equally likely every day: 1, 2, ... with the given mean.

    Args:
        u: Uniform number in [0, 1).
        mean_days: Mean, at least 1 (a smaller mean gives 1 day).
    """
    if mean_days <= 1.0:
        return 1
    return 1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean_days))


@rule
def resident_key(community_code, number):
    """A resident's permanent id: community code times 65,536 plus the number within the community."""
    return (u64(community_code) << 16) | u64(number)
