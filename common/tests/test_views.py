"""Every view says who may open it, and `manage.py check` finds those that do not."""

import pytest
from django.contrib import admin
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.generic import View

from common.checks import check_migrations_are_whole, check_views_name_permission
from common.views import LOGGED_IN, PUBLIC, PermissionMixin, permission


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


class Answer(PermissionMixin, View):
    permission = "accounts.view_order"

    def get(self, request: HttpRequest) -> HttpResponse:
        return answer(request)


@pytest.fixture
def site(settings):
    """`site(path(…), …)` is a site with these pages only."""

    def build(*patterns) -> None:
        pages = {"urlpatterns": list(patterns), "handler404": nothing_here}
        settings.ROOT_URLCONF = type("Pages", (), pages)

    return build


@pytest.fixture
def guarded(site) -> None:
    site(
        path("login/", permission(PUBLIC)(answer), name="login"),
        path("public/", permission(PUBLIC)(answer)),
        path("mine/", permission(LOGGED_IN)(answer)),
        path("orders/", Answer.as_view()),
        path("contacts/", permission("accounts.view_contact")(answer)),
    )


def opens(client, page: str) -> int:
    return client.get(f"/{page}/").status_code


def complaints() -> list[str]:
    return [message.msg for message in check_views_name_permission()]


def test_whoever_has_the_permission_gets_in(guarded, as_user, finance):
    assert opens(as_user(finance), "orders") == 200


def test_whoever_lacks_it_finds_no_page(guarded, as_user, finance):
    assert opens(as_user(finance), "contacts") == 404


def test_a_page_about_oneself_opens_for_everybody_who_is_in(guarded, as_user, finance):
    assert opens(as_user(finance), "mine") == 200


@pytest.mark.parametrize("page", ["mine", "orders", "contacts"])
def test_a_visitor_is_sent_to_the_log_in(guarded, db, client, page):
    assert client.get(f"/{page}/").url == f"/login/?next=/{page}/"


def test_a_public_page_needs_no_log_in(guarded, db, client):
    assert opens(client, "public") == 200


def test_a_class_that_names_no_permission_cannot_become_a_view():
    class Forgetful(PermissionMixin, View):
        pass

    with pytest.raises(AttributeError, match="permission"):
        Forgetful.as_view()


def test_a_view_that_names_no_permission_is_found(site):
    site(path("in/", include([path("there/", answer)])), path("ok/", Answer.as_view()))
    assert complaints() == ["The view of /in/there/ names no permission."]


def test_a_misspelt_permission_is_found(site):
    site(path("orders/", permission("accounts.veiw_order")(answer)))
    assert complaints() == [
        "The view of /orders/ names the unknown permission accounts.veiw_order."
    ]


def test_the_back_office_guards_itself(site):
    site(path("admin/", admin.site.urls))
    assert complaints() == []


def test_every_view_of_the_site_names_a_permission():
    assert complaints() == []


def test_a_state_between_two_that_we_know_is_not_migrated_but_told(db):
    """As a developer's database may be: the one migration of today stands for many of then."""
    assert check_migrations_are_whole(databases=["default"]) == []
    rows = MigrationRecorder(connection).migration_qs
    rows.filter(app="accounts", name="0014_indexes_nobody_reads").delete()
    [message] = check_migrations_are_whole(databases=["default"])
    assert "accounts are of a state before the first release" in message.msg
    assert "release: 0014_indexes_nobody_reads is missing" in message.msg
    assert "6f1b3c9" in message.hint
