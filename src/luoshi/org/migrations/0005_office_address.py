"""The address under which people reach this office."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0004_spacing")]

    operations = [
        migrations.CreateModel(
            name="OfficeAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=200)),
                ("said", models.DateTimeField()),
            ],
        ),
    ]
