"""Rotation under faults."""
