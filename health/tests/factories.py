"""Rows of health for tests. Those that empty the database take the published model with them."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

import factory
from django.utils import timezone

from accounts.tests.factories import CustomerFactory, UserFactory
from health.choices import (
    ATTENTION,
    CaseOutcome,
    CaseTrouble,
    HeldState,
    Level,
    Trouble,
    VersionState,
    WarningCause,
    WinBackReason,
)
from health.models import (
    BacktestRun,
    Case,
    ChanceSignal,
    HealthCurrent,
    HealthModelVersion,
    HeldBatch,
    HeldWarning,
    ImprovementPlan,
    LevelOverride,
    LostReview,
    RuleSetting,
    ScoreDoubt,
    Warning,
    WarningSignal,
    WinBack,
)
from health.queries.versions import version_published
from health.registry import Indicator, proposed
from health.services.versions import version_draft, version_preview, version_publish

SPEC_1_0 = {
    **import_module("health.migrations.0002_version_1_0").SPEC,
    "signals": import_module("health.migrations.0004_market_signals").SIGNALS,
}


def version_1_0() -> HealthModelVersion:
    return HealthModelVersion.objects.get_or_create(
        number="1.0",
        defaults={
            "state": VersionState.PUBLISHED,
            "published_at": timezone.now(),
            "spec": SPEC_1_0,
        },
    )[0]


class HealthCurrentFactory(factory.django.DjangoModelFactory[HealthCurrent]):
    class Meta:
        model = HealthCurrent

    customer = factory.SubFactory(CustomerFactory)
    day = date(2026, 11, 25)
    score = Decimal("80.00")
    level = Level.HEALTHY
    attention = factory.LazyAttribute(lambda health: ATTENTION[health.level])
    coverage = Decimal(1)
    low_confidence = False
    spark = factory.LazyFunction(lambda: [80] * 12)


class WarningFactory(factory.django.DjangoModelFactory[Warning]):
    class Meta:
        model = Warning

    customer = factory.SubFactory(CustomerFactory)
    cause = WarningCause.SCORE
    level = worst_level = Level.ORANGE
    score = Decimal("65.00")
    opened_on = level_since = as_of = date(2026, 11, 25)
    opened_at = factory.LazyFunction(timezone.now)


def held_batch() -> HeldBatch:
    """There is one at a time."""
    defaults = {"as_of": date(2026, 11, 25), "at": timezone.now()}
    return HeldBatch.objects.get_or_create(state=HeldState.HELD, defaults=defaults)[0]


class HeldWarningFactory(factory.django.DjangoModelFactory[HeldWarning]):
    class Meta:
        model = HeldWarning

    customer = factory.SubFactory(CustomerFactory)
    batch = factory.LazyFunction(held_batch)
    level = Level.ORANGE
    score = Decimal("65.00")


class LevelOverrideFactory(factory.django.DjangoModelFactory[LevelOverride]):
    """Set today, for thirty days."""

    class Meta:
        model = LevelOverride

    customer = factory.SubFactory(CustomerFactory)
    level = Level.HEALTHY
    reason = "客户在搬迁，三月恢复采购"
    by = factory.SubFactory(UserFactory)
    set_at = factory.LazyFunction(timezone.now)
    starts_on = factory.LazyAttribute(lambda row: timezone.localdate(row.set_at))
    ends_on = factory.LazyAttribute(lambda row: row.starts_on + timedelta(days=30))
    computed_level = Level.ORANGE
    computed_score = Decimal("64.20")


class ScoreDoubtFactory(factory.django.DjangoModelFactory[ScoreDoubt]):
    class Meta:
        model = ScoreDoubt

    customer = factory.SubFactory(CustomerFactory)
    day = date(2026, 11, 25)
    version = factory.LazyFunction(version_1_0)
    score = Decimal("64.20")
    level = Level.ORANGE
    indicator = "order_amount"
    reason = "订单在旧系统里"
    by = factory.SubFactory(UserFactory)
    at = factory.LazyFunction(timezone.now)


class WinBackFactory(factory.django.DjangoModelFactory[WinBack]):
    """Begun a month ago; nothing was bought before."""

    class Meta:
        model = WinBack

    customer = factory.SubFactory(CustomerFactory)
    opened_on = date(2026, 10, 26)
    opened_by = owner = factory.SubFactory(UserFactory)
    first_cause = WinBackReason.PRICE_SENSITIVE
    deadline_on = date(2026, 11, 30)


class LostReviewFactory(factory.django.DjangoModelFactory[LostReview]):
    class Meta:
        model = LostReview

    customer = factory.SubFactory(CustomerFactory)
    origin = factory.Sequence(lambda number: f"test:{number}")
    opened_at = factory.LazyFunction(timezone.now)


class CaseFactory(factory.django.DjangoModelFactory[Case]):
    class Meta:
        model = Case

    customer = factory.SubFactory(CustomerFactory)
    trouble = CaseTrouble.LOSS
    reason = WinBackReason.SERVICE
    done = "换了工程师，但太晚"
    outcome = CaseOutcome.LOST
    lesson = "第二次投诉后一天内上门"
    origin = factory.Sequence(lambda number: f"test:{number}")
    written_at = factory.LazyFunction(timezone.now)


class BacktestRunFactory(factory.django.DjangoModelFactory[BacktestRun]):
    """Waits for the queue."""

    class Meta:
        model = BacktestRun

    version = factory.LazyFunction(version_1_0)
    revision = factory.SelfAttribute("version.revision")
    first = date(2026, 1, 31)
    last = date(2026, 6, 30)
    asked_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(timezone.now)


def draft(more: Iterable[type[Indicator]] = (), **content: Any) -> HealthModelVersion:
    """A draft like the published version, with more indicators, and other content."""
    model = version_published()
    entries = [*model.spec["indicators"], *map(proposed, more)]
    spec = {**model.spec, "indicators": entries, **content}
    return version_draft(based_on=model, spec=spec, by=None, at=timezone.now())


def published(version: HealthModelVersion) -> HealthModelVersion:
    now = timezone.now()
    version = version_preview(version=version, revision=version.revision, at=now)
    return version_publish(
        version=version, revision=version.revision, by=None, reason="Try it.", at=now
    )


class WarningSignalFactory(factory.django.DjangoModelFactory[WarningSignal]):
    class Meta:
        model = WarningSignal

    customer = factory.SubFactory(CustomerFactory)
    warning = factory.LazyAttribute(
        lambda signal: WarningFactory(
            customer=signal.customer, cause=WarningCause.SATISFACTION, score=None
        )
    )
    rule = "csat_very_low"
    level = Level.ORANGE
    evidence = {"csat_last": 60, "csat_answered_on": "2026-11-20"}
    began_on = date(2026, 11, 25)


class ChanceSignalFactory(factory.django.DjangoModelFactory[ChanceSignal]):
    class Meta:
        model = ChanceSignal

    customer = factory.SubFactory(CustomerFactory)
    rule = "favourable_policy"
    evidence = {"news_good": 1}
    began_on = date(2026, 11, 25)


class ImprovementPlanFactory(factory.django.DjangoModelFactory[ImprovementPlan]):
    class Meta:
        model = ImprovementPlan

    customer = factory.SubFactory(CustomerFactory)
    trouble = Trouble.COMPLAINTS
    analysis = "三起投诉都来自同一批次"
    goal = "所有投诉解决并经客户确认"
    review_on = date(2026, 12, 24)
    filed_at = factory.LazyFunction(timezone.now)
    filed_by = factory.SubFactory(UserFactory)


class RuleSettingFactory(factory.django.DjangoModelFactory[RuleSetting]):
    class Meta:
        model = RuleSetting

    rule = factory.Sequence("rule_{}".format)
    level = Level.YELLOW
    reason = "试用"
    changed_by = factory.SubFactory(UserFactory)
    changed_at = factory.LazyFunction(timezone.now)
