"""Shell completion: the command that prints a shell's script, and the values that options complete to."""
