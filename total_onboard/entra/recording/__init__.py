"""Recordings of a run for support: every request and answer, with stand-ins for what is not known to be public."""
