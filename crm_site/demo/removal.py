"""Taking the demo away, and nothing else.

A customer that somebody outside the demo works with stays, without the demo's facts; a person of
the demo who did something outside of it stays, unable to log in. The history of changes stays
complete, as it does for everything.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pghistory
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from accounts.choices import TYPED_SOURCE
from accounts.models import (
    AccessLog,
    Assignment,
    CampaignResponse,
    CompetitorAt,
    Contact,
    Contract,
    ContractFile,
    Cost,
    Customer,
    CustomerAlias,
    CustomerEvent,
    CustomerIdentity,
    CustomerLine,
    CustomerStage,
    ExtraGiven,
    FactChange,
    Feed,
    ImportBatch,
    ImportUpload,
    Invoice,
    MarketSignal,
    Notice,
    Opportunity,
    Order,
    OrderLine,
    OrderProgress,
    Payment,
    Product,
    ProductLine,
    Promise,
    ServiceStandard,
    Team,
    UsageDay,
    User,
)
from accounts.services.assignments import owners_refresh
from crm_site.demo import SOURCE
from crm_site.demo.catalogue import CODE_PREFIX
from crm_site.demo.staff import demo_people
from followups.models import (
    CadenceException,
    CadencePlan,
    CalendarPerson,
    Concession,
    CustomerPlan,
    DeadlineChange,
    FollowUp,
    FollowUpDraft,
    FollowUpFile,
    FollowUpRevision,
    Leave,
    LifecycleRule,
    Need,
    OfficialYear,
    PlanContact,
    PlannedTouch,
    PlanReview,
    RecurringTask,
    Referral,
    SlaClock,
    SopException,
    SopRun,
    SopVersion,
    SurveyAnswer,
    Task,
    TaskEvent,
    Ticket,
)
from followups.models.cadence import OF_CADENCE
from followups.services.concessions import COSTS
from followups.services.follow_up_files import files_forget
from followups.services.lifecycle import SIGN as PLAYBOOKS
from followups.services.referrals import COSTS as REWARDS
from health.models import (
    BacktestRun,
    Case,
    ChanceSignal,
    HealthCurrent,
    HealthModelVersion,
    HealthScore,
    HeldBatch,
    HeldDecision,
    HeldWarning,
    ImprovementPlan,
    LevelOverride,
    LostReview,
    PeerPace,
    PeerScore,
    PlanStep,
    ScoreDoubt,
    StartingLevel,
    VersionEffect,
    Warning,
    WarningDuty,
    WarningSignal,
    WinBack,
)
from health.services.chances import SIGN as CHANCES

# What points at others before what it points at.
FACTS: tuple[type[Model], ...] = (
    *(FollowUp, SurveyAnswer, Ticket, Need),
    *(CampaignResponse, Promise, CustomerEvent, MarketSignal, Opportunity),
    *(CompetitorAt, ExtraGiven, CustomerLine, UsageDay, Cost),
    *(Payment, Invoice, Contract, OrderProgress, OrderLine, Order, Contact),
)
# They go with the fact that they are a part of.
PARTS: tuple[type[Model], ...] = (SlaClock, ServiceStandard, ContractFile)
# And these, of which the demo has none to begin with.
CHANGES: tuple[type[Model], ...] = (
    *(DeadlineChange, FollowUpDraft, FollowUpFile, FollowUpRevision),
)
# They go with the customer that they are about.
TOLD: tuple[type[Model], ...] = (Notice, HeldWarning, StartingLevel)
SCORES: tuple[type[Model], ...] = (HealthScore, HealthCurrent, VersionEffect)
WORK: tuple[type[Model], ...] = (
    *(Concession, Warning, WarningSignal, ChanceSignal, ImprovementPlan),
    *(LevelOverride, ScoreDoubt),
    *(PlannedTouch, CadencePlan, CadenceException),
    *(Case, LostReview, WinBack, PlanReview, CustomerPlan),
    *(Task, SopRun, SopException, RecurringTask, Referral, CustomerStage),
)
NUMBERS: tuple[type[Model], ...] = (CustomerIdentity,)
NAMES: tuple[type[Model], ...] = (CustomerAlias, *NUMBERS)
# The sources of what the demo brought, and of what followed from it.
OURS = (SOURCE, COSTS, REWARDS, CHANCES, PLAYBOOKS)


@dataclass(frozen=True, slots=True)
class Removed:
    """How many rows went; codes and usernames of those that stay."""

    people: int
    customers: int
    contacts: int
    orders: int
    kept_customers: list[str]
    kept_people: list[str]


@transaction.atomic
def demo_remove() -> Removed:
    with pghistory.context(user="system:demo"):
        ours = set(
            CustomerIdentity.objects.filter(source=SOURCE).values_list("customer", flat=True)
        )
        kept = _kept_customers(ours)
        gone = ours - kept
        _referrals_delete()
        _scores_delete(ours)
        _logs_delete(gone)
        _plan_delete(ours)
        _work_delete(gone)
        _parts_of_contracts_delete()
        facts = {model: _deleted(_facts_of_demo(model)) for model in FACTS}
        _goods_delete()
        Feed.objects.filter(source=SOURCE).delete()
        _assignments_end(ours, kept)
        _customers_delete(gone)
        people, kept_people = _people_delete()
    return Removed(
        people=people,
        customers=len(gone),
        contacts=facts[Contact],
        orders=facts[Order],
        kept_customers=_values(Customer.objects.filter(pk__in=kept), "code"),
        kept_people=kept_people,
    )


def _facts_of_demo(model: type[Model]) -> QuerySet[Any]:
    """Those that nothing refers to which stays: what points at them has gone before."""
    return _unreferenced(model._default_manager.filter(source=SOURCE))


def _unreferenced(rows: QuerySet[Any]) -> QuerySet[Any]:
    relations: list[Any] = list(rows.model._meta.get_fields(include_hidden=True))
    for relation in relations:
        if relation.auto_created and relation.related_model in (*FACTS, Product):
            pointing = relation.related_model._default_manager.all()
            if relation.related_model is rows.model:
                pointing = pointing.exclude(source=SOURCE)
            column = relation.field.name
            rows = rows.exclude(pk__in=pointing.exclude(**{column: None}).values(column))
    return rows


def _parts_of_contracts_delete() -> None:
    """The papers leave the disk when it is sure that they have left the tables."""
    contracts = _facts_of_demo(Contract)
    ServiceStandard.objects.filter(contract__in=contracts).delete()
    files = ContractFile.objects.filter(contract__in=contracts)
    for file in files:
        transaction.on_commit(partial(file.file.storage.delete, str(file.file.name)))
    files.delete()


def _goods_delete() -> None:
    """Products and their lines, but for those that somebody else's facts name by now."""
    goods = {"code__startswith": CODE_PREFIX}
    Product.objects.filter(**goods).delete()
    _unreferenced(ProductLine.objects.filter(**goods)).delete()


