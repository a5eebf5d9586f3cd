"""Every page that the browser looks at, in one list: a new page is one line here.

`who` is a fixture of the cast, empty for a visitor; `path` may name Lin's customer as `{code}`,
somebody there as `{contact}`, Lin as the one who is to be an `{owner}`, an import as `{batch}`
and an uploaded file by its state.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    path: str
    who: str = "lin"


PLACES = (
    Place("/login/", who=""),
    Place("/password-reset/", who=""),
    Place("/password-reset/sent/", who=""),
    Place("/password-reset/complete/", who=""),
    Place("/password-reset/MQ/spent-link/", who=""),
    Place("/me/"),
    Place("/me/password/"),
    Place("/notices/"),
    Place("/notices/", who="qiu"),
    Place("/today/"),
    Place("/today/", who="qiu"),
    Place("/warnings/"),
    Place("/warnings/?level=yellow&state=late"),
    Place("/warnings/{warning}/"),
    Place("/warnings/{warning}/end/"),
    Place("/warnings/held/", who="fang"),
    Place("/board/", who="wei"),
    Place("/tasks/?owner=me"),
    Place("/tasks/?due=done", who="wei"),
    Place("/tasks/new/?customer={code}"),
    Place("/tasks/{task}/"),
    Place("/tasks/{task}/snooze/"),
    Place("/tasks/{task}/wait/"),
    Place("/tasks/{task}/delegate/", who="wei"),
    Place("/tasks/reschedule/?task={task}&days=2"),
    Place("/tasks/recurring/"),
    Place("/customers/"),
    Place("/customers/?q=nobody-is-called-this"),
    Place("/customers/{code}/"),
    Place("/customers/{code}/orders/"),
    Place("/customers/{code}/group/"),
    Place("/customers/{code}/timeline/"),
    Place("/customers/{code}/timeline/?kind=tickets&until=2020-01-01"),
    Place("/customers/{code}/records/tickets/"),
    Place("/customers/{code}/records/contracts/?only=open"),
    Place("/customers/{code}/team/"),
    Place("/customers/{code}/team/", who="wei"),
    Place("/customers/{code}/team/owner/", who="wei"),
    Place("/customers/{code}/team/add/", who="wei"),
    Place("/no-owner/", who="fang"),
    Place("/no-owner/assign/?all=on&owner={owner}", who="fang"),
    Place("/customers/{code}/why/"),
    Place("/customers/{code}/why/?day=2001-01-01"),
    Place("/customers/{code}/why/order_amount/"),
    Place("/customers/{code}/why/order_frequency/"),
    Place("/search/"),
    Place("/search/?q=杭州"),
    Place("/search/?q=杭州科枝"),
    Place("/search/?q=nobody-is-called-this"),
    Place("/imports/", who="analyst"),
    Place("/imports/new/", who="analyst"),
    Place("/imports/{uploaded}/", who="analyst"),
    Place("/imports/{ready}/", who="analyst"),
    Place("/imports/{ready}/?outcome=updated", who="analyst"),
    Place("/imports/{failed}/", who="analyst"),
    Place("/imports/{importing}/", who="fang"),
    Place("/imports/batches/{batch}/", who="analyst"),
    Place("/admin/", who="fang"),
    Place("/admin/", who="wei"),
    Place("/admin/accounts/customer/", who="fang"),
    Place("/admin/health/healthcurrent/", who="fang"),
    Place("/admin/accounts/user/", who="analyst"),
    Place("/admin/accounts/contract/", who="fang"),
    Place("/admin/accounts/contract/{contract}/files/", who="fang"),
    Place("/admin/followups/ticket/", who="fang"),
    Place("/admin/followups/workcalendar/", who="fang"),
    Place("/admin/followups/officialyear/add/", who="fang"),
    Place("/admin/jobs/", who="analyst"),
    Place("/customers/{code}/", who="tang"),
    Place("/customers/{code}/reveal/contact/{contact}/mobile/", who="tang"),
)
