"""The database of the tests is made anew when it has to be, and only then."""

import pytest
from django.db import connection

from tools import migrated
from tools.backup.database import MAINTENANCE, present_database


@pytest.fixture
def maintenance(db):
    """A session beside the databases, as the one that makes them has."""
    with present_database().named(MAINTENANCE).connected() as session:
        yield session


def test_the_tests_run_in_a_copy_of_it(maintenance):
    assert migrated.is_fresh(maintenance, connection.settings_dict["TEST"]["TEMPLATE"])


def test_one_that_is_not_there_or_was_left_half_finished_is_not_fresh(maintenance):
    assert not migrated.is_fresh(maintenance, "nothing_of_this_name")
    assert not migrated.is_fresh(maintenance, connection.settings_dict["NAME"])  # no word of origin


def test_another_migration_or_package_asks_for_another_one(maintenance, tmp_path, monkeypatch):
    (tmp_path / "requirements.txt").write_text("django==5.2\n")
    (tmp_path / "accounts" / "migrations").mkdir(parents=True)
    called = tmp_path / "accounts" / "names.py"
    called.write_text("SURNAMES = ()\n")
    (tmp_path / "accounts" / "migrations" / "0001_initial.py").write_text(
        "from django.db import migrations\nfrom accounts.names import SURNAMES\n"
    )
    monkeypatch.setattr(migrated, "BASE_DIR", tmp_path)
    seen = {migrated.fingerprint()}
    (tmp_path / "accounts" / "migrations" / "0002_more.py").write_text("")
    seen.add(migrated.fingerprint())
    (tmp_path / "requirements.txt").write_text("django==5.3\n")
    seen.add(migrated.fingerprint())
    called.write_text('SURNAMES = ("林",)\n')
    seen.add(migrated.fingerprint())
    assert len(seen) == 4
    assert migrated.fingerprint() in seen
