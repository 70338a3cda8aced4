"""All tables of care at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('care', '0001_initial'), ('care', '0002_publicity'), ('care', '0003_class_names'), ('care', '0004_promises')]

    initial = True

    dependencies = [
        ('funds', '0001_initial'),
        ('org', '0003_unit_runs'),
        ('records', '0028_form_drafts'),
        ('registers', '0007_place_workers'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Hardship',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('name', luoshi.base.forms.fields.EncryptedText(verbose_name='person')),
                        ('identity', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='identity number')),
                        ('household', models.PositiveSmallIntegerField(null=True, verbose_name='persons in the household')),
                        ('income', luoshi.base.forms.fields.Fixed(null=True, verbose_name='monthly income of the household (yuan)')),
                        ('per_head', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='monthly income per head (yuan)')),
                        ('grade', models.CharField(blank=True, editable=False, max_length=40, verbose_name='grade')),
                        ('cause', models.CharField(max_length=40, verbose_name='cause')),
                        ('visited', models.DateField(blank=True, null=True, verbose_name='surveyed on')),
                        ('reviewed', models.DateField(blank=True, null=True, verbose_name='reviewed on')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Care',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='kind')),
                        ('rank', models.CharField(blank=True, max_length=40, verbose_name='rank')),
                        ('cause', models.CharField(blank=True, max_length=40, verbose_name='cause')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='on')),
                        ('gift', models.CharField(blank=True, max_length=120, verbose_name='gift')),
                        ('worth', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='worth (yuan)')),
                        ('series', models.CharField(blank=True, max_length=60, verbose_name='batch')),
                        ('need', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='what is needed')),
                        ('action', models.TextField(blank=True, max_length=2000, verbose_name='what was done')),
                        ('fund', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund', verbose_name='fund')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Child',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('code', models.CharField(max_length=40, verbose_name='file code')),
                        ('name', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='name')),
                        ('identity', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='identity number')),
                        ('born', models.DateField(blank=True, null=True, verbose_name='born on')),
                        ('guardian', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='guardian')),
                        ('phone', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='guardian’s telephone')),
                        ('parents', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='where the parents are')),
                        ('health', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='health')),
                        ('study', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='study')),
                        ('needs', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='needs')),
                        ('consent', models.DateField(blank=True, null=True, verbose_name='guardian’s consent on')),
                        ('ended', models.DateField(blank=True, null=True, verbose_name='ended on')),
                        ('leader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post', verbose_name='leader named for it')),
                        ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='school')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Aid',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='kind of aid')),
                        ('amount', luoshi.base.forms.fields.Fixed(null=True, verbose_name='amount (yuan)')),
                        ('paid', models.DateField(blank=True, null=True, verbose_name='paid on')),
                        ('fund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund', verbose_name='fund')),
                        ('hardship', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='care.hardship', verbose_name='hardship file')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Help',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='kind')),
                        ('from_day', models.DateField(null=True, verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('result', models.TextField(blank=True, max_length=2000, verbose_name='result')),
                        ('household', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='care.hardship', verbose_name='household')),
                        ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='village')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='StaffPromise',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('promised_on', models.DateField(null=True, verbose_name='promised on')),
                        ('until', models.DateField(null=True, verbose_name='to be done by')),
                        ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                        ('result', models.TextField(blank=True, max_length=2000, verbose_name='what was done')),
                        ('mark', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='mean mark')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person in charge')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Deed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('text', models.CharField(max_length=200, verbose_name='measure')),
                        ('day', models.DateField(verbose_name='on')),
                        ('result', models.CharField(blank=True, max_length=200, verbose_name='result')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='care_deed_record__13c3de_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='GuardianContact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='on')),
                        ('way', models.CharField(max_length=40, verbose_name='how')),
                        ('note', models.TextField(max_length=1000, verbose_name='what was said')),
                        ('follow', models.TextField(blank=True, max_length=1000, verbose_name='what follows')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'db_table': 'care_contact',
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='care_contac_record__abe27c_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='HomeVisit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='on')),
                        ('way', models.CharField(max_length=40, verbose_name='how')),
                        ('note', models.TextField(max_length=1000, verbose_name='what was said')),
                        ('follow', models.TextField(blank=True, max_length=1000, verbose_name='what follows')),
                        ('sort', models.CharField(default='care_visit', max_length=40, verbose_name='help or visit')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='care_homevi_record__c39ba5_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Measure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('text', models.CharField(max_length=200, verbose_name='measure')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='by')),
                        ('done', models.DateField(blank=True, null=True, verbose_name='done on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='care_measur_record__a63f73_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Pair',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='Party member')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='care_pair_record__9a43db_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Rating',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('mark', luoshi.base.forms.fields.Fixed(verbose_name='mark (0 to 100)')),
                        ('said', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='rater')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='care_rating_record__0bd52e_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Talk',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='on')),
                        ('way', models.CharField(max_length=40, verbose_name='how')),
                        ('note', models.TextField(max_length=1000, verbose_name='what was said')),
                        ('follow', models.TextField(blank=True, max_length=1000, verbose_name='what follows')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='care_talk_record__56b2df_idx')],
                    },
                ),
            ],
        ),
    ]
