"""Slips with a typed code, fields in charge of a post, and the units' own order."""

from django.db import migrations, models

from luoshi.base.forms.fields import OrderNumber


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial")]

    operations = [
        migrations.AddField("onetimelink", "code", models.CharField(blank=True, max_length=64)),
        migrations.AddField(
            "post", "fields", models.CharField(blank=True, max_length=200, verbose_name="fields in charge")
        ),
        migrations.AddField("unit", "sort", OrderNumber(default="", verbose_name="order number")),
    ]
