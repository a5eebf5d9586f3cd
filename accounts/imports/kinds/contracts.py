from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.imports.facts import FactKind
from accounts.imports.fields import (
    CURRENCY_FIELD,
    CUSTOMER,
    DAY,
    MONEY,
    Field,
    external_id,
    identifier,
    text,
)
from accounts.imports.landing import Check, rows_update
from accounts.imports.registry import register
from accounts.imports.run import Run
from accounts.models import (
    Contract,
    ContractFile,
    Customer,
    CustomerIdentity,
    Feed,
    ServiceStandard,
)
from accounts.rules.parsing.refusal import gettext_noop

# A contract that moved to another customer takes its promises and papers along.
MOVED = """
    (SELECT p.id, c.customer_id FROM accounts_contract c
     JOIN {part} p ON p.contract_id = c.id AND p.customer_id <> c.customer_id
     WHERE c.batch_id = %(batch)s)
"""
CUSTOMER_OF_CONTRACT = {"customer_id": "n.customer_id"}


@register
class ContractKind(FactKind):
    code = feed = "contracts"
    label = _("contracts")
    model = Contract
    key = "number"
    day_column = "starts_on"
    stale_after_days = 365
    takes_along = (ServiceStandard, ContractFile)
    writes = (Customer, CustomerIdentity, Contract, ServiceStandard, ContractFile, Feed)
    fields = (
        Field(
            "number",
            _("contract number"),
            identifier(80),
            "合同编号, 合同号, 协议编号, 编号, contract number, contract no, contract id, number",
            required=True,
        ),
        CUSTOMER,
        Field(
            "title",
            pgettext_lazy("of a thing", "title"),
            text(200),
            "合同名称, 协议名称, 名称, contract title, title, name",
        ),
        Field("signed_on", _("signed"), DAY, "签订日期, 签约日期, 签署日期, signed on, signed"),
        Field(
            "starts_on",
            _("starts"),
            DAY,
            "开始日期, 生效日期, 起始日期, 合同开始日期, start date, starts on, valid from, begins",
            required=True,
        ),
        Field(
            "ends_on",
            _("ends"),
            DAY,
            "结束日期, 到期日期, 截止日期, 终止日期, 合同到期日, end date, ends on, valid to",
            help=_("The last day."),
        ),
        Field(
            "renews_on",
            _("to be renewed by"),
            DAY,
            "续约日期, 续签日期, 续签截止日期, renewal date, renews on, to be renewed by",
        ),
        Field(
            "terminated_on",
            _("terminated"),
            DAY,
            "解除日期, 提前终止日期, 解约日期, terminated on, terminated, termination date",
        ),
        Field(
            "amount",
            pgettext_lazy("contract", "value"),
            MONEY,
            "合同金额, 合同总额, 金额, 总金额, contract value, value, amount, total",
        ),
        CURRENCY_FIELD,
        Field(
            "payment_terms",
            _("payment terms"),
            text(200),
            "付款条件, 付款方式, 账期, 结算方式, payment terms, terms of payment",
        ),
        external_id(),
    )
    checks = (
        Check(
            "ends_on",
            "{ends_on} < {starts_on}",
            gettext_noop("is before the first day, %(other)s"),
            other="starts_on",
        ),
    )

    def land(self, run: Run) -> None:
        super().land(run)
        for part in (ServiceStandard, ContractFile):
            rows_update(run, part, MOVED.format(part=part._meta.db_table), CUSTOMER_OF_CONTRACT)
