"""When something last happened, for who keeps the platform running."""

from django.db import models


class LastTime(models.Model):
    """The last time that something happened; what there is, is in `operations.moments`."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
