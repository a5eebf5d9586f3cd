"""Names and codes compare byte by byte, so their usual index serves LIKE as well."""

from django.db import migrations

FOR_LIKE = (
    "accounts_customer_code_79ed2d23_like",
    "accounts_customer_name_key_38503fd6_like",
    "accounts_customer_credit_code_0b614171_like",
    "accounts_customeralias_name_key_007b4c50_like",
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_departments_and_teams")]
    operations = [
        migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop)
        for name in FOR_LIKE
    ]
