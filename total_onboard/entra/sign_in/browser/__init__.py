"""Sign-in with a browser: the default one, and one that this program opens and closes."""
