"""Files on this machine: who can have changed them, and how they are written."""
