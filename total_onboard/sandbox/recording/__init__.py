"""Recordings of real runs as data: play them again, and compare the sandbox with them."""
