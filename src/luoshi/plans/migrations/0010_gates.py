"""What a plan asks of each report, and why a matter was closed without a supporting unit's part."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_names_said")]
    operations = [
        migrations.AddField(
            "plan", "asks_effect", models.BooleanField(default=False, verbose_name='each report states the effect')
        ),
        migrations.AddField(
            "plan",
            "asks_backing",
            models.BooleanField(default=False, verbose_name='each report needs a number or a file'),
        ),
        migrations.AddField(
            "commitment",
            "without_parts",
            models.CharField(
                blank=True, default="", max_length=500, verbose_name="closed without the supporting units' part, for"
            ),
            preserve_default=False,
        ),
    ]
