"""All tables of coordination at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('coordination', '0001_initial'), ('coordination', '0002_may_be_erased')]

    initial = True

    dependencies = [
        ('org', '0003_unit_runs'),
        ('records', '0010_unique'),
        ('registers', '0001_initial'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Batch',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='batch')),
                        ('listed', models.DateField(db_index=True, null=True, verbose_name='listed on')),
                        ('served', models.DateField(blank=True, null=True, verbose_name='served on')),
                        ('service', models.TextField(blank=True, max_length=2000, verbose_name='what was done for them')),
                        ('assessed', models.DateField(blank=True, null=True, verbose_name='assessed on')),
                        ('result', models.TextField(blank=True, max_length=2000, verbose_name='result')),
                        ('county', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='county')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Contact',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('direction', models.CharField(max_length=40, verbose_name='direction')),
                        ('way', models.CharField(max_length=40, verbose_name='direction of contact')),
                        ('topic', models.CharField(max_length=120, verbose_name='topic')),
                        ('day', models.DateField(blank=True, db_index=True, null=True, verbose_name='contacted on')),
                        ('answered', models.DateField(blank=True, null=True, verbose_name='answered on')),
                        ('result', models.TextField(blank=True, max_length=2000, verbose_name='answer or what was agreed')),
                        ('followed', models.DateField(blank=True, null=True, verbose_name='followed up on')),
                        ('learned', models.TextField(blank=True, max_length=2000, verbose_name='results and lessons')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='with which organisation')),
                        ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='with which unit')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Item',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=80, verbose_name='name')),
                        ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='contact person')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='coordinatio_record__2e422d_idx')],
                    },
                ),
            ],
        ),
    ]
