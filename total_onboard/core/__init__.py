"""Base of all packages: the desired state, errors, secrets, paths, files of this machine."""
