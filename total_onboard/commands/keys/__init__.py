"""What ``keys`` does: create, show, revoke and trust keys."""
