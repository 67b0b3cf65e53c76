"""Content of the guide: the setup as steps in the Entra admin center."""
