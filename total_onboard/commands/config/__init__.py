"""``config path``, ``config show`` and ``config init``."""
