"""Which address opens for whom, as data: a new address is one line here.

`OPENS` names the roles that a route opens for when its record is their own to see. A visitor has
not logged in; a newcomer has, and has no role yet. A route that stands for a form to be sent is
written with its method: `POST admin/…`.
"""

VISITOR, NEWCOMER = "visitor", "newcomer"

RELATIONSHIP = {
    *("csm", "team_lead", "director", "experience_officer", "analyst"),
    *("coo", "executive", "sales_director"),
}
CONTACTS = RELATIONSHIP | {"tech_consultant", "tech_director", "sales", "support"}
ORDERS = RELATIONSHIP | {"finance"}
CUSTOMERS = CONTACTS | ORDERS | {"marketing", "legal", "production", "product"}
EVERYBODY = CUSTOMERS | {"administrator", NEWCOMER}
ANYBODY = EVERYBODY | {VISITOR}
NOBODY: set[str] = set()
TECHNICAL = {"tech_consultant", "tech_director"}  # have a contact's mobile shown for a reason

LEADS = {"team_lead", "director"}
KEEPERS = LEADS | {"analyst"}
STAFF = KEEPERS | {"administrator"}
IMPORTERS = {"director", "analyst"}
WORKERS = RELATIONSHIP | TECHNICAL  # may be given something to do
PLANNERS = RELATIONSHIP - {"executive"}
ADMINISTRATOR = {"administrator"}
DECIDERS = LEADS | {"sales_director", "coo", "executive"}  # about concessions
ASKERS = DECIDERS | {"csm"}
WINNERS = LEADS | {"csm", "sales_director"}
KEEP_AUTHORITY = {"director"} | ADMINISTRATOR


def records(
    model: str, *, see: set[str] = NOBODY, add: set[str] = NOBODY, edit: set[str] = NOBODY
) -> dict[str, set[str]]:
    """The addresses of a model in the back office; nothing is deleted there."""
    folder, one = f"admin/{model}/", f"admin/{model}/<path:object_id>/"
    return {
        folder: see,
        one: STAFF,  # leads on to the next one
        f"{one}change/": see,
        f"POST {one}change/": edit,
        f"{one}history/": see,
        f"{folder}add/": add,
        f"{one}delete/": NOBODY,
    }


