"""How figures, money and moments are written, in the language of the page.

Nothing known is always a dash, so that nobody takes it for zero.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()

DASH = "–"
MINUS = "−"
SYMBOLS = {
    "CNY": "¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "JPY": "JP¥",
    "TWD": "NT$",
    "USD": "US$",
}
UNITS = {
    "zh": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")),
    "en": ((Decimal(10**9), "B"), (Decimal(10**6), "M"), (Decimal(10**3), "K")),
}

# 999,999 is ¥1.00M, not ¥1,000.0K: four digits are shown at most.
ALMOST_ONE = Decimal("0.99995")

Number = Decimal | float | int


@register.filter
def count(value: int | None) -> str:
    """12345 → 12,345"""
    return DASH if value is None else _digits(Decimal(value), 0)


@register.filter
def figure(value: Number | None, decimals: int = 1) -> str:
    """A measured figure: 7.25 → 7.3"""
    return DASH if value is None else _digits(Decimal(str(value)), decimals)


@register.filter
def signed(value: Number | None, decimals: int = 1) -> str:
    """A change: +3.2, −1.0, 0.0"""
    if value is None:
        return DASH
    text = figure(value, decimals)
    return f"+{text}" if direction(value, decimals) == "up" else text


@register.filter
def direction(value: Number | None, decimals: int = 1) -> str:
    """Where a change goes once it is rounded as it is shown: up, down, same, or none."""
    if value is None:
        return "none"
    rounded = _rounded(Decimal(str(value)), decimals)
    return "up" if rounded > 0 else "down" if rounded < 0 else "same"


@register.filter
def percent(share: Number | None, decimals: int = 0) -> str:
    """A share of one: 0.725 → 73%"""
    return DASH if share is None else f"{_digits(Decimal(str(share)) * 100, decimals)}%"


@register.filter
def money(amount: Number | None, currency: str) -> str:
    """`{{ order.amount|money:order.currency }}` → ¥1,234.50"""
    return DASH if amount is None else _with_symbol(Decimal(str(amount)), currency, 2, "")


@register.filter
def money_cell(amount: Number | str | None, currency: str) -> str:
    """An amount of a veiled row: what is masked stays as it is."""
    return amount if isinstance(amount, str) else money(amount, currency)


@register.filter
def money_short(amount: Number | None, currency: str) -> str:
    """For headlines and narrow columns: ¥123.5万 in Chinese, ¥1.24M in English."""
    if amount is None:
        return DASH
    value = Decimal(str(amount))
    for size, unit in UNITS["zh" if _is_chinese() else "en"]:
        scaled = value / size
        if abs(scaled) >= ALMOST_ONE:
            return _with_symbol(scaled, currency, _short_decimals(scaled), unit)
    return _with_symbol(value, currency, 0, "")


@register.filter
def day(value: date | None) -> str | SafeString:
    """A day, or the company's day of a moment."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        value = localdate(value)
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "SHORT_DATE_FORMAT")
    )


@register.filter
def ago(moment: datetime | None) -> str | SafeString:
    """How long ago, with the exact time on hover."""
    if moment is None:
        return DASH
    return _time(moment, naturaltime(moment))


@register.filter
def exact(moment: datetime | None) -> str | SafeString:
    """The day and the minute, in the company's time zone."""
    if moment is None:
        return DASH
    return _time(moment, date_format(localtime(moment), "SHORT_DATETIME_FORMAT"))


@register.filter
def since(value: date | None, today: date) -> str | SafeString:
    """`{{ last_order_on|since:as_of }}` → 34 days ago, with the day itself on hover."""
    if value is None:
        return DASH
    days = (today - value).days
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        date_format(value, "SHORT_DATE_FORMAT"),
        _days_away(days),
    )


def _days_away(days: int) -> str:
    if days == 0:
        return _("today")
    if days > 0:
        return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": f"{days:,}"}
    return ngettext("in %(days)s day", "in %(days)s days", -days) % {"days": f"{-days:,}"}


def _time(moment: datetime, text: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        date_format(localtime(moment), "SHORT_DATETIME_FORMAT"),
        text,
    )


def _with_symbol(value: Decimal, currency: str, decimals: int, unit: str) -> str:
    symbol = SYMBOLS.get(currency, f"{currency} ")
    text = _digits(value, decimals)
    sign = MINUS if text.startswith(MINUS) else ""
    return f"{sign}{symbol}{text.removeprefix(MINUS)}{unit}"


def _short_decimals(value: Decimal) -> int:
    """Three or four digits are enough to compare by."""
    return 2 if abs(value) < 10 else 1 if abs(value) < 1000 else 0


def _digits(value: Decimal, decimals: int) -> str:
    rounded = _rounded(value, decimals)
    text = f"{abs(rounded):,}"
    return f"{MINUS}{text}" if rounded < 0 else text


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
