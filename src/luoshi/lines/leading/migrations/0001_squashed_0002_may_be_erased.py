"""All tables of leading at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('leading', '0001_initial'), ('leading', '0002_may_be_erased'), ('leading', '0003_class_names'), ('leading', '0004_meetings'), ('leading', '0005_task_person')]

    initial = True

    dependencies = [
        ('ledger', '0019_tags_of_plans'),
        ('records', '0028_form_drafts'),
        ('registers', '0006_guardian_consent'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='LeadingCharge',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('field', models.CharField(max_length=120, verbose_name='field of work')),
                        ('ended', models.DateField(blank=True, null=True, verbose_name='ended on')),
                    ],
                    options={
                        'db_table': 'leading_charge',
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
                        ('goal', models.CharField(blank=True, max_length=200, verbose_name='goal in the plan')),
                        ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.plan', verbose_name='local plan with its goal')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Meeting',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('place', models.CharField(blank=True, max_length=80, verbose_name='place')),
                        ('planned', models.DateField(blank=True, null=True, verbose_name='planned for')),
                        ('held', models.DateField(blank=True, db_index=True, null=True, verbose_name='held on')),
                        ('people', models.PositiveIntegerField(blank=True, null=True, verbose_name='people present')),
                        ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leading.group', verbose_name='group')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='AgendaItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('words', models.CharField(max_length=200, verbose_name='item')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='presented by')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='leading_age_record__85ed1f_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='GroupMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(max_length=40, verbose_name='part')),
                        ('from_day', models.DateField(verbose_name='first day')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('rank', models.CharField(blank=True, max_length=40, verbose_name='rank in office')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'db_table': 'leading_member',
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='leading_mem_record__836cb2_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='GroupTask',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('words', models.CharField(max_length=200, verbose_name='duty')),
                        ('checked', models.DateField(blank=True, null=True, verbose_name='last checked on')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='who answers for it')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'db_table': 'leading_task',
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='leading_tas_record__57bfcc_idx')],
                    },
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
                    name='MeetingTalk',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('words', models.CharField(max_length=1000, verbose_name='what was said')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='speaker')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='leading_mee_record__3106c1_idx')],
                    },
                ),
            ],
        ),
    ]
