"""What is there now against what should be, and how it fares: looked at, never changed."""
