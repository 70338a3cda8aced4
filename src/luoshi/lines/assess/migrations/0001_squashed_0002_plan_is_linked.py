"""All tables of assess at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('assess', '0001_initial'), ('assess', '0002_plan_is_linked'), ('assess', '0003_one_time_to_object')]

    initial = True

    dependencies = [
        ('ledger', '0012_draws_say_their_help'),
        ('org', '0005_office_address'),
        ('records', '0018_moved_tasks'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Scheme',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                        ('basis', models.CharField(help_text='The document that prescribes the assessment, with its number.', max_length=300, verbose_name='basis')),
                        ('late', luoshi.base.forms.fields.Fixed(blank=True, help_text='As in the scheme; an item loses at most its own marks. If empty, nothing is proposed.', null=True, verbose_name='marks that a late normal item loses')),
                        ('own', models.BooleanField(default=False, help_text='Only if the basis requires it. It is shown beside the score and counts in no total.', verbose_name='units score themselves first')),
                        ('edition', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='edition')),
                        ('scored', models.DateField(editable=False, null=True, verbose_name='scored on')),
                        ('plan', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.plan', verbose_name='plan')),
                    ],
                    options={
                        'verbose_name': 'scheme of assessment',
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Score',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('line', models.CharField(choices=[('normal', 'Normal item'), ('special', 'Special item')], max_length=10, verbose_name='normal or special')),
                        ('marks', luoshi.base.forms.fields.Fixed(verbose_name='marks')),
                        ('own', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='score by the unit itself')),
                        ('own_reason', models.CharField(blank=True, max_length=500, verbose_name='reason given by the unit')),
                        ('score', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='score')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the score')),
                        ('found', models.CharField(blank=True, choices=[('done', 'Done in time'), ('late', 'Done late'), ('missed', 'Due date missed'), ('waiting', 'Not to be judged yet'), ('recurs', 'Recurring: no due date of its own'), ('gone', 'Withdrawn, stopped or carried over')], editable=False, max_length=10, verbose_name='state when it was decided')),
                        ('proposed', luoshi.base.forms.fields.Fixed(editable=False, null=True, verbose_name='proposed when it was decided')),
                        ('commitment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='ledger.commitment', verbose_name='commitment')),
                        ('scheme', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='assess.scheme', verbose_name='scheme of assessment')),
                    ],
                    options={
                        'verbose_name': 'item of assessment',
                        'constraints': [models.UniqueConstraint(fields=('scheme', 'commitment'), name='assessed_once')],
                    },
                    bases=('records.record',),
                ),
            ],
        ),
    ]
