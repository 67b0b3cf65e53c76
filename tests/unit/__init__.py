"""One package at a time; mirrors total_onboard."""