def _deleted(rows: QuerySet[Any]) -> int:
    """How many rows went, without those that went with them."""
    if rows.model is Ticket:
        Ticket.objects.filter(repeats__in=rows).update(repeats=None)
    return rows.delete()[1].get(rows.model._meta.label, 0)


def _kept_customers(ours: set[int]) -> set[int]:
    """Customers with facts, numbers, people or companies that are not of the demo."""
    others: list[QuerySet[Any]] = [
        model._default_manager.exclude(source__in=OURS) for model in (*FACTS, *NUMBERS)
    ]
    others[FACTS.index(FollowUp)] = others[FACTS.index(FollowUp)].exclude(_tried_out())
    extras = FACTS.index(ExtraGiven)
    others[extras] = others[extras].exclude(pk__in=_rewards().values("pk"))
    others.append(Concession.objects.exclude(asked_by__in=demo_people()))
    others.append(WinBack.objects.exclude(opened_by__in=demo_people()))
    others.append(CustomerPlan.objects.exclude(written_by__in=demo_people()))
    others.append(Assignment.objects.exclude(user__in=demo_people()))
    others.append(SopRun.objects.exclude(started_by=None).exclude(started_by__in=demo_people()))
    others.append(SopException.objects.exclude(by__in=demo_people()))
    strangers_referrals = Referral.objects.exclude(by__in=demo_people())
    others.append(strangers_referrals)
    others.append(CustomerStage.objects.exclude(by=None).exclude(by__in=demo_people()))
    others.append(Task.objects.exclude(owner__in=demo_people()))
    others.append(RecurringTask.objects.exclude(created_by__in=demo_people()))
    kept = {pk for rows in others for pk in _values(rows.filter(customer__in=ours), "customer")}
    kept.update(_values(strangers_referrals.filter(referred__in=ours), "referred"))
    for link in ("parent", "merged_into"):
        strangers = Customer.objects.exclude(pk__in=ours).filter(**{f"{link}__in": ours})
        kept.update(_values(strangers, link))
    return kept | ours.intersection(_values(Customer.objects.filter(pk__in=kept), "merged_into"))


def _tried_out() -> Q:
    """What the demo's people have logged in the portal since."""
    return Q(written_at__isnull=False, source=TYPED_SOURCE, by__in=demo_people())


