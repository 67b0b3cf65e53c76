"""The value sheet that comes from TOTAL, and the hand-off that goes back."""
