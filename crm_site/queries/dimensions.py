"""What customers are told apart by: whose they are, and what kind of company.

Figures are broken down by the same paths that lists are narrowed by.
"""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer, User

NOBODY, NONE = "nobody", "none"


@dataclass(frozen=True, slots=True)
class Dimension:
    """`path` leads from a customer to the value, `found` to what is empty where there is none.

    `none` is what an address says for that, and `nothing` a page.
    """

    code: str
    label: str | Promise
    path: str
    found: str
    none: str
    nothing: str | Promise

    def key(self, customer: str = "customer__") -> Combinable:
        """The value as SQL, "" for none; `customer` is the path to the customer."""
        return Coalesce(F(f"{customer}{self.path}"), Value(""))

    def where(self, value: str, customer: str = "customer__") -> Q:
        if value != self.none:
            return Q(**{f"{customer}{self.path}": value})
        is_text = self.found == self.path
        return Q(**{f"{customer}{self.found}": "" if is_text else None})


OWNER = Dimension(
    "owner", _("Owner"), "owner__username", "owner", NOBODY, pgettext_lazy("owner", "nobody")
)
TEAM = Dimension("team", _("Team"), "owner__team__code", "owner__team", NONE, _("in no team"))
TIER = Dimension("tier", _("Tier"), "tier", "tier", NONE, _("no tier"))
INDUSTRY = Dimension(
    "industry", _("Industry"), "industry", "industry", NONE, _("no industry given")
)
REGION = Dimension("region", _("Region"), "region", "region", NONE, _("no region given"))
DIMENSIONS = {one.code: one for one in (OWNER, TEAM, TIER, INDUSTRY, REGION)}


def owners_of(customers: QuerySet[Customer]) -> QuerySet[User]:
    """The people who own one of these customers, with their teams."""
    people = User.objects.filter(pk__in=customers.values("owner")).select_related("team")
    return people.order_by("username").only(
        *("username", "name", "team__code", "team__name", "team__name_en")
    )


def teams_of(owners: list[User]) -> dict[str, str]:
    """Code → name of the teams of these people, by name."""
    teams = {owner.team.code: str(owner.team) for owner in owners if owner.team}
    return dict(sorted(teams.items(), key=lambda team: team[1]))
