"""A chart and its table say the same."""

import json
from dataclasses import replace
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.functional import lazystr

from common.charts import Band, Chart, Series, Words

CHART = Chart(
    id="trend",
    title="Health",
    label_name="Day",
    labels=["1 May", "8 May"],
    series=[Series(name=lazystr("Score"), values=[Decimal("80.5"), None], texts=["80.5", "–"])],
    bands=[Band("red", lazystr("red"), 0, 40)],
    low=0,
    high=100,
)


def test_the_table_has_a_row_for_every_label():
    assert list(CHART.rows()) == [("1 May", ["80.5"]), ("8 May", ["–"])]


def test_the_table_has_a_column_more_for_words_that_are_not_drawn():
    chart = replace(CHART, words=[Words("Version", ["1.0", "1.1"])])
    assert list(chart.rows()) == [("1 May", ["80.5", "1.0"]), ("8 May", ["–", "1.1"])]
    assert chart.data == CHART.data


def test_a_label_leads_to_what_is_behind_it():
    assert [link for _label, link, _texts in CHART.linked_rows()] == ["", ""]
    chart = replace(CHART, links=["/a/", "/b/"])
    assert list(chart.linked_rows()) == [("1 May", "/a/", ["80.5"]), ("8 May", "/b/", ["–"])]


def test_what_the_browser_gets_is_plain_json_with_gaps_as_null():
    data = json.loads(json.dumps(CHART.data))
    assert data["series"] == [
        {
            "name": "Score",
            "kind": "line",
            "level": "",
            "values": [80.5, None],
            "texts": ["80.5", "–"],
        }
    ]
    assert data["bands"] == [{"level": "red", "name": "red", "low": 0, "high": 40}]


def test_a_chart_of_gaps_only_is_empty():
    nothing = Series(name="Score", values=[None, None], texts=["–", "–"])
    assert Chart("a", "A", "Day", ["1", "2"], [nothing]).is_empty
    assert not CHART.is_empty


def test_stacked_bars_have_the_colours_of_levels_and_their_table_beside_them():
    red = Series("red", [3], ["3"], "stacked", "red")
    chart = Chart("by-level", "A", "Team", ["East"], [red], beside="the-table")
    assert [(one["kind"], one["level"]) for one in chart.data["series"]] == [("stacked", "red")]
    page = render_to_string("components/_chart.html", {"chart": chart})
    assert 'aria-describedby="the-table"' in page
    assert "<details" not in page
    assert "<details" in render_to_string("components/_chart.html", {"chart": CHART})
