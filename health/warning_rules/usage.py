"""They use less of what they bought.

Closed days of the company lower what is expected, and never raise it: nobody logs in at Spring
Festival.
"""

from django.utils.translation import gettext_lazy as _

from accounts.choices import UsageMetric
from health.choices import Level, Unit, WarningCause
from health.registry import SubFigure
from health.sources.base import worked_until
from health.warning_rules.base import Param, WarningRule, days, min_cases, register, share

LOGIN = f"metric = '{UsageMetric.LOGIN}' AND value > 0"
"""Some systems tell of every day, with a zero where nobody logged in."""
_WORKED = f"{worked_until('evaluated_on')} - {worked_until('(evaluated_on - {days})')}"


class Use(WarningRule):
    cause = WarningCause.USAGE
    level = Level.YELLOW
    source = "usage"
    window = 30
    waits_for_feeds = True


@register
class NoLogin(Use):
    """Seven days of which five are worked: a holiday does not count. Weeks end with the last one.

    After half a year without a log-in this is no news any more.
    """

    code = "no_login"
    label = _("no log-in after weekly use")
    explanation = _(
        "No log-in for %(quiet_days)s days, company holidays not counted, by a customer that had "
        "logged in in %(min_cases)s of the 8 weeks before."
    )
    unit = Unit.DAYS
    window = 240
    params = (
        Param("quiet_days", _("days without a log-in"), 7, 3, 60, Unit.DAYS),
        min_cases(6, _("weeks with a log-in, of the 8 before")),
    )
    rows = LOGIN
    columns = {
        "login_days": (
            f"array_agg(used_on) FILTER (WHERE {LOGIN} AND used_on > evaluated_on - 240)"
        ),
        "login_last_on": f"max(used_on) FILTER (WHERE {LOGIN} AND used_on > evaluated_on - 240)",
    }
    derived = {
        "login_weeks": (
            "(SELECT count(DISTINCT (login_last_on - one) / 7) FROM unnest(login_days) AS one"
            " WHERE one > login_last_on - 56)"
        ),
        "login_quiet_days": "evaluated_on - login_last_on",
        "login_quiet_worked": (f"{worked_until('evaluated_on')} - {worked_until('login_last_on')}"),
    }
    applies_if = "login_quiet_days < 184"
    enough_if = "login_weeks >= {min_cases}"
    raw = "login_quiet_days"
    fires_if = "login_quiet_days >= {quiet_days} AND login_quiet_worked >= {quiet_days} * 5 / 7"
    evidence = (
        SubFigure("login_last_on", _("last log-in"), Unit.DATE),
        SubFigure("login_quiet_days", _("days since then"), Unit.DAYS),
        SubFigure("login_quiet_worked", _("working days since then"), Unit.DAYS),
        SubFigure("login_weeks", _("weeks with a log-in, of the 8 before"), Unit.COUNT),
    )


@register
class DownloadsHalved(Use):
    code = "downloads_halved"
    label = _("downloads halved")
    explanation = _(
        "Downloads of the last %(days)s days are at most %(share)s %% of those of as many days "
        "before."
    )
    unit = Unit.COUNT
    clears_slowly = True
    rows = f"metric = '{UsageMetric.DOWNLOAD}'"
    params = (
        days(30, 90),
        share(50, _("at most this share of the days before")),
        min_cases(10, _("downloads in the days before")),
    )
    columns = {
        "downloads_recent": (
            f"coalesce(sum(value) FILTER (WHERE {rows} AND used_on > evaluated_on - {{days}}), 0)"
        ),
        "downloads_before": (
            f"coalesce(sum(value) FILTER (WHERE {rows} AND used_on <= evaluated_on - {{days}}"
            " AND used_on > evaluated_on - 2 * {days}), 0)"
        ),
    }
    derived = {
        "downloads": "downloads_recent::float8",
        "downloads_worked": _WORKED,
        "downloads_worked_before": (
            f"{worked_until('(evaluated_on - {days})')}"
            f" - {worked_until('(evaluated_on - 2 * {days})')}"
        ),
        "downloads_expected": (
            "downloads_before::float8"
            " * least(1, downloads_worked::float8 / nullif(downloads_worked_before, 0))"
        ),
    }
    enough_if = "downloads_before >= {min_cases}"
    raw = "downloads"
    # Where all days were closed nothing is expected, and nothing is missing.
    fires_if = "downloads_expected > 0 AND 100 * downloads <= {share} * downloads_expected"
    evidence = (
        SubFigure("downloads", _("downloads in the time looked at"), Unit.COUNT),
        SubFigure("downloads_before", _("downloads in as many days before"), Unit.COUNT),
        SubFigure("downloads_worked", _("working days in the time looked at"), Unit.COUNT),
        SubFigure("downloads_worked_before", _("working days in the time before"), Unit.COUNT),
    )

    @classmethod
    def reach(cls) -> int:
        return 2 * cls.window


PRODUCT = f"metric = '{UsageMetric.PRODUCT}'"
PRODUCT_COLUMNS = {
    "product_recent": (
        f"coalesce(sum(value) FILTER (WHERE {PRODUCT} AND used_on > evaluated_on - 30), 0)"
    ),
    "product_before": (
        f"coalesce(sum(value) FILTER (WHERE {PRODUCT} AND used_on <= evaluated_on - 30"
        " AND used_on > evaluated_on - 120), 0)"
    ),
}
PRODUCT_DERIVED = {
    "product_use": "product_recent::float8",
    "product_worked": f"{worked_until('evaluated_on')} - {worked_until('(evaluated_on - 30)')}",
    "product_worked_before": (
        f"{worked_until('(evaluated_on - 30)')} - {worked_until('(evaluated_on - 120)')}"
    ),
    "product_usual": "product_before::float8 / 3",
    "product_expected": (
        "product_usual * least(1, 3.0 * product_worked / nullif(product_worked_before, 0))"
    ),
}
PRODUCT_EVIDENCE = (
    SubFigure("product_use", _("product usage in 30 days"), Unit.COUNT),
    SubFigure("product_usual", _("usual in 30 days, by the 90 before"), Unit.NUMBER),
    SubFigure("product_worked", _("working days in the time looked at"), Unit.COUNT),
)


@register
class UsageHalved(Use):
    code = "usage_halved"
    label = _("product usage halved")
    explanation = _(
        "Product usage of the last 30 days is at most %(share)s %% of what was usual in the 90 "
        "before."
    )
    unit = Unit.COUNT
    clears_slowly = True
    rows = PRODUCT
    params = (
        share(50, _("at most this share of the usual")),
        min_cases(10, _("usage in the 90 days before")),
    )
    columns, derived, evidence = PRODUCT_COLUMNS, PRODUCT_DERIVED, PRODUCT_EVIDENCE
    enough_if = "product_before >= {min_cases}"
    raw = "product_use"
    fires_if = "product_expected > 0 AND 100 * product_use <= {share} * product_expected"

    @classmethod
    def reach(cls) -> int:
        return 120
