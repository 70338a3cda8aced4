import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("org", "0002_user_enabled_since"),
    ]

    operations = [
        migrations.AddField("twin", "same", models.BooleanField(default=True)),
        migrations.AddField(
            "twin",
            "ended_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
            ),
        ),
    ]
