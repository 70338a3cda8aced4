"""Kilometres and costs become exact on every database: whole numbers of 1/10,000. What is chosen comes from lists."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

import luoshi.base.forms.fields

BATCH = 1000


def copied(*pairs: tuple[str, str]) -> Any:
    """An operation that copies columns of journeys, as Python's own decimals: no database converts a value."""

    def copy(apps: Any, schema_editor: Any) -> None:
        trips = apps.get_model("housekeeping", "Trip")._base_manager.using(schema_editor.connection.alias)
        rows = []
        for row in trips.only(*(name for pair in pairs for name in pair)).iterator(BATCH):
            for source, target in pairs:
                setattr(row, target, getattr(row, source))
            rows.append(row)
        trips.bulk_update(rows, [target for _source, target in pairs], batch_size=BATCH)

    return copy


class Migration(migrations.Migration):

    dependencies = [
        ('housekeeping', '0001_initial'),
    ]

    operations = [
        migrations.RenameField('trip', 'km', 'km_was'),
        migrations.RenameField('trip', 'cost', 'cost_was'),
        migrations.AddField(
            'trip', 'km', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='kilometres')
        ),
        migrations.AddField(
            'trip', 'cost', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='cost (yuan)')
        ),
        migrations.RunPython(
            copied(('km_was', 'km'), ('cost_was', 'cost')), copied(('km', 'km_was'), ('cost', 'cost_was')),
            elidable=True,
        ),
        migrations.RemoveField('trip', 'km_was'),
        migrations.RemoveField('trip', 'cost_was'),
        migrations.AlterField('sealuse', 'seal', models.CharField(max_length=40, verbose_name='seal')),
        migrations.AlterField('shift', 'part', models.CharField(max_length=40, verbose_name='part of the day')),
        migrations.AlterField(
            'service', 'answer', models.TextField(blank=True, max_length=4000, verbose_name='answer')
        ),
        migrations.AlterField(
            'shift', 'handover', models.TextField(blank=True, max_length=2000, verbose_name='handover')
        ),
    ]
