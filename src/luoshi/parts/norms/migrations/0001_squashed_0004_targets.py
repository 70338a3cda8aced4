"""All tables of norms at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('norms', '0001_initial'), ('norms', '0002_industries'), ('norms', '0003_acts_of_care'), ('norms', '0004_targets')]

    initial = True

    dependencies = [
        ('records', '0028_form_drafts'),
        ('registers', '0005_ranks'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Norm',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('scope', models.TextField(blank=True, max_length=1000, verbose_name='scope')),
                        ('content', models.TextField(blank=True, max_length=4000, verbose_name='content')),
                        ('procedure', models.TextField(blank=True, max_length=2000, verbose_name='steps')),
                        ('method', models.TextField(blank=True, max_length=2000, verbose_name='method')),
                        ('consequence', models.TextField(blank=True, max_length=2000, verbose_name='consequence of a breach')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='opinions wanted by')),
                        ('argued_on', models.DateField(blank=True, null=True, verbose_name='argued on')),
                        ('argument', models.TextField(blank=True, max_length=1000, verbose_name='outcome of the argument')),
                        ('issuer', models.CharField(blank=True, max_length=100, verbose_name='issued by')),
                        ('document', models.CharField(blank=True, max_length=60, verbose_name='document number')),
                        ('issued_on', models.DateField(blank=True, null=True, verbose_name='issued on')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='in force from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='in force until')),
                        ('evaluated_on', models.DateField(blank=True, null=True, verbose_name='evaluated on')),
                        ('evaluation', models.TextField(blank=True, max_length=2000, verbose_name='evaluation')),
                        ('industry', models.CharField(blank=True, max_length=40, verbose_name='industry')),
                        ('act', models.CharField(blank=True, max_length=40, verbose_name='act of care that it rules')),
                        ('audience', models.CharField(blank=True, max_length=40, verbose_name='for whom')),
                        ('mechanism', models.CharField(blank=True, max_length=40, verbose_name='mechanism of farmers’ education')),
                        ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record', verbose_name='Subject')),
                        ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='norms.norm', verbose_name='replaces')),
                        ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='responsible body')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='NormBasis',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('source', models.CharField(choices=[('law', 'Law'), ('outline', 'Outline'), ('regulations', 'Regulations'), ('charter', 'Charter')], max_length=11, verbose_name='source')),
                        ('article', models.CharField(max_length=120, verbose_name='article')),
                        ('norm', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='norms.norm', verbose_name='norm')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='norms_normb_record__45d1c0_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='NormCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='checked on')),
                        ('result', models.TextField(max_length=1000, verbose_name='result')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='norms_normc_record__d91879_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='NormNode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('technology', models.CharField(max_length=120, verbose_name='technology')),
                        ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                        ('aim', models.CharField(blank=True, max_length=200, verbose_name='aim')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='norms_normn_record__a10a90_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='NormOpinion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('giver', models.CharField(max_length=80, verbose_name='from')),
                        ('day', models.DateField(verbose_name='received on')),
                        ('opinion', models.TextField(max_length=1000, verbose_name='opinion')),
                        ('adopted', models.CharField(blank=True, choices=[('yes', 'Adopted'), ('part', 'Adopted in part'), ('no', 'Not adopted')], max_length=4, verbose_name='answer')),
                        ('why', models.CharField(blank=True, max_length=200, verbose_name='why not')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='norms_normo_record__cc44a5_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='NormReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=120, verbose_name='report')),
                        ('author', models.CharField(blank=True, max_length=80, verbose_name='author')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='of')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='norms_normr_record__19e66e_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='NormTarget',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('area', models.CharField(choices=[('rural', 'Countryside'), ('urban', 'Town')], max_length=5, verbose_name='town or countryside')),
                        ('item', models.CharField(max_length=120, verbose_name='target')),
                        ('value', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='value')),
                        ('measure', models.CharField(blank=True, max_length=20, verbose_name='unit of measure')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='norms_normt_record__9175dd_idx')],
                    },
                ),
            ],
        ),
    ]
