from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0003_pace")]

    operations = [
        migrations.CreateModel(
            name="UnitsMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField()),
            ],
        ),
    ]
