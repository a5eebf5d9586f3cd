from accounts.rules.groups import Wish, misplaced


def rows_refused(parents, wishes):
    return {row: refusal.message for row, refusal in misplaced(parents, wishes).items()}


def test_four_levels_are_a_group_and_five_are_not():
    wishes = [Wish(row=company, child=company, parent=company - 1) for company in range(2, 6)]
    assert rows_refused({}, wishes[:3]) == {}
    assert rows_refused({}, wishes) == {5: "would make a group of more than %(most)d levels"}


def test_nobody_stands_above_themselves():
    assert set(rows_refused({}, [Wish(2, 1, 1)])) == {2}
    assert rows_refused({}, [Wish(2, 1, 2), Wish(3, 2, 1)]) == {
        3: "would put a company above itself"
    }


def test_the_order_of_rows_does_not_matter():
    today = {1: 2}
    assert rows_refused(today, [Wish(2, 2, 1), Wish(3, 1, 3)]) == {}
    assert rows_refused(today, [Wish(2, 1, 3), Wish(3, 2, 1)]) == {}


def test_a_company_that_moves_takes_its_own_along():
    three_below = {2: 1, 3: 2, 4: 3}
    assert set(rows_refused(three_below, [Wish(2, 1, 9)])) == {2}


def test_a_refused_company_can_be_nobodys_parent():
    wishes = [Wish(2, 10, 10, child_is_new=True), Wish(3, 11, 10, child_is_new=True)]
    assert rows_refused({}, [*wishes, Wish(4, 12, 11)]) == {
        2: "would put a company above itself",
        3: "is a company whose own row is refused",
        4: "is a company whose own row is refused",
    }


def test_what_was_too_deep_before_is_nobodys_fault_today():
    chain = {n: n - 1 for n in range(2, 9)}
    assert rows_refused(chain, [Wish(2, 20, 21)]) == {}
