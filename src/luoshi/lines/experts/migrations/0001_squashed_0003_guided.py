"""All tables of experts at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('experts', '0001_initial'), ('experts', '0002_basis'), ('experts', '0003_guided')]

    initial = True

    dependencies = [
        ('norms', '0001_initial'),
        ('records', '0027_views_of_the_office'),
        ('registers', '0005_ranks'),
        ('soil', '0001_initial'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Advice',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('group', models.CharField(max_length=80, verbose_name='committee or group')),
                        ('question', models.TextField(max_length=2000, verbose_name='question')),
                        ('asked_on', models.DateField(blank=True, null=True, verbose_name='asked on')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='answer wanted by')),
                        ('outcome', models.TextField(blank=True, max_length=1000, verbose_name='what was taken from it')),
                        ('concluded', models.DateField(blank=True, null=True, verbose_name='concluded on')),
                        ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record', verbose_name='Subject')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Clearance',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('purpose', models.CharField(max_length=200, verbose_name='purpose')),
                        ('asked', models.DateField(blank=True, null=True, verbose_name='for the day')),
                        ('hits', models.PositiveIntegerField(editable=False, null=True, verbose_name='events in effect')),
                        ('found', models.CharField(blank=True, editable=False, max_length=400, verbose_name='events')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Guidance',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('topic', models.CharField(blank=True, max_length=40, verbose_name='topic')),
                        ('asked_on', models.DateField(blank=True, null=True, verbose_name='asked on')),
                        ('problem', models.TextField(max_length=1000, verbose_name='what is asked')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='done on')),
                        ('households', models.PositiveIntegerField(blank=True, null=True, verbose_name='households reached')),
                        ('result', models.TextField(blank=True, max_length=2000, verbose_name='answer or result')),
                        ('solved', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='solved')),
                        ('days', models.IntegerField(editable=False, null=True, verbose_name='days until the answer')),
                        ('expert', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='expert')),
                        ('guided', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='soil.soilfield', verbose_name='grower or field guided')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='firm or cooperative')),
                        ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='village')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='IntegrityEvent',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='source and document number')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='happened on')),
                        ('finding', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='finding')),
                        ('weight', models.CharField(blank=True, max_length=40, verbose_name='weight')),
                        ('told', models.DateField(blank=True, null=True, verbose_name='told on')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='in effect from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='in effect until')),
                        ('withdrawn', models.DateField(blank=True, editable=False, null=True, verbose_name='withdrawn on')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='PoolExpert',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('rank', models.CharField(blank=True, max_length=40, verbose_name='professional title')),
                        ('consent', models.DateField(blank=True, null=True, verbose_name='agreed and pledged on')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='in the pool from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='in the pool until')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='expert')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Absence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(verbose_name='to')),
                        ('why', models.CharField(blank=True, max_length=100, verbose_name='why')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='experts_abs_record__dfb3f3_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Employment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='experts_emp_record__91de48_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ExpertField',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('branch', models.CharField(max_length=40, verbose_name='field')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='experts_exp_record__2592b6_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='FindingBasis',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('source', models.CharField(choices=[('law', 'Law'), ('outline', 'Outline'), ('regulations', 'Regulations'), ('charter', 'Charter')], max_length=11, verbose_name='source')),
                        ('article', models.CharField(max_length=120, verbose_name='article')),
                        ('norm', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='norms.norm', verbose_name='plan or rule')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='experts_fin_record__fb8361_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='IntegrityMeasure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('measure', models.CharField(max_length=40, verbose_name='measure')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='experts_int_record__4e1ad3_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Opinion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('opinion', models.TextField(max_length=2000, verbose_name='opinion')),
                        ('day', models.DateField(verbose_name='given on')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='adviser')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='experts_opi_record__54a3b0_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Tie',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('sort', models.CharField(max_length=40, verbose_name='tie')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='with the organisation')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='with the person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='experts_tie_record__d164ce_idx')],
                    },
                ),
            ],
        ),
    ]
