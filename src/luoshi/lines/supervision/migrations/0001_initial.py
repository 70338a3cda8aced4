"""Checks about any record, and their findings."""

import django.db.models.deletion
from django.db import migrations, models

from luoshi.base.database.create_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0006_unit_requests'),
        ('records', '0028_form_drafts'),
        ('registers', '0006_guardian_consent'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='SupervisoryCheck',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('planned', models.DateField(blank=True, null=True, verbose_name='planned for')),
                        ('day', models.DateField(blank=True, db_index=True, null=True, verbose_name='checked on')),
                        ('progress', models.TextField(blank=True, max_length=2000, verbose_name='progress')),
                        ('effect', models.TextField(blank=True, max_length=2000, verbose_name='effect')),
                        ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record', verbose_name='about')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation checked')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='CheckFinding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('words', models.CharField(max_length=500, verbose_name='finding')),
                        ('due', models.DateField(verbose_name='to be corrected by')),
                        ('corrected', models.DateField(blank=True, null=True, verbose_name='corrected on')),
                        ('verified', models.DateField(blank=True, null=True, verbose_name='verified on')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person who corrects')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='unit that corrects')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='supervision_record__55115d_idx')],
                    },
                ),
            ]
        )
    ]
