from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class JobState(TextChoices):
    WAITING = (
        "waiting",
        pgettext_lazy("job", "waiting"),
    )  # a person has asked for it, the queue has it
    RUNNING = "running", pgettext_lazy("job", "running")
    DONE = "done", pgettext_lazy("job", "done")
    FAILED = "failed", pgettext_lazy("job", "failed")  # the queue will try again
    PARKED = (
        "parked",
        pgettext_lazy("job", "parked"),
    )  # begun too often in vain: a person has to release it
