"""Notification emails of the application and of its provisioning job."""
