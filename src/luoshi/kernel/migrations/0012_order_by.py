"""Kept views name their order by a word that no filter can have: a kind's own field may be called sort."""

from django.db import migrations
from django.http import QueryDict

WAS, IS = "sort", "order-by"


def rename_orders(apps, schema_editor):
    views = apps.get_model("records", "SavedView").objects
    longest = apps.get_model("records", "SavedView")._meta.get_field("asked").max_length
    for view in views.filter(asked__contains=f"{WAS}="):
        asked, renamed = QueryDict(view.asked), QueryDict(mutable=True)
        names = {IS if name == WAS else name: name for name in asked}
        for name in sorted(names):  # in the form in which views are compared with the open list
            renamed.setlist(name, asked.getlist(names[name]))
        if WAS in asked and len(renamed.urlencode()) <= longest:
            views.filter(pk=view.pk).update(asked=renamed.urlencode())


class Migration(migrations.Migration):
    dependencies = [("records", "0011_long_values")]
    operations = [migrations.RunPython(rename_orders, migrations.RunPython.noop, elidable=True)]
