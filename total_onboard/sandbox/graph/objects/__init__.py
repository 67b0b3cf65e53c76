"""Rules for directory objects: what they may hold, how they change, and how readers see them."""
