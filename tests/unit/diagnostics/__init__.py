"""Tests of total_onboard.diagnostics."""
