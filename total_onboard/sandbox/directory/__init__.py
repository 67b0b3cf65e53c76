"""What a simulated tenant contains: its objects, where they come from, and how they are stored."""
