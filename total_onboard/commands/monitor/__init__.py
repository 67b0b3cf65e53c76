"""``monitor``: a read-only identity for unattended ``status`` and ``verify``."""
