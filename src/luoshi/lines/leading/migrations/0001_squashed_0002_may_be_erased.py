"""All tables of leading at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
from django.db import migrations, models

from luoshi.base.database.create_tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('leading', '0001_initial'),
        ('leading', '0002_may_be_erased'),
    ]

    initial = True

    dependencies = [
        ('records', '0001_squashed_0018_moved_tasks'),
        ('registers', '0001_squashed_0003_person_email'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='Charge',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('field', models.CharField(max_length=120, verbose_name='field of work')),
                        ('ended', models.DateField(blank=True, null=True, verbose_name='ended on')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Group',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('basis', models.CharField(blank=True, max_length=120, verbose_name='basis')),
                        ('founded', models.DateField(null=True, verbose_name='founded on')),
                        ('ended', models.DateField(blank=True, null=True, verbose_name='ended on')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Leader',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('side', models.CharField(max_length=40, verbose_name='side')),
                        ('basis', models.CharField(blank=True, max_length=120, verbose_name='basis')),
                        ('from_day', models.DateField(verbose_name='first day')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='leader')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='leading_lea_record__1fb4ce_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Member',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(max_length=40, verbose_name='part')),
                        ('from_day', models.DateField(verbose_name='first day')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='leading_mem_record__836cb2_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Task',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('words', models.CharField(max_length=200, verbose_name='duty')),
                        ('checked', models.DateField(blank=True, null=True, verbose_name='last checked on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='leading_tas_record__57bfcc_idx')],
                    },
                ),
            ]
        ),
    ]
