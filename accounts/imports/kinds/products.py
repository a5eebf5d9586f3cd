"""What we sell, and which of it matters to whom."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.imports.facts import FactKind
from accounts.imports.fields import (
    CUSTOMER,
    DAY,
    PERCENT,
    Field,
    external_id,
    identifier,
    text,
)
from accounts.imports.landing import Check, repeats_refuse, rows_insert, rows_update
from accounts.imports.links import LineLink
from accounts.imports.registry import Kind, register
from accounts.imports.run import STAGING, Run
from accounts.imports.watching import rows_note
from accounts.models import CustomerLine, Product, ProductLine
from accounts.rules.parsing.refusal import gettext_noop

MATCH = "import_match"
LINE_WORDS = "产品线, 产品大类, 产品类别, 业务线, 所属产品线, product line, line, product group"
LINE_HELP = _("Code or name; a line nobody knows yet is recorded.")


@register
class ProductKind(Kind):
    """The catalogue: a product is known by its code, whatever system tells of it."""

    code = "products"
    label = _("products")
    model = Product
    writes = (ProductLine, Product)
    line = LineLink()
    fields = (
        Field(
            "code",
            _("product code"),
            identifier(80),
            (
                "产品编码, 产品编号, 产品代码, 商品编码, 物料编码, 物料号, 货号, product code, "
                "product no, sku, stock code, item code, part number, code"
            ),
            required=True,
        ),
        Field(
            "name",
            _("name"),
            text(200),
            "产品名称, 商品名称, 物料名称, 品名, 名称, product name, product, name, description",
        ),
        Field("line", _("product line"), text(80), LINE_WORDS, help=LINE_HELP),
        Field(
            "retired_on",
            _("no longer sold from"),
            DAY,
            "停产日期, 停售日期, 下架日期, retired on, discontinued on, no longer sold from",
        ),
    )

    def staged(self) -> dict[str, str]:
        return super().staged() | {"line_id": "bigint"}

    def land(self, run: Run) -> None:
        said = [field.name for field in self.fields]
        run.outcome.unchanged += repeats_refuse(run, "n.code", "code", said)
        run.lock("products")
        self.line.resolve(run)
        run.temp(
            MATCH,
            f"SELECT n.*, t.id FROM {STAGING} n LEFT JOIN accounts_product t ON t.code = n.code",
        )
        columns = ("name", "line_id", "retired_on")
        merged = {name: f'coalesce(n."{name}", t."{name}")' for name in columns}
        updated = rows_update(run, Product, MATCH, merged)
        given: dict[str, Any] = {name: f'n."{name}"' for name in columns}
        given |= {"code": "n.code", "name": "coalesce(n.name, n.code)"}
        new = f"(SELECT * FROM {MATCH} WHERE id IS NULL)"
        created = rows_insert(run, Product, new, given)
        [(total,)] = run.fetch(f"SELECT count(*) FROM {MATCH}")
        run.outcome.count(created, updated, total - created - updated)
        rows_note(run, Product, MATCH)


@register
class CustomerLineKind(FactKind):
    code = "customer_lines"
    label = _("relevant product lines")
    model = CustomerLine
    key = "line"
    own_key = ("line_id",)
    links = (LineLink(),)
    fields = (
        CUSTOMER,
        Field("line", _("product line"), text(80), LINE_WORDS, required=True, help=LINE_HELP),
        Field(
            "share",
            _("share of its business (%)"),
            PERCENT,
            "业务占比, 占比, 比例, share, share of business, percentage",
        ),
        Field(
            "valid_from", _("relevant from"), DAY, "相关起始日期, 起始日期, 生效日期, valid from"
        ),
        Field("valid_to", _("relevant until"), DAY, "相关截止日期, 截止日期, 失效日期, valid to"),
        external_id(),
    )
    checks = (
        Check(
            "valid_to",
            "{valid_to} < {valid_from}",
            gettext_noop("is before the first day, %(other)s"),
            other="valid_from",
        ),
    )
