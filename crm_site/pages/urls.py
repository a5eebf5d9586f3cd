"""The pages of the portal."""

from django.urls import URLPattern, path

from crm_site.pages.backtest.views import BacktestPage, BacktestRunPage
from crm_site.pages.concessions.ask import ConcessionAsk, ConcessionLimit
from crm_site.pages.concessions.authority import Authority, AuthorityEdit
from crm_site.pages.concessions.concession import (
    ConcessionDecide,
    ConcessionPage,
    ConcessionWithdraw,
)
from crm_site.pages.concessions.help import DepartmentHelp
from crm_site.pages.concessions.lists import ConcessionList
from crm_site.pages.concessions.owners import ConcessionOwners
from crm_site.pages.contracts import ContractList
from crm_site.pages.customer import CustomerDetail
from crm_site.pages.customer_counts import customer_counts_piece
from crm_site.pages.customer_file import CustomerFile
from crm_site.pages.customer_group import CustomerGroup
from crm_site.pages.customer_list import CustomerList
from crm_site.pages.customer_orders import CustomerOrders
from crm_site.pages.customer_plan.document import PlanDocument
from crm_site.pages.customer_plan.edit import PlanEdit, PlanNew
from crm_site.pages.customer_plan.lists import PlanList
from crm_site.pages.customer_plan.review import PlanReviewWrite
from crm_site.pages.customer_plan.views import CustomerPlanPage, PlanPage
from crm_site.pages.customer_records import CustomerRecords
from crm_site.pages.customer_team import (
    CustomerTeam,
    TeamDeputy,
    TeamMemberAdd,
    TeamMemberEnd,
    TeamOwner,
)
from crm_site.pages.customer_timeline import CustomerTimeline
from crm_site.pages.customer_why import CustomerIndicator, CustomerWhy
from crm_site.pages.dashboard.view import HealthDashboard
from crm_site.pages.doubts.answer import DoubtPage
from crm_site.pages.doubts.lists import DoubtList
from crm_site.pages.doubts.say import CustomerDoubt
from crm_site.pages.follow_ups.follow_up import FollowUpEdit, FollowUpFileGet, FollowUpPage
from crm_site.pages.follow_ups.log import (
    CustomerLog,
    CustomerLogDraft,
    StepPreview,
    TaskLog,
    TaskLogDraft,
)
from crm_site.pages.follow_ups.mine import MyFollowUps
from crm_site.pages.health import Health
from crm_site.pages.import_templates import import_template
from crm_site.pages.imports.views import (
    ImportBatchPage,
    ImportList,
    ImportNew,
    ImportUploadPage,
    import_undo,
    refused_workbook,
)
from crm_site.pages.lifecycle.lists import MoveList, PlaybookRunList
from crm_site.pages.lifecycle.overview import LifecyclePage
from crm_site.pages.lifecycle.playbook import PlaybookPage
from crm_site.pages.lifecycle.referrals import ReferralList, ReferralNew, ReferralPage
from crm_site.pages.lifecycle.stage import CustomerStagePage, StageRelease
from crm_site.pages.no_owner import NoOwnerList
from crm_site.pages.no_owner_assign import OwnersAssign
from crm_site.pages.notices import NoticeOpen, Notices, notices_all_read
from crm_site.pages.overrides.level import CustomerLevel, CustomerLevelEnd
from crm_site.pages.overrides.lists import OverrideList
from crm_site.pages.plan.cadence import (
    CadenceExceptionEnd,
    CadenceExceptionNew,
    CadencePage,
    CustomerCadence,
)
from crm_site.pages.plan.load import LoadPage, PersonLoadPage, Reassign
from crm_site.pages.plan.touches import TouchList
from crm_site.pages.reveal import Reveal
from crm_site.pages.rules.customer import CustomerRule, CustomerRules
from crm_site.pages.rules.views import RuleList, RulePage
from crm_site.pages.search import Search, search_suggestions
from crm_site.pages.sops.customer import (
    CustomerSops,
    SopExceptionEnd,
    SopExceptionNew,
    SopStart,
)
from crm_site.pages.sops.draft import (
    DraftBegin,
    DraftDiscard,
    DraftEdit,
    DraftPublish,
    SopArchive,
    SopNew,
    StepEdit,
    StepMove,
    StepNew,
    StepRemove,
)
from crm_site.pages.sops.figures import SopAdherence, SopTasks
from crm_site.pages.sops.library import (
    SopCompare,
    SopLibrary,
    SopPage,
    SopVersionPage,
    SopVersions,
)
from crm_site.pages.sops.manual import ManualDocx, ManualPdf
from crm_site.pages.sops.runs import RunPage, RunStop
from crm_site.pages.tasks.agenda import TodayMonth, TodayWeek
from crm_site.pages.tasks.board import Board
from crm_site.pages.tasks.calendar import CalendarFeed, CalendarLinkEnd, CalendarLinks
from crm_site.pages.tasks.hand_on import BoardTasks, TasksHandOn
from crm_site.pages.tasks.lists import TaskList
from crm_site.pages.tasks.recurring import RecurringStop, RecurringTasks
from crm_site.pages.tasks.reschedule import TasksReschedule
from crm_site.pages.tasks.task import TaskAct, TaskCheckSet, TaskNew, TaskPage
from crm_site.pages.tasks.today import Today
from crm_site.pages.versions.card import VersionCard
from crm_site.pages.versions.publishing import (
    VersionDiscard,
    VersionMovers,
    VersionPreview,
    VersionPreviewMake,
    VersionPublish,
)
from crm_site.pages.versions.views import VersionEdit, VersionList, VersionPage, VersionTry
from crm_site.pages.warnings.lists import WarningList
from crm_site.pages.warnings.plan import PlanEnd, WarningPlan
from crm_site.pages.warnings.warning import (
    WarningEnd,
    WarningPage,
    WarningSeen,
    WarningsHeld,
)
from crm_site.pages.winbacks.cases import CaseAnonymous, CaseList, CasePage
from crm_site.pages.winbacks.lists import WinBackList, WinBackRates
from crm_site.pages.winbacks.reviews import ReviewComplete, ReviewList, ReviewPage
from crm_site.pages.winbacks.winback import (
    WinBackCause,
    WinBackEnd,
    WinBackLesson,
    WinBackOffer,
    WinBackOpen,
    WinBackPage,
)

