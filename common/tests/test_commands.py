from argparse import ArgumentTypeError
from datetime import date

import pytest
from django.core.management import get_commands, load_command_class

from common.commands import OneLineCommand, day


def test_a_day_is_typed_as_year_month_day():
    assert day("2026-11-23") == date(2026, 11, 23)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "0001-01-01", "9999-12-31"])
def test_what_is_no_day_of_any_business_is_refused(text):
    with pytest.raises(ArgumentTypeError):
        day(text)


OURS = [name for name, app in get_commands().items() if app in ("accounts", "crm_site", "health")]


@pytest.mark.parametrize("name", OURS)
def test_a_command_answers_a_bad_argument_in_one_line(name, capsys):
    command = load_command_class(get_commands()[name], name)
    assert isinstance(command, OneLineCommand)
    parser = command.create_parser("manage.py", name)
    parser.called_from_command_line = True
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(["--no-such-thing"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
