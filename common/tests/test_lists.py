from django.http import QueryDict

from common.lists import PAGE_SIZE, Page, ids_between, page_number, url_with, without_empty


def test_a_list_goes_on_in_its_next_part_where_one_ends():
    assert ids_between([[1, 2, 3], [4, 5], [6]], 0, 5) == [1, 2, 3, 4, 5]
    assert ids_between([[1, 2, 3], [4, 5], [6]], 2, 3) == [3, 4, 5]


def test_a_page_behind_a_whole_part_begins_in_the_right_place():
    assert ids_between([[1, 2, 3], [], [4, 5, 6]], 4, 9) == [5, 6]
    assert ids_between([[1, 2, 3], [4]], 4, 9) == []


def test_nonsense_for_a_page_is_the_first_one():
    assert [page_number(text) for text in ("", "x", "-3", "0", "7")] == [1, 1, 1, 1, 7]
    assert page_number("9" * 30) < 10**6


def test_a_page_knows_its_places_and_neighbours():
    page = Page(number=3, rows=["a", "b"], has_next=False)
    assert (page.first, page.last) == (2 * PAGE_SIZE + 1, 2 * PAGE_SIZE + 2)
    assert (page.previous, page.next) == (2, None)


def test_a_changed_filter_begins_at_the_first_page_and_leaves_empty_fields_out():
    query = QueryDict("q=&tier=key&tier=general&page=4")
    assert url_with(query, "tier", "key") == "?tier=key"
    assert url_with(query, "owner", "me") == "?tier=key&tier=general&owner=me"
    assert without_empty(query).urlencode() == "tier=key&tier=general&page=4"
