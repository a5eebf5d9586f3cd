"""How big a customer is: one row for each.

employees, employees_before   as history knows them of the day, and of a year before
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from health.sources.base import Facts, Reading, known_then

_HISTORY = "accounts_customerhistory"
# Before the first entry nothing is known, so that nobody grows by being recorded.
_BEFORE = f"""
    SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id AS id, employees
    FROM {_HISTORY} WHERE pgh_created_at < %(day_end)s - interval '365 days'{{only}}
    ORDER BY pgh_obj_id, pgh_id DESC
"""


class Sizes(Facts):
    code = "sizes"
    model = Customer
    day_column = "known_on"
    day = "facts.known_on"
    has_windows = False
    words = {"employees": "facts.employees", "employees_before": "facts.employees_before"}
    fields = {"employees_before": "employees"}
    row_columns = (
        ("employees", _("employees")),
        ("employees_before", _("employees a year before")),
    )

    def relation(self, reading: Reading) -> str:
        only = reading.only("pgh_obj_id")
        return f"""(
    SELECT customers.id AS customer_id, customers.id, '' AS source, %(day)s::date AS known_on,
           CASE WHEN known.id IS NULL THEN customers.employees ELSE known."then" END AS employees,
           earlier.employees AS employees_before
    FROM accounts_customer customers
    JOIN ({_BEFORE.format(only=only)}) earlier ON earlier.id = customers.id
    LEFT JOIN ({known_then(_HISTORY, "employees", only)}) known ON known.id = customers.id
) facts"""
