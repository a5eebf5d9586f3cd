from datetime import date

from accounts.models import Contact, Customer
from accounts.tests.imports.test_orders import counts, only_error

PEOPLE = (
    "客户,姓名,职务,电话,手机,邮箱,微信,决策角色,态度,偏好渠道,生日,入职日期,离职日期\n"
    "K1,王芳,采购经理,0571-88886666,13800138000.0,wang@hz.example,wangf,采购、决策人,支持,微信,"
    "1980年5月1日,2015/3/1,\n"
    "K1,李强,,,,,,,,,,,\n"
)


def test_everything_about_a_person_is_taken(load):
    assert counts(load("contacts", PEOPLE)) == (2, 0, 0, 0)
    person = Contact.objects.get(name="王芳")
    assert (person.title, person.phone, person.mobile) == (
        "采购经理",
        "0571-88886666",
        "13800138000",
    )
    assert (person.email, person.wechat) == ("wang@hz.example", "wangf")
    assert person.decision_roles == ["purchaser", "decision_maker"]
    assert (person.attitude, person.preferred_channel) == ("supporter", "wechat")
    assert (person.birthday, person.joined_on, person.left_on) == (
        date(1980, 5, 1),
        date(2015, 3, 1),
        None,
    )
    assert Contact.objects.get(name="李强").decision_roles == []


def test_the_same_people_again_change_nothing(load):
    load("contacts", PEOPLE)
    assert counts(load("contacts", PEOPLE)) == (0, 0, 2, 0)


def test_a_person_is_told_by_customer_and_name(load):
    load("contacts", PEOPLE)
    Customer.objects.filter(name="K1").update(code="H1")
    assert counts(load("contacts", "客户,姓名,职务\nH1,王 芳,总经理\nK2,王芳,\n")) == (1, 1, 0, 0)
    assert Contact.objects.get(customer__code="H1", title="总经理").mobile == "13800138000"


def test_a_number_tells_people_of_one_name_apart(load):
    text = "客户,姓名,联系人编号\nK1,王芳,1\nK1,王芳,2\n"
    assert counts(load("contacts", text)) == (2, 0, 0, 0)


def test_two_rows_about_one_person_have_to_agree(load):
    result = load("contacts", PEOPLE + "K1,李强,,,,,,,,,,,\nK1,李强,厂长,,,,,,,,,,\n")
    assert counts(result) == (2, 0, 1, 1)
    assert only_error(result) == (5, "姓名", "李强", "row 3 says something else about the same one")


def test_nobody_leaves_before_joining(load):
    load("contacts", PEOPLE)
    result = load("contacts", "客户,姓名,离职日期\nK1,王芳,2015-02-28\n")
    assert counts(result) == (0, 0, 0, 1)
    assert only_error(result)[3] == "is before the day of joining, 2015-03-01"
    assert counts(load("contacts", "客户,姓名,离职日期\nK1,王芳,2025-02-28\n")) == (0, 1, 0, 0)


def test_an_address_is_checked(load):
    result = load("contacts", PEOPLE.replace("wang@hz.example", "wang at home"))
    assert counts(result) == (1, 0, 0, 1)
    assert only_error(result)[3] == "is not an e-mail address"
