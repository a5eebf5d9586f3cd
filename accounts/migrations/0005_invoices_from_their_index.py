"""All that the score reads of an invoice is in its index; both are there while the new one grows.

Broken off, it leaves an invalid index: drop `invoice_by_customer_due` before trying again.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0004_signals_change_scores")]

    operations = [
        AddIndexConcurrently(
            model_name="invoice",
            index=models.Index(
                fields=["customer", "due_on"],
                include=["issued_on", "amount", "currency", "paid_on", "cancelled_on", "source"],
                name="invoice_by_customer_due",
            ),
        ),
        RemoveIndexConcurrently(model_name="invoice", name="invoice_by_customer"),
    ]