OPENS: dict[str, set[str]] = {
    "ping/": ANYBODY,
    "ready/": ANYBODY,
    "login/": ANYBODY,
    "logout/": ANYBODY,
    "language/": ANYBODY,
    "password-reset/": ANYBODY,
    "password-reset/sent/": ANYBODY,
    "password-reset/complete/": ANYBODY,
    "password-reset/<uidb64>/<token>/": ANYBODY,
    "": EVERYBODY,
    "me/": EVERYBODY,
    "me/password/": EVERYBODY,
    "customers/": CUSTOMERS,
    "counts/customers/": CUSTOMERS,
    "customers/<path:code>/": CUSTOMERS,
    "customers/<path:code>/orders/": ORDERS,
    "customers/<path:code>/timeline/": CUSTOMERS,
    "customers/<path:code>/group/": CUSTOMERS,
    "customers/<path:code>/files/<int:pk>/": RELATIONSHIP,
    "customers/<path:code>/records/<slug:section>/": RELATIONSHIP | {*TECHNICAL, "support"},
    "customers/<path:code>/reveal/<slug:subject>/<int:pk>/<slug:field>/": TECHNICAL,
    "customers/<path:code>/team/": RELATIONSHIP,
    "customers/<path:code>/team/owner/": LEADS,
    "customers/<path:code>/team/add/": LEADS,
    "customers/<path:code>/team/<int:pk>/deputy/": LEADS,
    "customers/<path:code>/team/<int:pk>/end/": LEADS,
    "customers/<path:code>/why/": RELATIONSHIP,
    "customers/<path:code>/why/<slug:indicator>/": RELATIONSHIP,
    "health/": RELATIONSHIP,
    "customers/<path:code>/rules/": RELATIONSHIP,
    "customers/<path:code>/rules/<slug:rule>/": RELATIONSHIP,
    "health/dashboard/": RELATIONSHIP,
    "contracts/": RELATIONSHIP,
    "customers/<path:code>/level/": IMPORTERS,
    "customers/<path:code>/level/end/": IMPORTERS,
    "customers/<path:code>/doubt/": NOBODY,  # of a day without a score
    "health/overrides/": RELATIONSHIP,
    "health/doubts/": RELATIONSHIP,
    "health/doubts/<int:pk>/": IMPORTERS,
    "no-owner/": LEADS,
    "no-owner/assign/": LEADS,
    "notices/": EVERYBODY,
    "POST notices/read/": EVERYBODY,
    "notices/<int:pk>/": NOBODY,  # of somebody else
    "health/versions/": IMPORTERS,
    "health/versions/<int:pk>/": IMPORTERS,
    "health/versions/<int:pk>/card.pdf": IMPORTERS,
    "health/versions/<int:pk>/edit/": IMPORTERS,
    "POST health/versions/<int:pk>/try/": IMPORTERS,
    "health/versions/<int:pk>/preview/": IMPORTERS,
    "POST health/versions/<int:pk>/preview/make/": IMPORTERS,
    "health/versions/<int:pk>/movers/": IMPORTERS,
    "health/versions/<int:pk>/publish/": {"director"},
    "POST health/versions/<int:pk>/discard/": IMPORTERS,
    "health/backtest/": IMPORTERS,
    "health/backtest/<int:pk>/": IMPORTERS,
    "warnings/": RELATIONSHIP,
    "warnings/held/": IMPORTERS,
    "warnings/<int:pk>/": RELATIONSHIP,
    "POST warnings/<int:pk>/seen/": LEADS | {"csm"},
    "warnings/<int:pk>/end/": LEADS | {"csm"},
    "warnings/<int:pk>/plan/": LEADS | {"csm"},
    "plans/<int:pk>/end/": LEADS | {"csm"},
    "warnings/rules/": RELATIONSHIP,
    "warnings/rules/<slug:rule>/": RELATIONSHIP,
    "POST warnings/rules/<slug:rule>/": IMPORTERS,
    "customers/<path:code>/concession/": ASKERS,
    "customers/<path:code>/winback/": WINNERS,
    "winbacks/": RELATIONSHIP,
    "winbacks/rates/": RELATIONSHIP,
    "winbacks/<int:pk>/": RELATIONSHIP,
    "winbacks/<int:pk>/cause/": WINNERS,
    "winbacks/<int:pk>/offer/": WINNERS,
    "winbacks/<int:pk>/lesson/": WINNERS,
    "winbacks/<int:pk>/end/": WINNERS,
    "reviews/": RELATIONSHIP,
    "reviews/<int:pk>/": RELATIONSHIP,
    "reviews/<int:pk>/complete/": WINNERS,
    "cases/": RELATIONSHIP,
    "cases/<int:pk>/": RELATIONSHIP,
    "cases/<int:pk>/anonymous/": LEADS | {"experience_officer"},
    "concessions/": RELATIONSHIP,
    "concessions/<int:pk>/": RELATIONSHIP,
    "concessions/<int:pk>/decide/": DECIDERS,
    "concessions/<int:pk>/withdraw/": ASKERS,
    "customers/<path:code>/sops/": RELATIONSHIP,
    "POST customers/<path:code>/sops/exceptions/<int:pk>/end/": LEADS,
    "customers/<path:code>/sops/<slug:sop>/start/": LEADS | {"csm"},
    "customers/<path:code>/sops/<slug:sop>/exception/": LEADS,
    "sops/": WORKERS,
    "sops/manual.pdf": WORKERS,
    "sops/manual.docx": WORKERS,
    "sops/adherence/": RELATIONSHIP,
    "sops/new/": IMPORTERS,
    "sops/<slug:sop>/": WORKERS,
    "sops/<slug:sop>/versions/": WORKERS,
    "sops/<slug:sop>/versions/<int:number>/": WORKERS,
    "sops/<slug:sop>/compare/": WORKERS,
    "sops/<slug:sop>/tasks/": RELATIONSHIP,
    "POST sops/<slug:sop>/archive/": IMPORTERS,
    "sops/<slug:sop>/draft/": IMPORTERS,
    "POST sops/<slug:sop>/draft/begin/": IMPORTERS,
    "POST sops/<slug:sop>/draft/discard/": IMPORTERS,
    "sops/<slug:sop>/draft/publish/": IMPORTERS,
    "sops/<slug:sop>/draft/steps/new/": IMPORTERS,
    "sops/<slug:sop>/draft/steps/<uuid:key>/": IMPORTERS,
    "POST sops/<slug:sop>/draft/steps/<uuid:key>/move/": IMPORTERS,
    "POST sops/<slug:sop>/draft/steps/<uuid:key>/remove/": IMPORTERS,
    "sop-runs/<int:pk>/": RELATIONSHIP,
    "sop-runs/<int:pk>/stop/": LEADS | {"csm"},
    "today/": WORKERS,
    "board/": LEADS,
    "tasks/": WORKERS,
    "tasks/new/": PLANNERS,
    "tasks/reschedule/": WORKERS,
    "tasks/recurring/": LEADS | {"csm"},
    "POST tasks/recurring/<int:pk>/stop/": LEADS | {"csm"},
    "tasks/<int:pk>/": RELATIONSHIP,  # the technical people only their own
    "tasks/<int:pk>/<slug:action>/": LEADS,  # of somebody else
    "POST tasks/<int:pk>/checks/<int:check>/": NOBODY,
    "search/": CUSTOMERS,
    "search/suggestions/": CUSTOMERS,
    "imports/": IMPORTERS,
    "imports/new/": {"analyst"},
    "imports/<int:pk>/": IMPORTERS,
    "POST imports/<int:pk>/": {"analyst"},
    "imports/<int:pk>/refused.xlsx": {"analyst"},
    "imports/batches/<int:pk>/": IMPORTERS,
    "imports/batches/<int:pk>/undo/": {"analyst"},
    "imports/templates/<slug:kind>.xlsx": {"analyst"},
    # the back office
    "admin/": STAFF,
    "admin/login/": NOBODY,  # leads to the portal's
    "admin/logout/": STAFF,
    "admin/password_change/": STAFF,
    "admin/password_change/done/": STAFF,
    "admin/jsi18n/": STAFF,
    "admin/autocomplete/": KEEPERS,  # of customers; `visit` says so
    "admin/^(?P<app_label>accounts|health|followups|django_q)/$": STAFF,
    "admin/(?P<url>.*)$": NOBODY,
    **records("accounts/customer", see=KEEPERS, add=KEEPERS, edit=KEEPERS),
    "admin/accounts/customer/<int:pk>/owner/": LEADS,
    **records("accounts/contact", see=KEEPERS, add=KEEPERS, edit=KEEPERS),
    **records("accounts/order", see=KEEPERS),
    **records("accounts/orderline", see=KEEPERS),
    **records("accounts/orderprogress", see=KEEPERS),
    **records("accounts/productline", see=KEEPERS),
    **records("accounts/product", see=KEEPERS),
    **records("accounts/customerline", see=KEEPERS),
    **records("accounts/contract", see=KEEPERS, edit=KEEPERS),
    "admin/accounts/contract/<int:pk>/files/": KEEPERS,
    "admin/accounts/contract/<int:pk>/files/<int:file_pk>/": KEEPERS,
    **records("accounts/contractfile", see=KEEPERS),
    **records("accounts/servicestandard", see=KEEPERS),
    **records("accounts/exchangerate", see=IMPORTERS, add=IMPORTERS, edit=IMPORTERS),
    **records("accounts/invoice", see=KEEPERS),
    **records("accounts/payment", see=KEEPERS),
    **records("accounts/usageday", see=KEEPERS),
    **records("accounts/customerevent", see=KEEPERS),
    **records("accounts/marketsignal", see=KEEPERS),
    **records("accounts/opportunity", see=KEEPERS),
    **records("accounts/competitorat", see=KEEPERS),
    **records("accounts/promise", see=KEEPERS),
    **records("accounts/extragiven", see=KEEPERS),
    **records("accounts/campaignresponse", see=KEEPERS),
    **records("accounts/cost", see=IMPORTERS),
    **records("accounts/assignment", see=KEEPERS),
    **records("accounts/accesslog", see=IMPORTERS),
    **records("followups/ticket", see=KEEPERS),
    **records("followups/slaclock", see=KEEPERS),
    **records("followups/followup", see=KEEPERS),
    **records("followups/surveyanswer", see=KEEPERS),
    **records("followups/need", see=KEEPERS),
    **records("followups/task", see=KEEPERS),
    **records("followups/recurringtask", see=LEADS),
    **records("followups/sop", see=WORKERS & STAFF),
    **records("followups/sopversion", see=WORKERS & STAFF),
    **records("followups/soprun", see=KEEPERS),
    **records("followups/sopexception", see=KEEPERS),
    **records("followups/concession", see=KEEPERS),
    **records(
        "followups/authoritylimit", see=KEEP_AUTHORITY, add=KEEP_AUTHORITY, edit=KEEP_AUTHORITY
    ),
    **records("followups/deadlinechange", see=KEEPERS),
    # a lead changes those of the own team
    **records("followups/workcalendar", see=KEEPERS, add=KEEPERS, edit=IMPORTERS),
    **records("followups/leave", see=KEEPERS, add=KEEPERS, edit=IMPORTERS),
    **records("followups/calendarday", see=KEEPERS, add=IMPORTERS, edit=IMPORTERS),
    **records("followups/officialyear", see=KEEPERS, add=IMPORTERS),
    **records("accounts/importbatch", see=IMPORTERS),
    **records("accounts/feed", see=IMPORTERS, edit={"analyst"}),
    **records("accounts/user", see=STAFF, add=ADMINISTRATOR, edit=ADMINISTRATOR),
    "admin/accounts/user/<id>/password/": ADMINISTRATOR,
    **records("accounts/team", see=STAFF, add=ADMINISTRATOR, edit=ADMINISTRATOR),
    **records("accounts/department", see=STAFF, add=ADMINISTRATOR, edit=ADMINISTRATOR),
    **records("health/healthcurrent", see=KEEPERS),
    **records("health/warning", see=KEEPERS),
    **records("health/warningsignal", see=KEEPERS),
    **records("health/improvementplan", see=KEEPERS),
    **records("health/chancesignal", see=KEEPERS),
    **records("health/rulesetting", see=KEEPERS),
    **records("health/leveloverride", see=KEEPERS),
    **records("health/scoredoubt", see=KEEPERS),
    **records("health/winback", see=KEEPERS),
    **records("health/lostreview", see=KEEPERS),
    **records("health/case", see=KEEPERS),
    **records("health/heldwarning", see=IMPORTERS),
    **records("health/healthmodelversion", see=IMPORTERS, add=IMPORTERS, edit=IMPORTERS),
    **records("health/backtestrun", see=IMPORTERS),
    # the machine room; the tables of the queue itself are for superusers only
    "admin/jobs/": IMPORTERS | ADMINISTRATOR,
    "admin/jobs/<slug:slug>/run/": IMPORTERS,
    "admin/jobs/runs/<int:pk>/release/": IMPORTERS,
    **records("django_q/schedule"),
    **records("django_q/success"),
    **records("django_q/failure"),
    **records("django_q/ormq"),
}
