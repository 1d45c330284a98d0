"""The coordination mechanisms, one small file each. Nothing else knows their names."""

from sim.mechanisms.base import Mechanism, MechanismParameters
from sim.mechanisms.registry import known_mechanisms, registry, unusable

__all__ = ["Mechanism", "MechanismParameters", "known_mechanisms", "registry", "unusable"]
