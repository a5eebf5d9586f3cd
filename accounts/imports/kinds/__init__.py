"""The kinds of files about customers, their people, and the commercial facts about them."""

from accounts.imports.kinds.billing import InvoiceKind, PaymentKind
from accounts.imports.kinds.contacts import ContactKind
from accounts.imports.kinds.contracts import ContractKind
from accounts.imports.kinds.costs import CostKindOfFile
from accounts.imports.kinds.customers import CustomerKind
from accounts.imports.kinds.events import EventKindOfFile, SignalKind
from accounts.imports.kinds.opportunities import OpportunityKindOfFile
from accounts.imports.kinds.order_lines import OrderLineKind
from accounts.imports.kinds.orders import OrderKind
from accounts.imports.kinds.products import CustomerLineKind, ProductKind
from accounts.imports.kinds.relationship import (
    CampaignResponseKind,
    CompetitorKind,
    ExtraKindOfFile,
    PromiseKind,
)
from accounts.imports.kinds.usage import ProgressKind, UsageKind

__all__ = [
    "CampaignResponseKind",
    "CompetitorKind",
    "ContactKind",
    "ContractKind",
    "CostKindOfFile",
    "CustomerKind",
    "CustomerLineKind",
    "EventKindOfFile",
    "ExtraKindOfFile",
    "InvoiceKind",
    "OpportunityKindOfFile",
    "OrderKind",
    "OrderLineKind",
    "PaymentKind",
    "ProductKind",
    "ProgressKind",
    "PromiseKind",
    "SignalKind",
    "UsageKind",
]
