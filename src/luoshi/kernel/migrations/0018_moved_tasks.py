"""Background work that waits goes on under the names that its functions have now."""

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Replace

MOVED = (
    ("luoshi.ledger.receiving.", "luoshi.plans.receiving."),
    ("luoshi.ledger.sheets.", "luoshi.plans.sheets."),
    ("luoshi.ledger.twins.", "luoshi.plans.twins."),
    ("luoshi.ledger.reporting.", "luoshi.commitments.reporting."),
    ("luoshi.records.leaves.", "luoshi.desk.previews."),
    ("luoshi.records.many.", "luoshi.desk.bulk."),
    ("luoshi.records.parameters.", "luoshi.kernel.parameters."),
    ("luoshi.records.witness.actions.", "luoshi.kernel.history.actions."),
)


def name_anew(pairs):
    def name(apps, schema_editor):
        results = apps.get_model("django_tasks_database", "DBTaskResult").objects
        for was, now in pairs:
            rows = results.using(schema_editor.connection.alias).filter(task_path__startswith=was)
            rows.update(task_path=Replace(F("task_path"), Value(was), Value(now)))

    return name


class Migration(migrations.Migration):
    dependencies = [("records", "0017_settled_work"), ("django_tasks_database", "__first__")]
    operations = [
        migrations.RunPython(name_anew(MOVED), name_anew([(now, was) for was, now in MOVED]), elidable=True),
    ]
