"""Expiry dates as calendar files."""
