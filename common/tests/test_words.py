from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import override

from common.words import in_words

COLOUR = models.CharField(choices=[("r", "red"), ("g", "green")])
COLOURS = ArrayField(COLOUR)


def test_a_code_is_told_in_the_words_of_its_field_and_what_has_none_as_it_is():
    assert in_words(COLOUR, "r") == "red"
    assert in_words(COLOUR, "x") == "x"
    assert in_words(models.IntegerField(), 5) == "5"


def test_a_list_is_told_piece_by_piece_in_the_manner_of_the_language():
    with override("en"):
        assert in_words(COLOURS, ["r", "g"]) == "red, green"
    with override("zh-hans"):
        assert in_words(COLOURS, ["r", "g"]) == "red、green"


def test_flags_are_yes_or_no_and_content_is_shown_as_it_is_stored():
    flag = models.BooleanField()
    with override("en"):
        assert [in_words(flag, value) for value in (True, False, None)] == ["yes", "no", ""]
    assert in_words(models.JSONField(), {"状态": 1}) == '{"状态": 1}'
