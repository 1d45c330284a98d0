"""Gongzhi 共治: an agent-based simulation of coordinated urban-rural community governance."""

__version__ = "0.1.0"
