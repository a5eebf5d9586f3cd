"""Whatever somebody sends to an address: an answer, and never an error of ours.

The addresses come from the resolver, so that a new page is attacked without being named here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.choices import AssignmentKind
from accounts.models import User
from accounts.tests.factories import AssignmentFactory
from crm_site.tests import test_matrix
from crm_site.tests.test_matrix import address, routes

own, common_records = test_matrix.own, test_matrix.common_records

# Whether this machine can do its work is not for a form to say: its 503 is no failure.
ROUTES = sorted(set(routes()) - {"ready/"})
Pair = tuple[str, str]
NASTY = (
    "", " ", "\0", "a\0b", "\x1b[2J", "\ud800", "\udfff\ud800", "-1", "0", "9" * 30, "-" + "9" * 19,
    "1e309", "nan", "Infinity", "٣", "2026-02-30", "0000-00-00", "99999-12-31", "25:61", "[]", "{}",
    "null", "[1, [2]]", '{"a": {"b": []}}', "on", "true", "None", "__all__", "%s", "%00", "{{ x }}",
    "../../etc/passwd", "'; DROP TABLE accounts_customer; --", "<script>", "\u202e", "🙂" * 300,
    "//evil.example", "http://[", "javascript:alert(1)", "x" * 100_000,
)  # fmt: skip
VALUE = st.sampled_from(NASTY) | st.text(max_size=20) | st.integers().map(str)
STRANGE = ("next", "q", "_save", "_popup", "_to_field", "_saveasnew", "action", "x[]", "\0", "")


class Fields(HTMLParser):
    """The fields of all forms of a page, as a browser would send them back."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pairs: list[Pair] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("input", "select", "textarea", "button") and (name := given.get("name")):
            self.pairs.append((name, given.get("value") or ""))


@pytest.fixture
def records(own, common_records) -> dict[str, Model]:
    return own | common_records


@pytest.fixture
def insider(monkeypatch, db, records) -> Client:
    """The browser of somebody who may do everything: no form is closed to the attack."""
    user = User.objects.create_superuser("root", "root@evergreen.example", name="根")
    user.groups.set(Group.objects.all())
    AssignmentFactory(customer=records["customer"], user=user, kind=AssignmentKind.SLICE)
    monkeypatch.setattr("django.contrib.auth.middleware.get_user", lambda _request: user)
    return Client()


@pytest.fixture
def fields_of(insider: Client, records) -> Callable[[str], list[Pair]]:
    known: dict[str, list[Pair]] = {}

    def fields_of(route: str) -> list[Pair]:
        """What the page asks for, where it can be opened."""
        if route not in known:
            with taken_back():
                answer = insider.get(address(route, records))
            page = b"" if answer.streaming else answer.content
            known[route] = Fields(page.decode(errors="replace")).pairs
        return known[route]

    return fields_of


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sent(client: Client, path: str, body: bytes, content_type: str) -> int:
    with taken_back():
        return client.generic("POST", path, body, content_type=content_type).status_code


def form(pairs: list[Pair]) -> bytes:
    return urlencode(pairs, errors="surrogatepass").encode()


def parts(pairs: list[Pair], boundary: str) -> bytes:
    """The same with every second value as a file."""
    lines = []
    for number, (name, value) in enumerate(pairs):
        file = '; filename="../x.xlsx"' if number % 2 else ""
        lines += [f"--{boundary}", f'Content-Disposition: form-data; name="{name}"{file}', ""]
        lines.append(value)
    lines.append(f"--{boundary}--\r\n")
    return "\r\n".join(lines).encode(errors="surrogatepass")


URLENCODED = "application/x-www-form-urlencoded"


def test_every_address_answers_forms_of_nonsense(insider, fields_of, records):
    wrong = []
    for route, nasty in zip(ROUTES, cycle(("\0", "9" * 5_000, "\ud800")), strict=False):
        names = [*dict.fromkeys(name for name, _value in fields_of(route)), *STRANGE]
        body = form([(name, nasty) for name in names])
        if sent(insider, address(route, records), body, URLENCODED) >= 500:
            wrong.append((route, nasty))
    assert wrong == []
    assert sum(bool(fields_of(route)) for route in ROUTES) > len(ROUTES) / 3  # they have forms


def test_every_address_answers_what_is_far_too_long(insider, records):
    body = form([("name", "x" * (5 << 20))])
    for route in ROUTES:
        assert sent(insider, address(route, records), body, URLENCODED) < 500, route


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take minutes
)
@given(data=st.data(), route=st.sampled_from(ROUTES))
def test_any_address_answers_any_form(insider, fields_of, records, data, route):
    """Mostly what the page itself would send, so that it gets far, with something wrong in it."""
    fields = fields_of(route)
    names = st.sampled_from([*{name for name, _value in fields}, *STRANGE])
    changed = data.draw(st.dictionaries(names, st.lists(VALUE, max_size=3), max_size=6))
    pairs = [pair for pair in fields if pair[0] not in changed]
    pairs += [(name, value) for name, values in changed.items() for value in values]
    content_type, body = data.draw(
        st.sampled_from(
            (
                (URLENCODED, form(pairs)),
                (URLENCODED, form(pairs)),
                ("multipart/form-data; boundary=b", parts(pairs, "b")),
                ("multipart/form-data; boundary=b; charset=utf-7", parts(pairs, "b")),
                ("multipart/form-data; boundary=other", parts(pairs, "b")),
                ("multipart/form-data", parts(pairs, "b")),
                ("application/json", form(pairs)),
                (f"{URLENCODED}; charset=utf-16", form(pairs)),
            )
        )
    )
    assert sent(insider, address(route, records), body, content_type) < 500
