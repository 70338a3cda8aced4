"""All tables of returns at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.core.validators
import django.db.models.deletion
import luoshi.base.database.create_tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('returns', '0001_initial'), ('returns', '0002_doubts_of_returns'), ('returns', '0003_class_names')]

    initial = True

    dependencies = [
        ('facts', '0002_checks'),
        ('org', '0003_unit_runs'),
        ('records', '0011_long_values'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Form',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('table_number', models.CharField(blank=True, max_length=40, verbose_name='number of the form')),
                        ('maker', models.CharField(blank=True, max_length=120, verbose_name='made by')),
                        ('approval', models.CharField(blank=True, max_length=80, verbose_name='approved or filed under')),
                        ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                        ('every', models.CharField(blank=True, choices=[('month', 'Month'), ('quarter', 'Quarter'), ('half', 'Half-year'), ('year', 'Year')], max_length=10, verbose_name='reported every')),
                        ('day', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(28)], verbose_name='due on this day of the month after')),
                        ('signed', models.BooleanField(default=False, verbose_name='the head of the unit signs it first')),
                        ('beneath', models.BooleanField(default=False, verbose_name='a row for each unit directly beneath')),
                        ('note', models.TextField(blank=True, max_length=1000, verbose_name='how to fill it in')),
                        ('edition', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='edition')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                    ],
                    options={
                        'verbose_name': 'form',
                    },
                    bases=('records.record', models.Model),
                ),
                migrations.CreateModel(
                    name='Return',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('period', models.IntegerField(default=0, editable=False)),
                        ('first', models.DateField(editable=False, null=True, verbose_name='period from')),
                        ('last', models.DateField(editable=False, null=True, verbose_name='period to')),
                        ('until', models.DateField(editable=False, null=True, verbose_name='due on')),
                        ('edition', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='edition of the form')),
                        ('sent_on', models.DateField(blank=True, editable=False, null=True, verbose_name='sent on')),
                        ('late', models.BooleanField(default=False, editable=False, verbose_name='late')),
                        ('count', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='figures')),
                        ('digest', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the figures')),
                        ('marks', models.JSONField(blank=True, default=list, editable=False)),
                        ('told_by', models.CharField(blank=True, max_length=60, verbose_name='reported by telephone by')),
                        ('why', models.CharField(blank=True, editable=False, max_length=1000, verbose_name='reason for the return')),
                        ('back_on', models.DateField(blank=True, editable=False, null=True, verbose_name='sent back on')),
                        ('doubted', models.JSONField(blank=True, default=dict, editable=False)),
                        ('back_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person', verbose_name='sent back by')),
                    ],
                    options={
                        'verbose_name': 'return',
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Draft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cells', models.JSONField(default=dict)),
                        ('notes', models.JSONField(default=dict)),
                        ('revision', models.PositiveIntegerField(default=0)),
                        ('at', models.DateTimeField()),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                        ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='returns.return')),
                    ],
                ),
                migrations.CreateModel(
                    name='Task',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('ended', models.DateField(blank=True, null=True, verbose_name='owed until')),
                        ('form', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.form', verbose_name='form')),
                    ],
                    options={
                        'verbose_name': 'form to fill in',
                    },
                    bases=('records.record',),
                ),
                migrations.AddField(
                    model_name='return',
                    name='task',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='returns.task', verbose_name='owed as'),
                ),
                migrations.CreateModel(
                    name='Owing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('beneath', models.BooleanField(default=False, verbose_name='those directly beneath it instead')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='unit')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='returns_owi_record__5e85a4_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ReturnLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(blank=True, max_length=80, verbose_name='part of it')),
                        ('entry', models.CharField(blank=True, max_length=30, verbose_name='unit of entry')),
                        ('must', models.BooleanField(default=True, verbose_name='may not stay empty')),
                        ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='indicator')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'db_table': 'returns_line',
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='returns_lin_record__accb2f_idx')],
                    },
                ),
                migrations.AddConstraint(
                    model_name='return',
                    constraint=models.UniqueConstraint(condition=models.Q(('period', 0), _negated=True), fields=('task', 'period'), name='return_of_a_period'),
                ),
            ],
        ),
    ]
