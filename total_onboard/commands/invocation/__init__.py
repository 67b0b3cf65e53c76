"""What every command runs through, from its options to its exit status."""