def _logs_delete(gone: set[int]) -> None:
    """Drafts, and what the demo's people have logged, with the files of both."""
    drafts = FollowUpDraft.objects.filter(Q(user__in=demo_people()) | Q(customer__in=gone))
    logs = FollowUp.objects.filter(_tried_out() | Q(source=SOURCE))
    of_either = Q(draft__in=drafts.values("pk")) | Q(follow_up__in=logs.values("pk"))
    files_forget(files=FollowUpFile.objects.filter(of_either))
    drafts.delete()
    FollowUp.objects.filter(_tried_out()).delete()
    # Whoever stays keeps the log; the task that it was for goes.
    FollowUp.objects.filter(task__customer__in=gone).update(task=None)
    FollowUp.objects.filter(task__origin__startswith=f"{SOURCE}:").update(task=None)


def _referrals_delete() -> None:
    """With the rewards that were typed in for them."""
    rewards = list(_rewards().values_list("pk", flat=True))
    Referral.objects.filter(by__in=demo_people()).delete()
    ExtraGiven.objects.filter(pk__in=rewards).delete()


def _rewards() -> QuerySet[ExtraGiven]:
    """That the demo's people have recorded in the portal since."""
    referrals = Referral.objects.filter(by__in=demo_people(), reward__isnull=False)
    return ExtraGiven.objects.filter(source=TYPED_SOURCE, pk__in=referrals.values("reward"))


def _scores_delete(ours: set[int]) -> None:
    """With them goes what is known of peers on their days: the demo was among the peers."""
    days = HealthScore.objects.filter(customer__in=ours).values("day")
    PeerPace.objects.filter(day__in=days).delete()
    PeerScore.objects.filter(day__in=days).delete()
    for model in SCORES:
        model._default_manager.filter(customer__in=ours).delete()


def _plan_delete(ours: set[int]) -> None:
    """Also of customers that stay: nobody is left to go by it, and they are planned anew."""
    for model in (PlannedTouch, CadencePlan):
        model._default_manager.filter(customer__in=ours).delete()
    planned = Task.objects.filter(OF_CADENCE, customer__in=ours)
    planned.filter(owner__in=demo_people()).delete()
    exceptions = CadenceException.objects.filter(customer__in=ours)
    exceptions.filter(created_by__in=demo_people()).delete()


def _work_delete(gone: set[int]) -> None:
    """All of the customers that go, and what the demo has opened for those that stay."""
    decisions = HeldDecision.objects.filter(by__in=demo_people())
    batches = list(decisions.values_list("batch", flat=True))
    decisions.delete()
    HeldBatch.objects.filter(pk__in=batches, held=None, decisions=None).delete()
    ChanceSignal.objects.filter(customer__in=gone).delete()
    Opportunity.objects.filter(customer__in=gone, source__in=(CHANCES, PLAYBOOKS)).delete()
    WarningSignal.objects.filter(customer__in=gone).delete()
    PlanStep.objects.filter(plan__customer__in=gone).delete()
    ImprovementPlan.objects.filter(customer__in=gone).delete()
    for model in (Case, LostReview, WinBack):
        model.objects.filter(customer__in=gone).delete()
    WarningDuty.objects.filter(warning__customer__in=gone).delete()
    Warning.objects.filter(customer__in=gone).delete()
    LevelOverride.objects.filter(customer__in=gone).delete()
    ScoreDoubt.objects.filter(customer__in=gone).delete()
    Cost.objects.filter(customer__in=gone, source__in=(COSTS, REWARDS)).delete()
    Concession.objects.filter(customer__in=gone).delete()
    PlanReview.objects.filter(customer__in=gone).delete()
    CustomerPlan.objects.filter(customer__in=gone).delete()
    of_demo = Q(customer__in=gone) | Q(origin__startswith=f"{SOURCE}:")
    Task.objects.filter(of_demo).delete()
    SopRun.objects.filter(customer__in=gone).delete()
    SopException.objects.filter(customer__in=gone).delete()
    CustomerStage.objects.filter(customer__in=gone).delete()
    RecurringTask.objects.filter(customer__in=gone).delete()


def _assignments_end(ours: set[int], kept: set[int]) -> None:
    Assignment.objects.filter(customer__in=ours, user__in=demo_people()).delete()
    Assignment.objects.filter(deputy__in=demo_people()).update(deputy=None)
    owners_refresh(day=timezone.localdate(), customers=kept)


def _customers_delete(gone: set[int]) -> None:
    Customer.objects.filter(parent__in=gone).update(parent=None)
    for model in NAMES:
        model._default_manager.filter(customer__in=gone).delete()
    Customer.objects.filter(pk__in=gone).delete()
    FactChange.objects.filter(customer_id__in=gone).delete()


def _people_delete() -> tuple[int, list[str]]:
    Team.objects.filter(lead__in=demo_people()).update(lead=None)
    busy = demo_people().filter(_did_something())
    kept = _values(busy, "username")
    User.objects.filter(username__in=kept).update(is_active=False, line_manager=None)
    leaving = demo_people().exclude(username__in=kept)
    demo_people().update(line_manager=None)
    return leaving.delete()[1].get(User._meta.label, 0), kept


