"""Observe, plan, apply, verify: the mechanism that carries the steps out."""
