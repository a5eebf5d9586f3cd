"""The playbooks that an installation begins with, and the procedures that came with them."""

from typing import NamedTuple

from followups.seeds.advocacy import ADVOCACY
from followups.seeds.growth import CAPACITY_OFFER, MONTHLY_TIP, STEP_UP, UPGRADE_TALK
from followups.seeds.shape import Procedure

PROCEDURES: tuple[Procedure, ...] = (
    *(STEP_UP, UPGRADE_TALK, CAPACITY_OFFER, ADVOCACY, MONTHLY_TIP),
)


class Playbook(NamedTuple):
    code: str
    stage: str
    entry: str
    sop: str
    exit: str
    days: int | None = None
    least: int | None = None
    at_once: int | None = None
    opens: str = ""


PLAYBOOKS: tuple[Playbook, ...] = (
    Playbook(
        *("activation", "activation", "first_purchase", "activation", "left"),
        days=30,
        at_once=10,
    ),
    Playbook("monthly-tip", "retention", "each_month", "monthly-tip", "month_over"),
    Playbook(
        *("second-need", "monetisation", "settled", "need-discovery", "troubled"),
        days=180,
        at_once=3,
    ),
    Playbook(
        *("step-up", "monetisation", "first_repurchase", "step-up", "troubled"),
        days=90,
        at_once=5,
        opens="upgrade",
    ),
    Playbook(
        *("upgrade-talk", "monetisation", "satisfied_year", "upgrade-talk", "troubled"),
        days=365,
        least=90,
        at_once=3,
        opens="upgrade",
    ),
    Playbook(*("capacity-offer", "monetisation", "grew", "capacity-offer", "troubled"), at_once=5),
    Playbook(
        *("promoters", "advocacy", "promoter", "advocacy", "troubled"),
        days=365,
        least=9,
        at_once=3,
    ),
    Playbook(
        *("satisfied", "advocacy", "satisfied_year", "advocacy", "troubled"),
        days=365,
        least=90,
        at_once=3,
    ),
    Playbook(
        *("recall", "dormant", "dormant", "dormant-recall", "ordered"),
        days=90,
        least=2,
        at_once=5,
    ),
    Playbook("renewal", "", "contract_ends", "renewal", "renewed", days=30),
    Playbook(
        *("repurchase", "", "repurchase_due", "renewal", "ordered"),
        days=30,
        least=60,
        at_once=5,
    ),
)
