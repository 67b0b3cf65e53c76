"""What ``handoff`` does: show and open hand-offs."""
