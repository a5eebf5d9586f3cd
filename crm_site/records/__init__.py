"""The kinds of records that a customer's page shows and lists."""

from crm_site.records.dealings import DEALINGS
from crm_site.records.section import Amount, Link, Mark, Section
from crm_site.records.service import SERVICE
from crm_site.records.trade import TRADE
from crm_site.records.work import WORK

SECTIONS: tuple[Section, ...] = tuple(section() for section in (*WORK, *SERVICE, *TRADE, *DEALINGS))
"""In the order in which a page shows them."""

BY_CODE = {section.code: section for section in SECTIONS}

__all__ = ["BY_CODE", "SECTIONS", "Amount", "Link", "Mark", "Section"]
