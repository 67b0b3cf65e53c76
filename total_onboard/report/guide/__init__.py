"""Content of the guide: the setup as steps in the Microsoft Entra admin center."""
