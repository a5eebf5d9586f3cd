"""What accounts knows of a customer's past: trade, agreements, people, news."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from accounts.choices import AssignmentKind, OpportunityStage
from accounts.models import (
    Assignment,
    CampaignResponse,
    CompetitorAt,
    Contact,
    Contract,
    ContractFile,
    Customer,
    CustomerEvent,
    ExtraGiven,
    Opportunity,
    Order,
    Payment,
    Promise,
)
from accounts.timeline.registry import Source, Tone, register
from common.templatetags.figures import money_cell
from common.together import Part


@register
class Orders(Source):
    code = kind = "orders"
    label = gettext_lazy("Orders")
    icon = "receipt"
    model = Order
    at = "ordered_on"
    fields = ("number", "amount", "currency", "cancelled_on")

    def title(self, row: Any) -> str:
        title = _("Credit note %(number)s") if row.is_credit_note else _("Order %(number)s")
        return title % {"number": row.number}

    def detail(self, row: Any) -> str:
        amount = money_cell(row.amount, row.currency)
        is_cancelled = row.cancelled_on and row.cancelled_on <= timezone.localdate()
        return _("%(amount)s, cancelled") % {"amount": amount} if is_cancelled else amount


@register
class Payments(Source):
    code = kind = "payments"
    label = gettext_lazy("Payments")
    icon = "cash-coin"
    model = Payment
    at = "paid_on"
    fields = ("amount", "currency", "invoice__number", "invoice__due_on")

    def title(self, row: Any) -> str:
        if row.invoice is None:
            return _("Payment received")
        late = (self.day(row) - row.invoice.due_on).days
        if late > 0:
            words = ngettext(
                "Payment for %(invoice)s, %(days)d day late",
                "Payment for %(invoice)s, %(days)d days late",
                late,
            )
            return words % {"invoice": row.invoice.number, "days": late}
        return _("Payment for %(invoice)s, on time") % {"invoice": row.invoice.number}

    def detail(self, row: Any) -> str:
        return money_cell(row.amount, row.currency)


class ContractSource(Source):
    kind = "contracts"
    label = gettext_lazy("Contracts")
    icon = "file-earmark-text"
    model = Contract
    fields = ("number", "title", "amount", "currency")
    words: str

    def title(self, row: Any) -> str:
        return _(self.words) % {"number": row.number}

    def detail(self, row: Any) -> str:
        amount = money_cell(row.amount, row.currency) if row.amount is not None else ""
        return " · ".join(filter(None, [row.title, amount]))


@register
class ContractsBegun(ContractSource):
    code = "contracts_begun"
    at = "starts_on"
    words = gettext_noop("Contract %(number)s begins")


@register
class ContractsEnded(ContractSource):
    code = "contracts_ended"
    at = "ends_on"
    words = gettext_noop("Last day of contract %(number)s")

    def rows(self, customer: Customer) -> QuerySet[Contract]:
        """Not of those that were terminated before they could end."""
        lasted = Q(terminated_on=None) | Q(terminated_on__gt=F("ends_on"))
        return super().rows(customer).filter(lasted)


@register
class ContractsTerminated(ContractSource):
    code = "contracts_terminated"
    at = "terminated_on"
    words = gettext_noop("Contract %(number)s was terminated")

    def tone(self, row: Any) -> Tone:  # noqa: ARG002
        return Tone.BAD


@register
class ContractPapers(Source):
    code = "contract_files"
    kind = "contracts"
    label = gettext_lazy("Contracts")
    icon = "paperclip"
    model = ContractFile
    at = "added_at"
    fields = ("name", "version", "contract__number")

    def title(self, row: Any) -> str:
        words = _("Paper of contract %(number)s, version %(version)d")
        return words % {"number": row.contract.number, "version": row.version}

    def detail(self, row: Any) -> str:
        return row.name


@register
class Events(Source):
    code = kind = "events"
    label = gettext_lazy("Events")
    icon = "megaphone"
    model = CustomerEvent
    at = "occurred_on"
    fields = ("kind", "title", "note")

    def title(self, row: Any) -> str:
        return row.title or row.get_kind_display()

    def detail(self, row: Any) -> str:
        return " · ".join(filter(None, [row.title and row.get_kind_display(), row.note]))


class OpportunitySource(Source):
    kind = "opportunities"
    label = gettext_lazy("Opportunities")
    icon = "graph-up-arrow"
    model = Opportunity
    fields: ClassVar[tuple[str, ...]] = ("title", "kind", "amount", "currency")

    def detail(self, row: Any) -> str:
        amount = money_cell(row.amount, row.currency) if row.amount is not None else ""
        return " · ".join(filter(None, [row.get_kind_display(), amount]))


@register
class OpportunitiesOpened(OpportunitySource):
    code = "opportunities_opened"
    at = "opened_on"

    def title(self, row: Any) -> str:
        return _("Opportunity: %(title)s") % {"title": row.title}


@register
class OpportunitiesClosed(OpportunitySource):
    code = "opportunities_closed"
    at = "closed_on"
    fields = ("title", "kind", "stage", "amount", "currency", "lost_reason")

    def title(self, row: Any) -> str:
        if row.stage == OpportunityStage.SIGNED:
            return _("Signed: %(title)s") % {"title": row.title}
        return _("Lost: %(title)s") % {"title": row.title}

    def detail(self, row: Any) -> str:
        return " · ".join(filter(None, [super().detail(row), row.lost_reason]))

    def tone(self, row: Any) -> Tone:
        return Tone.GOOD if row.stage == OpportunityStage.SIGNED else Tone.BAD


class ContactSource(Source):
    kind = "contacts"
    label = gettext_lazy("Contacts")
    model = Contact
    fields = ("name", "title")

    def detail(self, row: Any) -> str:
        return row.title


@register
class ContactsJoined(ContactSource):
    code = "contacts_joined"
    icon = "person-plus"
    at = "joined_on"

    def title(self, row: Any) -> str:
        return _("%(name)s joined them") % {"name": row.name}


@register
class ContactsLeft(ContactSource):
    code = "contacts_left"
    icon = "person-dash"
    at = "left_on"

    def title(self, row: Any) -> str:
        return _("%(name)s left them") % {"name": row.name}

    def tone(self, row: Any) -> Tone:  # noqa: ARG002
        return Tone.BAD


class PromiseSource(Source):
    kind = "promises"
    label = gettext_lazy("Promises")
    icon = "hand-thumbs-up"
    model = Promise
    fields: ClassVar[tuple[str, ...]] = ("what",)

    def detail(self, row: Any) -> str:
        return row.what


@register
class PromisesMade(PromiseSource):
    code = "promises_made"
    at = "promised_on"
    fields = ("what", "promised_by")

    def title(self, row: Any) -> str:
        if row.promised_by:
            return _("%(name)s promised something") % {"name": row.promised_by}
        return _("A promise was made")


@register
class PromisesKept(PromiseSource):
    code = "promises_kept"
    at = "kept_on"

    def title(self, row: Any) -> str:  # noqa: ARG002
        return _("A promise was kept")

    def tone(self, row: Any) -> Tone:  # noqa: ARG002
        return Tone.GOOD


@register
class PromisesBroken(PromiseSource):
    code = "promises_broken"
    at = "broken_on"

    def title(self, row: Any) -> str:  # noqa: ARG002
        return _("A promise was broken")

    def tone(self, row: Any) -> Tone:  # noqa: ARG002
        return Tone.BAD


@register
class Extras(Source):
    code = kind = "extras"
    label = gettext_lazy("Extras")
    icon = "gift"
    model = ExtraGiven
    at = "given_on"
    fields = ("kind", "what", "reaction")

    def title(self, row: Any) -> str:
        return _("Given on top: %(what)s") % {"what": row.what}

    def detail(self, row: Any) -> str:
        if not row.reaction:
            return row.get_kind_display()
        words = _("%(kind)s, reaction %(reaction)s of 5")
        return words % {"kind": row.get_kind_display(), "reaction": row.reaction}


@register
class Competitors(Source):
    code = kind = "competitors"
    label = gettext_lazy("Competitors")
    icon = "binoculars"
    model = CompetitorAt
    at = "seen_on"
    fields = ("competitor", "told_by")

    def title(self, row: Any) -> str:
        return _("Competitor seen: %(name)s") % {"name": row.competitor}

    def detail(self, row: Any) -> str:
        return row.told_by

    def tone(self, row: Any) -> Tone:  # noqa: ARG002
        return Tone.BAD


@register
class Campaigns(Source):
    code = kind = "campaigns"
    label = gettext_lazy("Campaigns")
    icon = "envelope-open"
    model = CampaignResponse
    at = "answered_on"
    fields = ("campaign", "answer")

    def title(self, row: Any) -> str:
        return _("Campaign: %(name)s") % {"name": row.campaign}

    def detail(self, row: Any) -> str:
        return row.get_answer_display()


@register
class Owners(Source):
    code = kind = "owners"
    label = gettext_lazy("Owners")
    icon = "person-badge"
    model = Assignment
    at = "valid"
    fields = ("user__name", "user__username", "reason")

    def part(self, customer: Customer, until: date, count: int) -> Part:
        owners = self.rows(customer).filter(kind=AssignmentKind.OWNER, valid__startswith__lte=until)
        return Part(owners.order_by("-valid__startswith")[:count], (self.at, *self.fields))

    def day(self, row: Any) -> date:
        return row.valid.lower

    def title(self, row: Any) -> str:
        return _("%(name)s became the owner") % {"name": row.user}

    def detail(self, row: Any) -> str:
        return row.reason
