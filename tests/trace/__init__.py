"""Tests of stories: what they tell is what the engine did."""
