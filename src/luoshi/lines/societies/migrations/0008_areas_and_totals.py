"""Areas of organisations; what the points of model societies and reforms come to, also of those that are there."""

from fractions import Fraction

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models

from luoshi.figures.rounding import round_to_places


def add_up_points(apps, schema_editor):
    for record, rows in (("Exemplar", "Quality"), ("Reform", "Mechanism")):
        points = {}
        for row in apps.get_model("societies", rows).objects.all().iterator():
            points.setdefault(row.record_id, []).append(row)
        for scored in apps.get_model("societies", record).objects.filter(pk__in=points).iterator():
            for column, field in (("own", "own"), ("score", "total")):
                values = [getattr(row, column) for row in points[scored.pk]]
                if None not in values:
                    setattr(scored, field, sum(values))
            if scored.total is not None:
                scored.mean = round_to_places(Fraction(scored.total) / len(points[scored.pk]), 2)
            scored.save(update_fields=["own", "total", "mean"])


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0007_place_workers'),
        ('societies', '0007_values'),
    ]

    operations = [
        migrations.AddField(
            model_name='exemplar',
            name='mean',
            field=luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='mean score'),
        ),
        migrations.AddField(
            model_name='exemplar',
            name='own',
            field=luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='own scores together'),
        ),
        migrations.AddField(
            model_name='exemplar',
            name='short',
            field=luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='short of the pass mark by'),
        ),
        migrations.AddField(
            model_name='exemplar',
            name='total',
            field=luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='scores together'),
        ),
        migrations.AddField(
            model_name='reform',
            name='mean',
            field=luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='mean score'),
        ),
        migrations.AddField(
            model_name='reform',
            name='own',
            field=luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='own scores together'),
        ),
        migrations.AddField(
            model_name='reform',
            name='short',
            field=luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='short of the pass mark by'),
        ),
        migrations.AddField(
            model_name='reform',
            name='total',
            field=luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='scores together'),
        ),
        migrations.AddField(
            model_name='society',
            name='area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='street, park or other area'),
        ),
        migrations.RunPython(add_up_points, migrations.RunPython.noop, elidable=True),
    ]
