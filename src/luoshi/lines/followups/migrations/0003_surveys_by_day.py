"""What a survey told counts by its own day: each survey gets its change of income, each household its days."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models

BATCH = 1000


def write_surveys(apps: Any, schema_editor: Any) -> None:
    """Write the change of income of each later survey, and each day on which a household was asked."""
    alias = schema_editor.connection.alias
    followups, visits, surveys = (
        apps.get_model("followups", name)._base_manager.using(alias)
        for name in ("Followup", "FollowupVisit", "FollowupSurvey")
    )
    before, days = dict[int, Any](), set[tuple[int, Any]]()
    for pk, first, income in followups.values_list("pk", "baseline_on", "base_income").iterator(BATCH):
        before[pk] = income
        days |= {(pk, first)} if first else set()
    told = [visit for visit in visits.iterator(BATCH) if visit.record_id in before]
    days |= {(visit.record_id, visit.day) for visit in told}
    known = [visit for visit in told if visit.income is not None and before[visit.record_id] is not None]
    last = {(visit.record_id, visit.day.year): visit for visit in sorted(known, key=lambda one: (one.day, one.pk))}
    known = [*last.values()]  # a household counts once in a year
    for visit in known:
        visit.change = visit.income - before[visit.record_id]
    visits.bulk_update(known, ["change"], batch_size=BATCH)
    surveys.bulk_create((surveys.model(record_id=pk, day=day) for pk, day in sorted(days)), batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ('followups', '0002_cards_and_yields'),
        ('records', '0028_form_drafts'),
    ]

    operations = [
        migrations.AddField(
            model_name='followupvisit',
            name='change',
            field=luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='change of income (yuan)'),
        ),
        migrations.CreateModel(
            name='FollowupSurvey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(db_index=True)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
        ),
        migrations.RunPython(write_surveys, migrations.RunPython.noop, elidable=True),
    ]
