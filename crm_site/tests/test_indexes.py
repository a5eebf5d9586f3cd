import pytest
from django.apps import apps
from django.db import connection

from accounts.models.facts import Fact

FACTS = [model for model in apps.get_models() if issubclass(model, Fact)]


@pytest.mark.parametrize("model", FACTS, ids=lambda model: model._meta.label)
def test_facts_are_found_by_their_customer(db, model):
    """The foreign key has no index of its own: one of several columns begins with it."""
    with connection.cursor() as cursor:
        known = connection.introspection.get_constraints(cursor, model._meta.db_table)
    indexes = [index for index in known.values() if index["index"] and index["columns"]]
    assert "customer_id" in {index["columns"][0] for index in indexes}
