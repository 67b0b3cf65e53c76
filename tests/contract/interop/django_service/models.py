"""People and groups of a Django project that offers SCIM."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django_scim.models import AbstractSCIMGroupMixin, AbstractSCIMUserMixin


class Group(AbstractSCIMGroupMixin):
    """A group with members."""

    name = models.CharField(max_length=80, unique=True)


class User(AbstractSCIMUserMixin, AbstractUser):
    """A person in groups."""

    scim_members_of = models.ManyToManyField(Group, related_name="user_set")

    @property
    def scim_groups(self) -> Any:
        """The groups, as django-scim2 asks for them."""
        return self.scim_members_of
