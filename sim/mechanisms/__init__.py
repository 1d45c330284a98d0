"""The coordination mechanisms, one small file each. Nothing else knows their names."""

from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.mechanisms.registry import is_built_in, known_mechanisms, registry, unusable

__all__ = ["Mechanism", "MechanismParameters", "is_built_in", "known_mechanisms", "registry", "unusable"]
