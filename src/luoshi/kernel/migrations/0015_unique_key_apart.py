"""What tells apart two that are called the same, beside the key by which they are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0014_periods_counted")]

    operations = [
        migrations.AddField(
            model_name="uniquekey",
            name="apart",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
