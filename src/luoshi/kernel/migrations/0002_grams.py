"""The index of grams, by each database's own means."""

from django.db import migrations

from luoshi.kernel.search.grams_index import drop_grams_index, create_grams_index


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(create_grams_index, drop_grams_index)]
