"""All tables of housekeeping at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.core.validators
import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('housekeeping', '0001_initial'), ('housekeeping', '0002_exact'), ('housekeeping', '0003_trip_fund')]

    initial = True

    dependencies = [
        ('funds', '0001_initial'),
        ('org', '0001_initial'),
        ('records', '0001_initial'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='PaperCopy',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('paper', models.CharField(max_length=60, verbose_name='number of the paper')),
                        ('serial', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='number of the copy')),
                        ('witness', models.CharField(blank=True, max_length=60, verbose_name='witness')),
                    ],
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='SealUse',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('seal', models.CharField(max_length=40, verbose_name='seal')),
                        ('copies', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='copies')),
                    ],
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Service',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('words', models.TextField(verbose_name='the question')),
                        ('answer', models.TextField(blank=True, max_length=4000, verbose_name='answer')),
                        ('told', models.DateField(blank=True, null=True, verbose_name='informed on')),
                        ('second', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post', verbose_name='handed on to')),
                    ],
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Shift',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('day', models.DateField(verbose_name='day')),
                        ('part', models.CharField(max_length=40, verbose_name='part of the day')),
                        ('handover', models.TextField(blank=True, max_length=2000, verbose_name='handover')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['day', 'part'], name='shifts_by_day')],
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Trip',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('day', models.DateField(verbose_name='day')),
                        ('km', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='kilometres')),
                        ('cost', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='cost (yuan)')),
                        ('fund', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund', verbose_name='budget line')),
                    ],
                    bases=('records.record',),
                ),
            ],
        ),
    ]
