"""What every decision says: who did it, for which organisation, in which role, when, and why."""

import pgtrigger
from django.conf import settings
from django.db import models

from ronghe.portal.organisations.models import Organisation

NEVER_CHANGES = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
NEVER_DELETED = pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)


class Done(models.Model):
    """Something that a person did for an organisation."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        abstract = True
