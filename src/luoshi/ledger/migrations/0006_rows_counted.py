from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_reminders")]

    operations = [
        migrations.RemoveIndex(model_name="row", name="ledger_row_plan_id_74f170_idx"),
        migrations.AddIndex(
            model_name="row",
            index=models.Index(fields=["plan", "state", "look"], name="ledger_row_plan_id_30beff_idx"),
        ),
    ]
