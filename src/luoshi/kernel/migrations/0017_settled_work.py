"""The working day as which the day of meeting a due date counts: what a database compares deadlines with."""

from django.db import migrations, models

from luoshi.dates.workdays import previous_work


def fill(apps, schema_editor):
    rows = apps.get_model("records", "Occurrence").objects.using(schema_editor.connection.alias)
    for day in list(rows.filter(settled__isnull=False).order_by("settled").values_list("settled", flat=True).distinct()):
        rows.filter(settled=day).update(settled_work=previous_work(day))


class Migration(migrations.Migration):
    dependencies = [("records", "0016_due_in_period")]
    operations = [
        migrations.AddField("occurrence", "settled_work", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
