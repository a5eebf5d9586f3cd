"""The same form, sent twice at once: one exception, and no error for the second."""

from threading import Barrier
from uuid import uuid4

import pytest

from common.tests.sessions import in_thread
from followups.choices import Touch
from followups.models import CadenceException
from followups.services.cadence_exceptions import NewException, cadence_exception_add
from followups.tests.factories import at

NOW = at("2026-04-01T10:00")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


def test_a_form_sent_twice_at_once_is_one_exception_for_both(hangzhou, wei):
    new = NewException(
        touch=Touch.REVIEW,
        times=0,
        period="month",
        reason="客户自己开会",
        starts_on=NOW.date(),
        token=uuid4(),
    )
    together, made = Barrier(2), []

    def send() -> None:
        together.wait()
        made.append(cadence_exception_add(customer=hangzhou, new=new, by=wei, at=NOW).pk)

    with in_thread(send), in_thread(send):
        pass
    assert made == [CadenceException.objects.get().pk] * 2