def _did_something() -> Q:
    """What a person leaves behind that is not the demo's own."""
    return (
        Q(pk__in=Assignment.objects.values("user"))
        | Q(pk__in=Customer.objects.exclude(owner=None).values("owner"))
        | Q(pk__in=ImportBatch.objects.exclude(user=None).values("user"))
        | Q(pk__in=ImportUpload.objects.values("user"))
        | Q(pk__in=LogEntry.objects.values("user"))
        | Q(pk__in=AccessLog.objects.values("user"))
        | Q(pk__in=ContractFile.objects.exclude(added_by=None).values("added_by"))
        | Q(pk__in=FollowUp.objects.exclude(by=None).values("by"))
        | Q(pk__in=FollowUp.colleagues.through.objects.values("user"))
        | Q(pk__in=FollowUpFile.objects.values("added_by"))
        | Q(pk__in=FollowUpRevision.objects.values("by"))
        | Q(pk__in=Ticket.objects.exclude(owner=None).values("owner"))
        | Q(pk__in=Need.objects.exclude(owner=None).values("owner"))
        | Q(pk__in=Task.objects.values("owner"))
        | Q(pk__in=Task.objects.exclude(deputy=None).values("deputy"))
        | Q(pk__in=TaskEvent.objects.exclude(by=None).values("by"))
        | Q(pk__in=PlannedTouch.objects.exclude(owner=None).values("owner"))
        | Q(pk__in=CadencePlan.objects.exclude(owner=None).values("owner"))
        | Q(pk__in=CadenceException.objects.exclude(created_by=None).values("created_by"))
        | Q(pk__in=RecurringTask.objects.exclude(created_by=None).values("created_by"))
        | Q(pk__in=RecurringTask.objects.exclude(owner=None).values("owner"))
        | Q(pk__in=Concession.objects.values("asked_by"))
        | Q(pk__in=Concession.objects.exclude(decided_by=None).values("decided_by"))
        | Q(pk__in=SopRun.objects.exclude(started_by=None).values("started_by"))
        | Q(pk__in=SopRun.objects.exclude(stopped_by=None).values("stopped_by"))
        | Q(pk__in=CustomerStage.objects.exclude(by=None).values("by"))
        | Q(pk__in=Referral.objects.values("by"))
        | Q(pk__in=LifecycleRule.objects.exclude(changed_by=None).values("changed_by"))
        | Q(pk__in=SopException.objects.values("by"))
        | Q(pk__in=SopException.objects.exclude(ended_by=None).values("ended_by"))
        | Q(pk__in=SopVersion.objects.exclude(drafted_by=None).values("drafted_by"))
        | Q(pk__in=SopVersion.objects.exclude(published_by=None).values("published_by"))
        | Q(pk__in=CustomerPlan.objects.values("written_by"))
        | Q(pk__in=CustomerPlan.objects.values("changed_by"))
        | Q(pk__in=PlanContact.objects.values("by"))
        | Q(pk__in=PlanReview.objects.values("reviewed_by"))
        | Q(pk__in=Leave.objects.values("user"))
        | Q(pk__in=Leave.objects.exclude(deputy=None).values("deputy"))
        | Q(pk__in=CalendarPerson.objects.values("user"))
        | Q(pk__in=OfficialYear.objects.exclude(taken_by=None).values("taken_by"))
        | Q(pk__in=DeadlineChange.objects.exclude(by=None).values("by"))
        | Q(pk__in=WinBack.objects.values("owner"))
        | Q(pk__in=WinBack.objects.values("opened_by"))
        | Q(pk__in=WinBack.objects.exclude(ended_by=None).values("ended_by"))
        | Q(pk__in=LostReview.objects.exclude(completed_by=None).values("completed_by"))
        | Q(pk__in=Case.objects.exclude(written_by=None).values("written_by"))
        | Q(pk__in=ScoreDoubt.objects.values("by"))
        | Q(pk__in=ScoreDoubt.objects.exclude(answered_by=None).values("answered_by"))
        | Q(pk__in=ImprovementPlan.objects.values("filed_by"))
        | Q(pk__in=LevelOverride.objects.values("by"))
        | Q(pk__in=LevelOverride.objects.exclude(ended_by=None).values("ended_by"))
        | Q(pk__in=BacktestRun.objects.values("asked_by"))
        | Q(pk__in=HealthModelVersion.objects.exclude(drafted_by=None).values("drafted_by"))
        | Q(pk__in=HealthModelVersion.objects.exclude(published_by=None).values("published_by"))
        | Q(pk__in=User.objects.exclude(pk__in=demo_people()).values("line_manager"))
    )


def _values(rows: QuerySet[Any], field: str) -> list[Any]:
    return list(rows.order_by(field).values_list(field, flat=True).distinct())
