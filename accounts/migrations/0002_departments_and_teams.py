"""The departments and teams that every installation begins with; they are data and may change."""

from django.db import migrations

DEPARTMENTS = [
    ("customer-success", "客户成功部", "Customer success"),
    ("sales", "销售部", "Sales"),
    ("support", "客服部", "Support"),
    ("technical", "技术部", "Technical"),
    ("finance", "财务部", "Finance"),
    ("marketing", "市场部", "Marketing"),
    ("legal", "法务部", "Legal"),
    ("production", "生产部", "Production"),
    ("product", "研发产品部", "Product"),
    ("it", "信息技术部", "IT"),
]
TEAMS = [
    ("strategic", "战略客户组", "Strategic customers"),
    ("key", "重点客户组", "Key customers"),
    ("operations_support", "运营支持组", "Operations support"),
]


def seed(apps, _schema_editor):
    for model, rows in (("Department", DEPARTMENTS), ("Team", TEAMS)):
        objects = apps.get_model("accounts", model).objects
        for code, name, name_en in rows:
            objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_first_release")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop, elidable=False)]