ONE = "customers/<path:code>/"
WIN_BACK = "winbacks/<int:pk>/"
CONCESSION = "concessions/<int:pk>/"
CUSTOMER_PLAN = "customer-plans/<int:pk>/"
MODEL = "health/versions/<int:pk>/"
SOP = "sops/<slug:sop>/"
STEP = f"{SOP}draft/steps/<uuid:key>/"

# A code comes from anywhere and may hold a slash, so the longer paths stand first.
urlpatterns: list[URLPattern] = [
    path("customers/", CustomerList.as_view(), name="customer-list"),
    path("counts/customers/", customer_counts_piece, name="customer-counts"),
    path(f"{ONE}orders/", CustomerOrders.as_view(), name="customer-orders"),
    path(f"{ONE}timeline/", CustomerTimeline.as_view(), name="customer-timeline"),
    path(f"{ONE}group/", CustomerGroup.as_view(), name="customer-group"),
    path(f"{ONE}files/<int:pk>/", CustomerFile.as_view(), name="customer-file"),
    path(f"{ONE}records/<slug:section>/", CustomerRecords.as_view(), name="customer-records"),
    path(f"{ONE}stage/", CustomerStagePage.as_view(), name="customer-stage"),
    path(f"{ONE}stage/release/", StageRelease.as_view(), name="stage-release"),
    path(f"{ONE}referral/", ReferralNew.as_view(), name="referral-new"),
    path(f"{ONE}team/", CustomerTeam.as_view(), name="customer-team"),
    path(f"{ONE}team/owner/", TeamOwner.as_view(), name="customer-team-owner"),
    path(f"{ONE}team/add/", TeamMemberAdd.as_view(), name="customer-team-add"),
    path(f"{ONE}team/<int:pk>/deputy/", TeamDeputy.as_view(), name="customer-team-deputy"),
    path(f"{ONE}team/<int:pk>/end/", TeamMemberEnd.as_view(), name="customer-team-end"),
    path(f"{ONE}plan/", CustomerPlanPage.as_view(), name="customer-plan-of"),
    path(f"{ONE}plan/new/", PlanNew.as_view(), name="customer-plan-new"),
    path(f"{ONE}why/", CustomerWhy.as_view(), name="customer-why"),
    path(f"{ONE}why/<slug:indicator>/", CustomerIndicator.as_view(), name="customer-indicator"),
    path(f"{ONE}rules/", CustomerRules.as_view(), name="customer-rules"),
    path(f"{ONE}rules/<slug:rule>/", CustomerRule.as_view(), name="customer-rule"),
    path(f"{ONE}doubt/", CustomerDoubt.as_view(), name="customer-doubt"),
    path(f"{ONE}level/", CustomerLevel.as_view(), name="customer-level"),
    path(f"{ONE}level/end/", CustomerLevelEnd.as_view(), name="customer-level-end"),
    path(f"{ONE}log/", CustomerLog.as_view(), name="customer-log"),
    path(f"{ONE}log/draft/", CustomerLogDraft.as_view(), name="customer-log-draft"),
    path(f"{ONE}winback/", WinBackOpen.as_view(), name="winback-open"),
    path(f"{ONE}sops/", CustomerSops.as_view(), name="customer-sops"),
    path(
        f"{ONE}sops/exceptions/<int:pk>/end/", SopExceptionEnd.as_view(), name="sop-exception-end"
    ),
    path(f"{ONE}sops/<slug:sop>/start/", SopStart.as_view(), name="sop-start"),
    path(f"{ONE}sops/<slug:sop>/exception/", SopExceptionNew.as_view(), name="sop-exception"),
    path(f"{ONE}concession/limit/", ConcessionLimit.as_view(), name="concession-limit"),
    path(f"{ONE}concession/", ConcessionAsk.as_view(), name="concession-ask"),
    path(f"{ONE}cadence/", CustomerCadence.as_view(), name="customer-cadence"),
    path(f"{ONE}cadence/new/", CadenceExceptionNew.as_view(), name="cadence-exception-new"),
    path(
        f"{ONE}cadence/<int:pk>/end/",
        CadenceExceptionEnd.as_view(),
        name="cadence-exception-end",
    ),
    path(f"{ONE}reveal/<slug:subject>/<int:pk>/<slug:field>/", Reveal.as_view(), name="reveal"),
    path(ONE, CustomerDetail.as_view(), name="customer-detail"),
    path("health/", Health.as_view(), name="health"),
    path("health/dashboard/", HealthDashboard.as_view(), name="health-dashboard"),
    path("contracts/", ContractList.as_view(), name="contract-list"),
    path("no-owner/", NoOwnerList.as_view(), name="no-owner"),
    path("no-owner/assign/", OwnersAssign.as_view(), name="owners-assign"),
    path("notices/", Notices.as_view(), name="notices"),
    path("notices/read/", notices_all_read, name="notices-read"),
    path("notices/<int:pk>/", NoticeOpen.as_view(), name="notice"),
    path("today/", Today.as_view(), name="today"),
    path("today/week/", TodayWeek.as_view(), name="today-week"),
    path("today/month/", TodayMonth.as_view(), name="today-month"),
    path("me/calendar/", CalendarLinks.as_view(), name="calendar-links"),
    path("me/calendar/<int:pk>/end/", CalendarLinkEnd.as_view(), name="calendar-link-end"),
    path("calendar/<str:secret>.ics", CalendarFeed.as_view(), name="calendar-feed"),
    path("warnings/", WarningList.as_view(), name="warning-list"),
    path("warnings/held/", WarningsHeld.as_view(), name="warnings-held"),
    path("warnings/rules/", RuleList.as_view(), name="rule-list"),
    path("warnings/rules/<slug:rule>/", RulePage.as_view(), name="rule"),
    path("warnings/<int:pk>/plan/", WarningPlan.as_view(), name="warning-plan"),
    path("plans/<int:pk>/end/", PlanEnd.as_view(), name="plan-end"),
    path("warnings/<int:pk>/", WarningPage.as_view(), name="warning"),
    path("warnings/<int:pk>/seen/", WarningSeen.as_view(), name="warning-seen"),
    path("warnings/<int:pk>/end/", WarningEnd.as_view(), name="warning-end"),
    path("health/versions/", VersionList.as_view(), name="version-list"),
    path(MODEL, VersionPage.as_view(), name="version"),
    path(f"{MODEL}card.pdf", VersionCard.as_view(), name="version-card"),
    path(f"{MODEL}edit/", VersionEdit.as_view(), name="version-edit"),
    path(f"{MODEL}try/", VersionTry.as_view(), name="version-try"),
    path(f"{MODEL}preview/", VersionPreview.as_view(), name="version-preview"),
    path(f"{MODEL}preview/make/", VersionPreviewMake.as_view(), name="version-preview-make"),
    path(f"{MODEL}movers/", VersionMovers.as_view(), name="version-movers"),
    path(f"{MODEL}publish/", VersionPublish.as_view(), name="version-publish"),
    path(f"{MODEL}discard/", VersionDiscard.as_view(), name="version-discard"),
    path("health/backtest/", BacktestPage.as_view(), name="backtest"),
    path("health/backtest/<int:pk>/", BacktestRunPage.as_view(), name="backtest-run"),
    path("health/overrides/", OverrideList.as_view(), name="level-overrides"),
    path("health/doubts/", DoubtList.as_view(), name="score-doubts"),
    path("health/doubts/<int:pk>/", DoubtPage.as_view(), name="score-doubt"),
    path("winbacks/", WinBackList.as_view(), name="winback-list"),
    path("winbacks/rates/", WinBackRates.as_view(), name="winback-rates"),
    path(WIN_BACK, WinBackPage.as_view(), name="winback"),
    path(f"{WIN_BACK}cause/", WinBackCause.as_view(), name="winback-cause"),
    path(f"{WIN_BACK}offer/", WinBackOffer.as_view(), name="winback-offer"),
    path(f"{WIN_BACK}lesson/", WinBackLesson.as_view(), name="winback-lesson"),
    path(f"{WIN_BACK}end/", WinBackEnd.as_view(), name="winback-end"),
    path("reviews/", ReviewList.as_view(), name="lost-reviews"),
    path("reviews/<int:pk>/", ReviewPage.as_view(), name="lost-review"),
    path("reviews/<int:pk>/complete/", ReviewComplete.as_view(), name="lost-review-complete"),
    path("cases/", CaseList.as_view(), name="case-list"),
    path("cases/<int:pk>/", CasePage.as_view(), name="case"),
    path("cases/<int:pk>/anonymous/", CaseAnonymous.as_view(), name="case-anonymous"),
    path("customer-plans/", PlanList.as_view(), name="customer-plan-list"),
    path(CUSTOMER_PLAN, PlanPage.as_view(), name="customer-plan"),
    path(f"{CUSTOMER_PLAN}edit/", PlanEdit.as_view(), name="customer-plan-edit"),
    path(f"{CUSTOMER_PLAN}plan.pdf", PlanDocument.as_view(), name="customer-plan-pdf"),
    path(
        f"{CUSTOMER_PLAN}review/<int:quarter>/",
        PlanReviewWrite.as_view(),
        name="customer-plan-review",
    ),
    path("concessions/", ConcessionList.as_view(), name="concession-list"),
    path("concessions/<int:pk>/", ConcessionPage.as_view(), name="concession"),
    path("concessions/<int:pk>/decide/", ConcessionDecide.as_view(), name="concession-decide"),
    path(
        "concessions/<int:pk>/withdraw/", ConcessionWithdraw.as_view(), name="concession-withdraw"
    ),
    path("lifecycle/", LifecyclePage.as_view(), name="lifecycle"),
    path("lifecycle/moves/", MoveList.as_view(), name="lifecycle-moves"),
    path("lifecycle/runs/", PlaybookRunList.as_view(), name="lifecycle-runs"),
    path("lifecycle/<slug:playbook>/", PlaybookPage.as_view(), name="playbook"),
    path("referrals/", ReferralList.as_view(), name="referral-list"),
    path("referrals/<int:pk>/", ReferralPage.as_view(), name="referral"),
    path("sops/", SopLibrary.as_view(), name="sop-library"),
    path("sops/manual.pdf", ManualPdf.as_view(), name="sop-manual-pdf"),
    path("sops/manual.docx", ManualDocx.as_view(), name="sop-manual-docx"),
    path("sops/adherence/", SopAdherence.as_view(), name="sop-adherence"),
    path("sops/new/", SopNew.as_view(), name="sop-new"),
    path(SOP, SopPage.as_view(), name="sop"),
    path(f"{SOP}versions/", SopVersions.as_view(), name="sop-versions"),
    path(f"{SOP}versions/<int:number>/", SopVersionPage.as_view(), name="sop-version"),
    path(f"{SOP}compare/", SopCompare.as_view(), name="sop-compare"),
    path(f"{SOP}tasks/", SopTasks.as_view(), name="sop-tasks"),
    path(f"{SOP}archive/", SopArchive.as_view(), name="sop-archive"),
    path(f"{SOP}draft/", DraftEdit.as_view(), name="sop-draft"),
    path(f"{SOP}draft/begin/", DraftBegin.as_view(), name="sop-draft-begin"),
    path(f"{SOP}draft/discard/", DraftDiscard.as_view(), name="sop-draft-discard"),
    path(f"{SOP}draft/publish/", DraftPublish.as_view(), name="sop-publish"),
    path(f"{SOP}draft/steps/new/", StepNew.as_view(), name="sop-step-new"),
    path(STEP, StepEdit.as_view(), name="sop-step"),
    path(f"{STEP}move/", StepMove.as_view(), name="sop-step-move"),
    path(f"{STEP}remove/", StepRemove.as_view(), name="sop-step-remove"),
    path("sop-runs/<int:pk>/", RunPage.as_view(), name="sop-run"),
    path("sop-runs/<int:pk>/stop/", RunStop.as_view(), name="sop-stop"),
    path("plan/", CadencePage.as_view(), name="plan"),
    path("plan/touches/", TouchList.as_view(), name="touch-list"),
    path("plan/load/", LoadPage.as_view(), name="load"),
    path("plan/load/<int:pk>/", PersonLoadPage.as_view(), name="person-load"),
    path("plan/reassign/", Reassign.as_view(), name="reassign"),
    path("concessions/authority/", Authority.as_view(), name="authority"),
    path(
        "concessions/authority/<slug:concession_kind>/",
        AuthorityEdit.as_view(),
        name="authority-edit",
    ),
    path("concessions/owners/", ConcessionOwners.as_view(), name="concession-owners"),
    path("concessions/<int:pk>/help/", DepartmentHelp.as_view(), name="department-help"),
    path("board/", Board.as_view(), name="board"),
    path("board/tasks/", BoardTasks.as_view(), name="board-tasks"),
    path("board/hand-on/", TasksHandOn.as_view(), name="tasks-hand-on"),
    path("tasks/", TaskList.as_view(), name="task-list"),
    path("tasks/reschedule/", TasksReschedule.as_view(), name="tasks-reschedule"),
    path("tasks/recurring/", RecurringTasks.as_view(), name="recurring-tasks"),
    path("tasks/recurring/<int:pk>/stop/", RecurringStop.as_view(), name="recurring-stop"),
    path("tasks/new/", TaskNew.as_view(), name="task-new"),
    path("tasks/<int:pk>/", TaskPage.as_view(), name="task"),
    path("tasks/<int:pk>/checks/<int:check>/", TaskCheckSet.as_view(), name="task-check"),
    path("tasks/<int:pk>/log/", TaskLog.as_view(), name="task-log"),
    path("tasks/<int:pk>/log/draft/", TaskLogDraft.as_view(), name="task-log-draft"),
    path("tasks/<int:pk>/<slug:action>/", TaskAct.as_view(), name="task-act"),
    path("follow-ups/", MyFollowUps.as_view(), name="my-follow-ups"),
    path("follow-ups/when/", StepPreview.as_view(), name="follow-up-when"),
    path("follow-ups/files/<int:pk>/", FollowUpFileGet.as_view(), name="follow-up-file"),
    path("follow-ups/<int:pk>/", FollowUpPage.as_view(), name="follow-up"),
    path("follow-ups/<int:pk>/edit/", FollowUpEdit.as_view(), name="follow-up-edit"),
    path("search/", Search.as_view(), name="search"),
    path("search/suggestions/", search_suggestions, name="search-suggestions"),
    path("imports/", ImportList.as_view(), name="import-list"),
    path("imports/new/", ImportNew.as_view(), name="import-new"),
    path("imports/<int:pk>/", ImportUploadPage.as_view(), name="import-upload"),
    path("imports/<int:pk>/refused.xlsx", refused_workbook, name="import-refused"),
    path("imports/batches/<int:pk>/", ImportBatchPage.as_view(), name="import-batch"),
    path("imports/batches/<int:pk>/undo/", import_undo, name="import-undo"),
    path("imports/templates/<slug:kind>.xlsx", import_template, name="import-template"),
]
