"""Who may use the dashboard: sign-in, sessions, and what every request must prove."""
