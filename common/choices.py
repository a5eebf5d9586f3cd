from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobState(TextChoices):
    WAITING = "waiting", _("waiting")  # a person has asked for it, the queue has it
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")  # the queue will try again
    PARKED = "parked", _("parked")  # begun too often in vain: a person has to release it
