"""The companies themselves. A stub that a file describes becomes a full customer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.imports.facts import settle_money
from accounts.imports.fields import (
    COUNT,
    CREDIT_CODE,
    DAY,
    MONEY,
    CellRefused,
    Field,
    ValueType,
    external_id,
    identifier,
    names,
    text,
    word,
)
from accounts.imports.kinds import customer_landing, customer_matching
from accounts.imports.kinds.words import SENSITIVITIES, SOURCES, TIERS
from accounts.imports.references import LONGEST_IDENTITY, customers_lock
from accounts.imports.registry import Kind, register
from accounts.imports.run import Run
from accounts.models import Assignment, Customer, CustomerAlias, CustomerIdentity
from accounts.rules.customer_code import check_code
from accounts.rules.names import normalise
from accounts.rules.parsing.refusal import Refusal, gettext_noop
from accounts.rules.parsing.text import parse_identifier
from accounts.rules.references import reference_keys

# Any of these tells one company from another.
NAMING = ("external_id", "code", "credit_code", "name")


def parse_code(cell: str) -> str:
    code = parse_identifier(cell, longest=40)
    check_code(code)
    return code


@register
class CustomerKind(Kind):
    code = "customers"
    label = _("customers")
    model = Customer
    writes = (Customer, CustomerAlias, CustomerIdentity, Assignment)
    fields = (
        Field(
            "code",
            _("customer code"),
            ValueType("text", parse_code),
            (
                "客户编号, 客户编码, 客户代码, 客户号, 编号, 编码, customer code, customer no, "
                "customer number, customer id, code"
            ),
            help=_("Empty: the next free number."),
        ),
        Field(
            "name",
            _("name"),
            text(200),
            (
                "客户名称, 公司名称, 企业名称, 单位名称, 客户, 公司, 名称, 全称, 客户全称, "
                "customer name, "
                "company name, name, company, customer, full name"
            ),
        ),
        Field(
            "short_name",
            _("short name"),
            text(80),
            "简称, 客户简称, 公司简称, short name, abbreviation",
        ),
        Field(
            "aliases",
            _("aliases"),
            names(200),
            "别名, 曾用名, 其他名称, aliases, alias, other names, former names",
            help=_("Several are separated by commas, semicolons or strokes; they are added."),
        ),
        Field(
            "credit_code",
            _("unified social credit code"),
            CREDIT_CODE,
            "统一社会信用代码, 信用代码, 社会信用代码, 税号, 纳税人识别号, credit code, uscc, "
            "tax id",
        ),
        Field(
            "parent",
            _("parent group"),
            identifier(200),
            (
                "上级集团, 所属集团, 集团, 母公司, 上级公司, 上级客户, parent, parent group, "
                "parent company, group"
            ),
        ),
        Field("industry", _("industry"), text(80), "行业, 所属行业, 行业分类, industry, sector"),
        Field(
            "region",
            _("region"),
            text(80),
            "地区, 区域, 所在地区, 省份, 城市, 国家, region, area, country, province, city",
        ),
        Field(
            "employees",
            _("employees"),
            COUNT,
            (
                "员工人数, 员工数, 人数, 人员规模, 规模, employees, headcount, staff, "
                "number of employees"
            ),
        ),
        Field(
            "annual_revenue",
            _("annual revenue"),
            MONEY,
            "年营收, 年收入, 年营业额, 年销售额, 营业收入, annual revenue, revenue, turnover",
        ),
        Field(
            "source",
            _("source"),
            word(SOURCES),
            "来源, 客户来源, 获客来源, 获客渠道, source, lead source, customer source",
        ),
        Field(
            "first_contact_on",
            _("first contact"),
            DAY,
            (
                "首次接触日期, 首次联系日期, 首次接触, 建档日期, first contact, first contact on, "
                "first contacted"
            ),
        ),
        Field(
            "founded_on",
            _("founding date"),
            DAY,
            "成立日期, 成立时间, 注册日期, founded on, founded, founding date, founding day",
        ),
        Field(
            "tier",
            _("tier"),
            word(TIERS),
            "客户等级, 等级, 客户级别, 级别, 客户分层, 分层, tier, level, class",
        ),
        Field(
            "sensitivity",
            _("sensitivity"),
            word(SENSITIVITIES),
            "敏感度, 敏感程度, 是否敏感, sensitivity, sensitive",
        ),
        Field(
            "sensitivity_reason",
            _("why sensitive"),
            text(200),
            "敏感原因, 敏感说明, sensitivity reason, why sensitive",
        ),
        Field(
            "owner",
            _("owner"),
            text(254),
            (
                "负责人, 客户经理, 客户负责人, 客户成功经理, 业务员, 归属人, 跟进人, owner, "
                "account manager, csm, "
                "responsible, salesperson"
            ),
            help=_("User name, e-mail address or name of a person here."),
        ),
        external_id(longest=LONGEST_IDENTITY),
    )

    def staged(self) -> dict[str, str]:
        return super().staged() | {
            "match_key": "text",
            "match_name_key": "text",
            "alias_keys": "varchar[]",
            "parent_key": "text",
            "parent_name_key": "text",
            "id": "bigint",
            "is_new": "boolean",
            "parent_id": "bigint",
            "owner_id": "bigint",
        }

    def missing(self, given: set[str]) -> list[Field]:
        return (
            [] if given & set(NAMING) else [field for field in self.fields if field.name == "name"]
        )

    def complete(self, row: dict[str, Any]) -> None:
        if not any(row[name] for name in NAMING):
            raise CellRefused("name", Refusal(gettext_noop("is missing")))
        settle_money(row)
        row["match_key"], row["match_name_key"] = reference_keys(row["name"] or "")
        if row["parent"]:
            row["parent_key"], row["parent_name_key"] = reference_keys(row["parent"])
        if row["aliases"]:
            row["alias_keys"] = [normalise(alias) for alias in row["aliases"]]

    def land(self, run: Run) -> None:
        customers_lock(run)
        own_fields = [field.name for field in self.fields]
        said = run.filled(own_fields)
        customer_matching.match(run)
        run.outcome.unchanged += customer_matching.settle_repeats(run, own_fields)
        customer_matching.refuse_taken(run, said)
        if "owner" in said:
            customer_matching.find_owners(run)
        customer_matching.number_new(run)
        if "parent" in said:
            customer_matching.find_parents(run)
        customer_landing.land(run)
