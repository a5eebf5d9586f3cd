"""The models of the back office in an order that people look for, and under headings."""

from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What people come for first; a model that is named nowhere comes last.
SHELVES: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("Customers"),
        (
            *("customer", "contact", "assignment", "healthcurrent", "warning", "customerline"),
            *("customerevent", "marketsignal", "competitorat", "heldwarning"),
            *("warningsignal", "improvementplan", "chancesignal", "leveloverride", "scoredoubt"),
        ),
    ),
    (
        _("Business"),
        (
            *("contract", "contractfile", "servicestandard", "order", "orderline"),
            *("orderprogress", "invoice", "payment", "opportunity", "cost"),
        ),
    ),
    (
        _("Service"),
        (
            *("task", "recurringtask", "soprun", "sopexception", "customerplan"),
            *("ticket", "slaclock", "deadlinechange", "followup"),
            *("need", "surveyanswer", "promise", "extragiven", "campaignresponse", "usageday"),
        ),
    ),
    (
        _("Settings and imports"),
        (
            *("importbatch", "feed", "product", "productline", "healthmodelversion", "rulesetting"),
            *("sop", "sopversion"),
            *("user", "team", "department", "leave", "workcalendar", "calendarday"),
            *("officialyear", "exchangerate", "accesslog", "backtestrun"),
        ),
    ),
)
PLACES = {
    name: number
    for number, name in enumerate(chain.from_iterable(names for _label, names in SHELVES))
}
LAST = len(PLACES)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A heading and, as Django describes them, the models under it."""

    name: str | Promise
    models: list[dict[str, Any]]


def shelves(rooms: list[Any]) -> list[Shelf]:
    """The models of all rooms under the headings of the first page, without empty ones."""
    models = sorted((model for room in rooms for model in room["models"]), key=place)
    found = [
        Shelf(name, [model for model in models if _name(model) in names]) for name, names in SHELVES
    ]
    others = Shelf(_("Machine room"), [model for model in models if _name(model) not in PLACES])
    return [shelf for shelf in (*found, others) if shelf.models]


def _name(model: dict[str, Any]) -> str:
    return model["object_name"].lower()


def place(model: dict[str, Any]) -> int:
    return PLACES.get(_name(model), LAST)
