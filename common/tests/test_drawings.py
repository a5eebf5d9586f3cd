from common.templatetags.drawings import spark


def test_a_week_without_a_score_leaves_a_gap():
    drawing = spark([90, 80, None, 40, 30], "red")
    assert drawing.count("<polyline") == 2
    assert 'class="spark spark-red"' in drawing


def test_the_newest_score_has_a_dot_and_a_missing_one_has_none():
    assert "<circle" in spark([90, 80])
    assert "<circle" not in spark([90, None])


def test_nothing_known_is_a_dash():
    assert "–" in spark([None] * 12)
    assert "–" in spark(None)


def test_a_better_score_lies_higher():
    assert 'cy="3.0"' in spark([0, 100])
    assert 'cy="21.0"' in spark([100, 0])
