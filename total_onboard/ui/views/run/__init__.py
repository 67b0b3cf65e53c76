"""Views of a run: its plan, its progress and its summary."""
