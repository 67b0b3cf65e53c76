"""Teardown under faults."""
