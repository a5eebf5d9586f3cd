"""The customer list beside a plain Django admin list of the same rows, in the same process."""

from collections.abc import Callable, Iterator

from django.contrib.admin import ModelAdmin
from django.test import Client, override_settings
from django.urls import reverse

from accounts.models import Contact, Customer, Order, User
from common.lists import PAGE_SIZE
from tools.bench.clock import best_of
from tools.bench.data import DIRECTOR, analyse

Measured = tuple[float, float, float]

ROUNDS = 15
# The list must not be slower than the floor, and a search not by more than half.
LIST_TARGET = 1.0
SEARCH_TARGET = 1.5
# Two characters, and initials: what is hardest for an index, and what people type.
SEARCHES = ("杭州", "hzkj")
ADMIN = "bench-admin"
ADMIN_PAGE_SIZE = ModelAdmin.list_per_page


def measure_list_first() -> Measured:
    ours, floor = page_seconds(our_list(), _admin_list(1))
    return ours, floor, LIST_TARGET


def measure_list_last() -> Measured:
    """The last full page of each."""
    rows = Customer.objects.count()
    last, admin_last = rows // PAGE_SIZE, rows // ADMIN_PAGE_SIZE
    ours, floor = page_seconds(our_list(page=last), _admin_list(admin_last))
    return ours, floor, LIST_TARGET


def measure_search() -> Measured:
    """The slowest of the searches beside our own first page."""
    *searches, first_page = page_seconds(*(our_list(q=text) for text in SEARCHES), our_list())
    return max(searches), first_page, SEARCH_TARGET


def measure_search_everywhere() -> Measured:
    """The slowest of what people type into the box of every page, beside our own first page."""
    *searches, first_page = page_seconds(*(_our_search(text) for text in _typed()), our_list())
    return max(searches), first_page, SEARCH_TARGET


def _typed() -> Iterator[str]:
    """Two characters, initials, a phone tail, an order number, slips in a name, a miss."""
    customer = Customer.objects.latest("pk")
    yield from SEARCHES
    yield Contact.objects.get(customer=customer).mobile[-4:]
    yield Order.objects.filter(customer=customer).latest("pk").number
    name, pinyin = customer.name, customer.name_pinyin.replace(" ", "")
    yield f"{name[:3]}错{name[4:6]}"
    yield f"{pinyin[:6]}{pinyin[7:12]}"
    yield "shanghaizhendan"


def _our_search(text: str) -> Callable[[], object]:
    return our_page(User.objects.get(username=DIRECTOR), reverse("search"), q=text)


def our_list(**query: str | int) -> Callable[[], object]:
    return our_page(User.objects.get(username=DIRECTOR), reverse("customer-list"), **query)


def our_page(person: User, url: str, **query: str | int) -> Callable[[], object]:
    client = _logged_in(person)
    return lambda: _get(client, url, query)


def _admin_list(page: int) -> Callable[[], object]:
    user = User.objects.filter(username=ADMIN).first()
    client = _logged_in(user or User.objects.create_superuser(ADMIN, ""))
    url = "/plain/accounts/customer/"
    return lambda: _get(client, url, {"p": page})


def _get(client: Client, url: str, query: dict[str, str | int]) -> None:
    response = client.get(url, query)
    if response.status_code != 200:  # a time of something else is worse than none
        raise RuntimeError(f"{url} answered {response.status_code}")


def _logged_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(user, backend="accounts.auth.NameOrEmailBackend")
    return client


@override_settings(ROOT_URLCONF="tools.bench.plain_admin")
def page_seconds(*works: Callable[[], object]) -> list[float]:
    analyse()  # scoring has just rewritten what the list reads
    for work in works:  # the first time reads templates and plans
        work()
    return best_of(ROUNDS, *works)
