"""The index of grams, by each database's own means."""

from django.db import migrations

from luoshi.records.search.grams_index import drop, make


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
