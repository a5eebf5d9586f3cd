import pytest

from accounts.models import Customer
from accounts.rules.credit_code import check_character, is_credit_code
from accounts.rules.names import index_names, normalise


def test_width_case_space_and_punctuation_do_not_matter():
    assert normalise("（ＡＢＣ） 杭州-科技　有限公司") == "abc杭州科技有限公司"


def test_a_name_is_found_by_pinyin_and_by_initials():
    found_by = index_names("杭州科技有限公司", "杭科").search_text.split("\n")
    assert "hangzhoukejiyouxiangongsi" in found_by
    assert "hzkjyxgs" in found_by
    assert "hk" in found_by


def test_a_head_character_with_a_surname_reading_is_found_by_both():
    found_by = index_names("单县食品").search_text.split("\n")
    assert {"dxsp", "sxsp"} <= set(found_by)


@pytest.mark.parametrize("code", ["91350211M000100Y43", "91310000607378763X"])
def test_a_credit_code_with_the_right_check_character_is_accepted(code):
    code = code[:17] + check_character(code[:17])
    assert is_credit_code(code)


def test_a_published_credit_code_passes():
    # The example of GB 32100-2015, appendix A.
    assert is_credit_code("91350100M000100Y43")


def test_one_wrong_character_is_noticed():
    assert not is_credit_code("91350100M000100Y44")
    assert not is_credit_code("91350100M00O100Y43")


def test_a_customer_without_a_code_gets_the_next_free_one(hangzhou):
    assert hangzhou.code.startswith("C-")
    assert Customer.objects.get(code=hangzhou.code) == hangzhou
