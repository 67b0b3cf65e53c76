"""Attributes of people that Microsoft sends to TOTAL."""
