"""``explain``: what a code means, offline."""
