"""All tables of platforms at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('platforms', '0001_platforms'), ('platforms', '0002_centre_kinds')]

    initial = True

    dependencies = [
        ('records', '0028_form_drafts'),
        ('registers', '0008_organisation_from_day'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Platform',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='level')),
                        ('industry', models.CharField(blank=True, max_length=40, verbose_name='industry')),
                        ('link', models.CharField(blank=True, max_length=40, verbose_name='link of the service chain')),
                        ('area', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='area (m²)')),
                        ('online', models.URLField(blank=True, verbose_name='address on the web')),
                        ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='to be built in')),
                        ('began', models.DateField(blank=True, null=True, verbose_name='building began on')),
                        ('accepted_on', models.DateField(blank=True, null=True, verbose_name='accepted on')),
                        ('from_day', models.DateField(blank=True, db_index=True, null=True, verbose_name='runs since')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('score', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='score')),
                        ('rank', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='rank')),
                        ('ranked_on', models.DateField(blank=True, editable=False, null=True, verbose_name='ranked on')),
                        ('note', models.TextField(blank=True, max_length=4000, verbose_name='yearly note')),
                        ('centre', models.CharField(blank=True, max_length=40, verbose_name='kind of centre or base')),
                        ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='built or run by')),
                        ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platforms.platform', verbose_name='part of')),
                        ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='place')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Tenant',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('came', models.CharField(blank=True, max_length=40, verbose_name='moved in or new')),
                        ('origin', models.CharField(blank=True, max_length=80, verbose_name='from where')),
                        ('sector', models.CharField(blank=True, max_length=40, verbose_name='sector')),
                        ('talents', models.PositiveIntegerField(blank=True, null=True, verbose_name='talents')),
                        ('from_day', models.DateField(blank=True, db_index=True, null=True, verbose_name='in since')),
                        ('settled_on', models.DateField(blank=True, null=True, verbose_name='settled on')),
                        ('incubated_from', models.DateField(blank=True, null=True, verbose_name='incubated since')),
                        ('graduated_on', models.DateField(blank=True, null=True, verbose_name='graduated on')),
                        ('accelerated_on', models.DateField(blank=True, null=True, verbose_name='accelerated since')),
                        ('producing_on', models.DateField(blank=True, null=True, verbose_name='producing since')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('platform', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platforms.platform', verbose_name='platform')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='PlatformEvaluation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                        ('day', models.DateField(verbose_name='evaluated on')),
                        ('verdict', models.CharField(max_length=40, verbose_name='result')),
                        ('words', models.CharField(blank=True, max_length=200, verbose_name='in words')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='platforms_p_record__67908f_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='PlatformIssue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('no', models.CharField(max_length=20, verbose_name='issue')),
                        ('due', models.DateField(verbose_name='due on')),
                        ('out', models.DateField(blank=True, null=True, verbose_name='came out on')),
                        ('items', models.PositiveIntegerField(blank=True, null=True, verbose_name='items')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='platforms_p_record__204605_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='PlatformKeeper',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='since')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='platforms_p_record__9ea452_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='PlatformMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('account', models.CharField(blank=True, max_length=60, verbose_name='account')),
                        ('from_day', models.DateField(verbose_name='member since')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='member')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='platforms_p_record__b31aaf_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='PlatformPartner',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(max_length=40, verbose_name='as')),
                        ('from_day', models.DateField(verbose_name='since')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='platforms_p_record__6b2995_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='PlatformPhase',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=100, verbose_name='phase')),
                        ('due', models.DateField(blank=True, null=True, verbose_name='due on')),
                        ('done', models.DateField(blank=True, null=True, verbose_name='done on')),
                        ('proof', models.CharField(blank=True, max_length=200, verbose_name='proof')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='platforms_p_record__0b4a19_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='PlatformUse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('item', models.CharField(max_length=40, verbose_name='item')),
                        ('until', models.DateField(verbose_name='month until')),
                        ('value', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='value')),
                        ('missing', models.BooleanField(default=False, verbose_name='not counted')),
                        ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='platforms_p_record__70509a_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='PlatformValue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('item', models.CharField(max_length=40, verbose_name='item')),
                        ('until', models.DateField(verbose_name='year until')),
                        ('value', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='value')),
                        ('missing', models.BooleanField(default=False, verbose_name='missing in the source')),
                        ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='platforms_p_record__6de5ad_idx')],
                    },
                ),
            ],
        ),
    ]
