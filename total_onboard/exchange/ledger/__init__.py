"""What a representative must remember: which sheets were issued, which hand-offs came back, what ends when."""
