"""The slots of things that are booked, which do not overlap."""

import django.db.models.deletion
import luoshi.base.forms.fields
import luoshi.parts.slots.exclusion
from django.db import migrations, models

from luoshi.base.database.create_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0028_form_drafts'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='BookedSlot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('from_at', models.DateTimeField()),
                        ('to_at', models.DateTimeField()),
                        ('day', models.DateField()),
                        ('year_end', models.DateField()),
                        ('hours', luoshi.base.forms.fields.Fixed()),
                        ('used', luoshi.base.forms.fields.Fixed(null=True)),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('thing', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['thing', 'to_at'], name='slots_booke_thing_i_dc11a0_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('to_at__gt', models.F('from_at'))), name='slot_ends_after_it_begins'), luoshi.parts.slots.exclusion.NoOverlap(first='from_at', last='to_at', name='slots_of_a_thing_do_not_overlap', of='thing_id')],
                    },
                ),
            ]
        )
    ]
