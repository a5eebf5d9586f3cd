from accounts.models.assignment import Assignment
from accounts.models.audit import AccessLog
from accounts.models.billing import Invoice, Payment
from accounts.models.contact import Contact
from accounts.models.contract import Contract, ContractFile, ServiceStandard
from accounts.models.cost import Cost
from accounts.models.customer import Customer, CustomerAlias, CustomerIdentity
from accounts.models.event import CustomerEvent, MarketSignal
from accounts.models.facts import FactChange, Feed
from accounts.models.imports import ImportBatch, ImportChange, ImportUpload, UploadRow
from accounts.models.notice import Notice
from accounts.models.opportunity import Opportunity
from accounts.models.order import Order, OrderLine, OrderProgress
from accounts.models.people import Department, Team, User
from accounts.models.product import CustomerLine, Product, ProductLine
from accounts.models.rate import ExchangeRate
from accounts.models.relationship import CampaignResponse, CompetitorAt, ExtraGiven, Promise
from accounts.models.stage import CustomerStage
from accounts.models.usage import UsageDay

__all__ = [
    "AccessLog",
    "Assignment",
    "CampaignResponse",
    "CompetitorAt",
    "Contact",
    "Contract",
    "ContractFile",
    "Cost",
    "Customer",
    "CustomerAlias",
    "CustomerEvent",
    "CustomerIdentity",
    "CustomerLine",
    "CustomerStage",
    "Department",
    "ExchangeRate",
    "ExtraGiven",
    "FactChange",
    "Feed",
    "ImportBatch",
    "ImportChange",
    "ImportUpload",
    "Invoice",
    "MarketSignal",
    "Notice",
    "Opportunity",
    "Order",
    "OrderLine",
    "OrderProgress",
    "Payment",
    "Product",
    "ProductLine",
    "Promise",
    "ServiceStandard",
    "Team",
    "UploadRow",
    "UsageDay",
    "User",
]
