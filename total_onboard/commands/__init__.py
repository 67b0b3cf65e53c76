"""Commands, one file each, in terms of the engine, the terminal and Entra."""
