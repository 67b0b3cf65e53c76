"""A SCIM service made of django-scim2, as its documentation shows it: ``python -m django_service CERTIFICATE KEY``."""
