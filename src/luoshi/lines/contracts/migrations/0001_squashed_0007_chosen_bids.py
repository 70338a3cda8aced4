"""All tables of contracts at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('contracts', '0001_initial'), ('contracts', '0002_instalments'), ('contracts', '0003_class_names'), ('contracts', '0004_reviews'), ('contracts', '0005_needs_and_milestones'), ('contracts', '0006_ratios_and_deliveries'), ('contracts', '0007_chosen_bids')]

    initial = True

    dependencies = [
        ('activities', '0001_initial'),
        ('calls', '0008_contest_works'),
        ('records', '0028_form_drafts'),
        ('registers', '0008_organisation_from_day'),
        ('sharing', '0001_initial'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Contract',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('topic', models.TextField(blank=True, max_length=1000, verbose_name='what it is about')),
                        ('amount', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='amount (yuan)')),
                        ('signed', models.DateField(blank=True, db_index=True, null=True, verbose_name='signed on')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='valid from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='valid until')),
                        ('effect', models.TextField(blank=True, max_length=1000, verbose_name='effect')),
                        ('benefit', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='benefit (yuan)')),
                        ('instalments', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='instalments together (yuan)')),
                        ('field', models.CharField(blank=True, max_length=40, verbose_name='field')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='level')),
                        ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.activity', verbose_name='signed at')),
                        ('bid', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.application', verbose_name='bid that was chosen')),
                        ('manager', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person in charge')),
                        ('need', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.postedneed', verbose_name='demand it meets')),
                        ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.station', verbose_name='workstation')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='ContractNode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=120, verbose_name='milestone')),
                        ('due', models.DateField(blank=True, null=True, verbose_name='due on')),
                        ('done', models.DateField(blank=True, null=True, verbose_name='reached on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='contracts_c_record__d2a9d6_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ContractParty',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(max_length=40, verbose_name='as')),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='party')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'db_table': 'contracts_party',
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='contracts_p_record__786760_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ContractRatio',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('ratio', luoshi.base.forms.fields.Fixed(verbose_name='ratio')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='lowest level')),
                        ('from_day', models.DateField(verbose_name='valid from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='valid until')),
                        ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='from')),
                        ('receiver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='to')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='contracts_c_record__365911_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ContractReview',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('gate', models.CharField(max_length=40, verbose_name='review')),
                        ('day', models.DateField(verbose_name='passed on')),
                        ('opinion', models.CharField(blank=True, max_length=200, verbose_name='opinion')),
                        ('withdrawn', models.DateField(blank=True, null=True, verbose_name='taken back on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='contracts_c_record__188028_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ContractSplit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('percent', luoshi.base.forms.fields.Fixed(verbose_name='per cent')),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='party')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'db_table': 'contracts_split',
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='contracts_s_record__e53566_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Input',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('what', models.CharField(max_length=40, verbose_name='input')),
                        ('worth', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='worth (yuan)')),
                        ('checked', models.DateField(blank=True, null=True, verbose_name='checked on')),
                        ('delivered', models.DateField(blank=True, null=True, verbose_name='delivered on')),
                        ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='party')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='contracts_i_record__68ba3d_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Payment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('due', models.DateField(blank=True, null=True, verbose_name='due on')),
                        ('amount', luoshi.base.forms.fields.Fixed(verbose_name='amount (yuan)')),
                        ('paid', models.DateField(blank=True, null=True, verbose_name='paid on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='contracts_p_record__57b77f_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Result',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=120, verbose_name='result')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('day', models.DateField(verbose_name='introduced on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='contracts_r_record__6a8e9a_idx')],
                    },
                ),
            ],
        ),
    ]
