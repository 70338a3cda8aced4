"""The documents of the plans that are there, and their rows in words of their own, put into the search."""

from django.db import migrations

from luoshi.records import grams_index
from luoshi.records.rules.grams import pieces, plain


def fill(apps, schema):
    """As ``actions.searching``: until an edition was published with it, a document is found by who keeps the plan."""
    Source, Row = apps.get_model("ledger", "Source"), apps.get_model("ledger", "Row")
    Edition, Passage = apps.get_model("ledger", "Edition"), apps.get_model("records", "Passage")

    def put(record, part, place, line, only, words):
        one = Passage.objects.create(record_id=record, part=part, place=place, line=line, only=only, text=words)
        grams_index.put([(-one.pk, None, words)])

    standing = Edition.objects.filter(taken_back=None).order_by("number").values_list("plan", "entry__at")
    out = dict(standing)  # the last of each plan
    for source in Source.objects.select_related("document").order_by("pk").iterator(chunk_size=1):
        only = "" if source.plan_id in out and source.at <= out[source.plan_id] else "keeper"
        for place, (line, words) in enumerate(pieces(source.document.text)):
            put(source.plan_id, f"source:{source.place}", place, line, only, words)
    for row in Row.objects.exclude(state="gone").select_related("span").order_by("pk").iterator(chunk_size=500):
        words = plain(row.words)
        if row.span is None or row.source_id is None or words not in plain(row.span.quote):
            put(row.plan_id, f"row:{row.pk}", 0, 1, "keeper", words)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0011_support"), ("records", "0006_passages")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
