import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0001_initial"),
        ("calls", "0002_receipts"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="struck",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="taken out on"),
        ),
        migrations.AddField(
            model_name="call",
            name="award",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="awards.award",
                verbose_name="award",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="moves_up",
            field=models.CharField(
                blank=True,
                choices=[("yes", "Yes"), ("no", "No")],
                default="no",
                max_length=3,
                verbose_name="the next in rank moves up after an objection",
            ),
        ),
    ]
