"""The working day as which the day of doing counts: what lateness is compared with."""

from django.db import migrations, models

from luoshi.dates.workdays import previous_work


def fill(apps, schema_editor):
    rows = apps.get_model("ledger", "Commitment").objects.using(schema_editor.connection.alias)
    for day in list(rows.filter(done__isnull=False).order_by("done").values_list("done", flat=True).distinct()):
        rows.filter(done=day).update(done_work=previous_work(day))


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_years_of_papers")]
    operations = [
        migrations.AddField("commitment", "done_work", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
