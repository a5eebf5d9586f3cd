"""The library that an installation begins with, in the order in which one reads it."""

from followups.seeds.activation import ACTIVATION
from followups.seeds.need_discovery import NEED_DISCOVERY
from followups.seeds.problem_response import PROBLEM_RESPONSE
from followups.seeds.recall import RECALL
from followups.seeds.relationship_care import RELATIONSHIP_CARE
from followups.seeds.renewal import RENEWAL
from followups.seeds.senior_visit import SENIOR_VISIT
from followups.seeds.shape import Procedure
from followups.seeds.value_delivery import VALUE_DELIVERY
from followups.seeds.win_back import WIN_BACK

LIBRARY: tuple[Procedure, ...] = (
    NEED_DISCOVERY,
    PROBLEM_RESPONSE,
    VALUE_DELIVERY,
    RELATIONSHIP_CARE,
    ACTIVATION,
    RENEWAL,
    RECALL,
    SENIOR_VISIT,
    WIN_BACK,
)
