from common.templatetags.drawings import shares, spark


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


def test_each_share_has_its_width_one_after_the_other():
    bar = shares([("red", 1), ("yellow", 0), ("healthy", 3)], "Levels")
    assert '<rect class="share-red" x="0.0" y="0" width="250.0"' in bar
    assert '<rect class="share-healthy" x="250.0" y="0" width="750.0"' in bar
    assert 'aria-label="Levels"' in bar


def test_shares_of_nothing_have_no_width():
    assert 'width="0.0"' in shares([("red", 0)], "")
