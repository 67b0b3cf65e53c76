"""Tests. They start hundreds of interpreters, so each may find compiled what the one before compiled."""

import os
import sys

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
