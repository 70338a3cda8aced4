"""What a person has said that names mean, and how that is taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0008_letters_on_paper"), ("org", "0001_initial")]
    operations = [
        migrations.AddField("edit", "names", models.JSONField(null=True)),
        migrations.CreateModel(
            "Alias",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("word", models.CharField(blank=True, max_length=120)),
                ("desk", models.ForeignKey("org.unit", models.PROTECT, related_name="+")),
                ("unit", models.ForeignKey("org.unit", models.PROTECT, null=True, related_name="+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["desk", "name"], name="alias_once"),
                    models.CheckConstraint(
                        condition=models.Q(unit=None) | models.Q(word=""), name="alias_means_one_thing"
                    ),
                ]
            },
        ),
    ]
