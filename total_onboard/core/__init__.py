"""What every other package may use: the desired state, errors, secrets, paths, files of this machine."""
