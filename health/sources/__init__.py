"""Sources by code. A new kind of facts is a new file here and a name below."""

from health.sources.agreements import Agreements
from health.sources.base import Reading, Source
from health.sources.billing import Invoices, Receivables
from health.sources.contacts import Contacts
from health.sources.contracts import Contracts
from health.sources.follow_ups import FollowUps
from health.sources.happenings import Happenings
from health.sources.invitations import Invitations
from health.sources.lines import Lines
from health.sources.needs import Needs
from health.sources.orders import Orders
from health.sources.signals import News, Signals
from health.sources.sizes import Sizes
from health.sources.surveys import Surveys
from health.sources.tickets import Clocks, Tickets
from health.sources.usage import Usage

SOURCES: dict[str, Source] = {
    source.code: source
    for source in (
        *(Orders(), Lines(), Contracts(), Invoices(), Contacts(), Needs(), Surveys()),
        *(Tickets(), Clocks(), Usage(), Invitations(), Signals()),
        *(FollowUps(), Happenings(), News(), Agreements(), Receivables(), Sizes()),
    )
}

__all__ = ["SOURCES", "Reading", "Source"]
