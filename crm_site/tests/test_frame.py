"""The frame, the plain pages and the door of the back office, without a browser."""

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.csrf import csrf_failure
from django.views.defaults import bad_request, server_error

from accounts.tests.factories import person
from crm_site.context_processors import DESTINATIONS

LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def administrator(db):
    return person("admin", "管理员", "administrator", is_staff=True)


def test_a_destination_shows_only_to_whom_it_would_open(as_user, lin, administrator):
    customers = reverse("customer-list")
    assert customers in as_user(lin).get("/me/").text
    assert customers not in as_user(administrator).get("/me/").text


def test_no_two_destinations_have_the_same_key():
    keys = [place.key for place in DESTINATIONS]
    assert len(set(keys)) == len(keys)


def test_the_rail_says_where_one_is(as_user, hangzhou, lin):
    here = f'href="{reverse("customer-list")}" data-key="c" aria-current="page"'
    assert here in as_user(lin).get(reverse("customer-list")).text
    assert here not in as_user(lin).get("/me/").text


@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_about_a_mistake_needs_neither_a_person_nor_a_database(page, language):
    with translation.override(language):
        html = render_to_string(page)
    assert f'<html lang="{language}">' in html
    assert f'href="{reverse("home")}"' in html


def test_django_itself_uses_these_pages(rf, settings):
    request = rf.get("/")
    with translation.override("en"):
        assert "cannot be read" in bad_request(request, ValueError()).text
        assert "The fault is ours" in server_error(request).text
        assert "open for too long" in csrf_failure(request).text


def test_the_back_office_asks_strangers_to_log_in_where_everybody_does(client, db):
    response = client.get("/admin/login/", follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("login"))


def test_the_back_office_is_no_page_for_whom_it_is_not_meant(as_user, lin):
    response = as_user(lin).get("/admin/", follow=True)
    assert response.status_code == 404


def test_the_back_office_opens_for_whom_it_is_meant(as_user, fang):
    assert as_user(fang).get("/admin/login/", follow=True).request["PATH_INFO"] == "/admin/"


def test_the_page_says_it_in_the_colours_that_the_person_chose(as_user, lin):
    lin.colour_mode = "dark"
    lin.save()
    html = as_user(lin).get("/me/").text
    assert '<meta name="colour-mode" content="dark">' in html
    assert 'value="dark" aria-pressed="true"' in html
