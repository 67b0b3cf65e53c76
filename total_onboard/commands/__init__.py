"""What each command does, one file per command, in terms of the engine, the terminal and Entra."""
