"""What somebody should know of a customer before the phone is picked up, in a line of words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Customer
from common.templatetags.figures import money_short
from crm_site.queries.glance import Glance
from crm_site.records.section import SOON, days_text
from followups.rules.customer_plans import NEEDS_PLAN
from followups.timeline import SATISFIED
from health.choices import Level

SILENT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Hint:
    """`anchor` is the part of the page that says more; empty where none is sure to be there.

    `url` is another page that does.
    """

    text: str
    anchor: str = ""
    is_warning: bool = False
    url: str = ""

    @property
    def href(self) -> str:
        return self.url or (f"#{self.anchor}" if self.anchor else "")


def hints(seen: Glance, customer: Customer, day: date) -> list[Hint]:
    """What waits or warns first, then what is simply so."""
    found = [
        *_warning(seen),
        *_tasks(seen),
        *_plan(seen, customer, day),
        *_tickets(seen),
        *_money(seen),
        *_contracts(seen, day),
        *_promises(seen),
        *_talks(seen, day),
        *_opportunities(seen, day),
    ]
    return sorted(found, key=lambda hint: not hint.is_warning)


def _warning(seen: Glance) -> Iterator[Hint]:
    if seen.warning:
        text = _("warning: %(level)s") % {"level": Level(seen.warning["level"]).label}
        url = reverse("warning", args=[seen.warning["pk"]])
        yield Hint(text, url=url, is_warning=True)


def _tasks(seen: Glance) -> Iterator[Hint]:
    if seen.late_tasks:
        count = seen.late_tasks
        text = ngettext("%(count)d task is overdue", "%(count)d tasks are overdue", count)
        yield Hint(text % {"count": count}, "tasks", is_warning=True)


def _plan(seen: Glance, customer: Customer, day: date) -> Iterator[Hint]:
    if seen.plans == 0 and customer.tier in NEEDS_PLAN:
        text = _("no customer plan for %(year)d") % {"year": day.year}
        yield Hint(text, url=reverse("customer-plan-of", args=[customer.code]), is_warning=True)


def _tickets(seen: Glance) -> Iterator[Hint]:
    if seen.late_clocks:
        late = seen.late_clocks
        text = ngettext("%(count)d clock is late", "%(count)d clocks are late", late)
        yield Hint(text % {"count": late}, "tickets", is_warning=True)
    if seen.tickets:
        text = ngettext("%(count)d open ticket", "%(count)d open tickets", seen.tickets)
        yield Hint(text % {"count": seen.tickets}, "tickets")
    if seen.satisfaction is not None:
        text = _("last satisfaction %(score)d of 100") % {"score": seen.satisfaction}
        yield Hint(text, "surveys", is_warning=seen.satisfaction < SATISFIED)


def _money(seen: Glance) -> Iterator[Hint]:
    if not seen.overdue_invoices:
        return
    count = seen.overdue_invoices
    text = ngettext("%(count)d invoice overdue", "%(count)d invoices overdue", count)
    sums = [money_short(Decimal(sum_), code) for code, sum_ in (seen.overdue or {}).items()]
    amount = f" ({' + '.join(sums)})" if sums else ""
    yield Hint(text % {"count": count} + amount, "invoices", is_warning=True)


def _contracts(seen: Glance, day: date) -> Iterator[Hint]:
    if seen.contracts is None:
        return
    if not seen.contracts:
        yield Hint(_("no contract in force"))
    elif seen.contract_ends_on and (seen.contract_ends_on - day).days <= SOON:
        left = days_text((seen.contract_ends_on - day).days)
        yield Hint(_("the last contract ends in %(days)s") % {"days": left}, "contracts", True)
    else:
        count = seen.contracts
        text = ngettext("%(count)d contract in force", "%(count)d contracts in force", count)
        yield Hint(text % {"count": count}, "contracts")


def _promises(seen: Glance) -> Iterator[Hint]:
    if seen.late_promises:
        count = seen.late_promises
        text = ngettext("%(count)d promise is overdue", "%(count)d promises are overdue", count)
        yield Hint(text % {"count": count}, "promises", is_warning=True)
    if seen.late_needs:
        count = seen.late_needs
        text = ngettext("%(count)d need is overdue", "%(count)d needs are overdue", count)
        yield Hint(text % {"count": count}, "needs", is_warning=True)


def _talks(seen: Glance, day: date) -> Iterator[Hint]:
    if seen.talked_at is not None:
        days = (day - timezone.localdate(seen.talked_at)).days
        text = (
            _("last talk %(days)s ago") % {"days": days_text(days)} if days else _("talked today")
        )
        yield Hint(text, "follow-ups", is_warning=days > SILENT_DAYS)


def _opportunities(seen: Glance, day: date) -> Iterator[Hint]:
    if not seen.opportunities:
        return
    count = seen.opportunities
    text = ngettext("%(count)d open opportunity", "%(count)d open opportunities", count)
    left = (seen.decision_on - day).days if seen.decision_on else None
    decision = "" if left is None else ", " + _("decision in %(days)s") % {"days": days_text(left)}
    yield Hint(text % {"count": count} + decision, "opportunities", left is not None and left <= 14)
