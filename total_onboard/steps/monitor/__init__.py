"""The monitoring identity: an application that only reads, for unattended ``status`` and ``verify``."""
