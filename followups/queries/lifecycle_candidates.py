"""What is asked of all customers with an occasion at once, before it is said whose turn it is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from accounts.models import Customer
from followups.choices import LifecycleEntry as Entry
from followups.models import LifecycleRule, SopException, SopRun, SopVersion
from followups.queries.lifecycle import YEAR
from followups.queries.lifecycle_exits import procedures_at_work, runs_at_work
from followups.queries.sops import scope_of, served
from followups.queries.tasks import midnight
from followups.rules.sops import Exempt, applying

# Of these one a year is enough, whatever the occasion.
ONCE_A_YEAR = {Entry.SATISFIED_YEAR, Entry.PROMOTER}
Pair = tuple[int, int]
"""(procedure, customer)"""


class Wanted:
    """Customers with an occasion, which procedures they have or had lately, and for whom one is.

    `load` are the owners of the customers for whom a playbook (id) is at work.
    """

    def __init__(
        self, customers: Collection[int], versions: Mapping[int, SopVersion], day: date
    ) -> None:
        self.versions, self.day = versions, day
        active = Customer.objects.active().filter(pk__in=customers).only("pk", "tier", "owner")
        self.customers = {one.pk: one for one in active}
        self.served = served(list(self.customers.values()))
        self.exempt = self._exempt()
        runs = SopRun.objects.filter(customer__in=self.customers)
        at_work = procedures_at_work().filter(customer__in=self.customers)
        self.busy: set[Pair] = set(at_work.values_list("version__sop", "customer"))
        lately = runs.filter(started_at__gte=midnight(day - YEAR))
        self.lately: set[Pair] = set(lately.values_list("version__sop", "customer"))
        self.load: dict[int | None, list[int | None]] = defaultdict(list)
        for rule, owner in runs_at_work().values_list("rule", "customer__owner"):
            self.load[rule].append(owner)

    def _exempt(self) -> dict[Pair, list[Exempt]]:
        found: dict[Pair, list[Exempt]] = defaultdict(list)
        for one in SopException.objects.filter(customer__in=self.customers, ended_at=None):
            pair = (one.sop_id, one.customer_id)
            found[pair].append(Exempt(one.is_served, one.first_on, one.last_on))
        return found

    def may_have(self, rule: LifecycleRule, customer: int) -> bool:
        pair = (rule.sop_id, customer)
        if customer not in self.customers or pair in self.busy:
            return False
        if rule.entry in ONCE_A_YEAR and pair in self.lately:
            return False
        scopes = {"": scope_of(self.versions[rule.sop_id])}
        exempt = {"": self.exempt.get(pair, [])}
        return bool(applying(scopes, self.served[customer], exempt, self.day))

    def take(self, rule: LifecycleRule, customers: Iterable[int]) -> None:
        """They have it now, whichever playbook comes next."""
        self.busy |= {(rule.sop_id, customer) for customer in customers}
