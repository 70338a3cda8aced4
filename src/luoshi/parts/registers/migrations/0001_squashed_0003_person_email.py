"""All tables of registers at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('registers', '0001_initial'), ('registers', '0002_signs_in'), ('registers', '0003_person_email'), ('registers', '0004_class_names'), ('registers', '0005_ranks'), ('registers', '0006_guardian_consent'), ('registers', '0007_place_workers'), ('registers', '0008_organisation_from_day'), ('registers', '0009_organisation_keepers')]

    initial = True

    dependencies = [
        ('org', '0003_unit_runs'),
        ('records', '0028_form_drafts'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Organisation',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('short', models.CharField(blank=True, max_length=60, verbose_name='abbreviation')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('credit', models.CharField(blank=True, db_index=True, max_length=18, verbose_name='credit code')),
                        ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                        ('head', models.CharField(blank=True, max_length=60, verbose_name='head')),
                        ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                        ('professionals', models.PositiveIntegerField(blank=True, null=True, verbose_name='professionals')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='first day')),
                        ('as_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='as a unit of the office')),
                        ('same_as', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='the same as')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('identity', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='identity number')),
                        ('sex', models.CharField(blank=True, choices=[('male', 'Male'), ('female', 'Female')], max_length=6, verbose_name='sex')),
                        ('birth', models.DateField(blank=True, null=True, verbose_name='date of birth')),
                        ('position', models.CharField(blank=True, max_length=60, verbose_name='position')),
                        ('phone', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='telephone')),
                        ('email', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='e-mail')),
                        ('rank', models.CharField(blank=True, max_length=40, verbose_name='rank')),
                        ('as_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person', verbose_name='as a person of the office')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('same_as', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='the same as')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Place',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('division', models.CharField(blank=True, db_index=True, max_length=12, verbose_name='division code')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='first day')),
                        ('workers', models.PositiveIntegerField(blank=True, null=True, verbose_name='science and technology workers')),
                        ('same_as', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='the same as')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.AddField(
                    model_name='organisation',
                    name='place',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='place'),
                ),
                migrations.CreateModel(
                    name='FormerValue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('field', models.CharField(max_length=40)),
                        ('value', models.TextField(blank=True)),
                        ('from_day', models.DateField(null=True)),
                        ('to_day', models.DateField()),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'db_table': 'registers_known',
                        'constraints': [models.UniqueConstraint(fields=('record', 'field', 'to_day'), name='known_until_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='GuardianConsent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('guardian', luoshi.base.forms.fields.EncryptedText(verbose_name='guardian')),
                        ('given', models.DateField(verbose_name='consent given on')),
                        ('proof', models.CharField(blank=True, max_length=120, verbose_name='where the paper is')),
                        ('withdrawn', models.DateField(blank=True, null=True, verbose_name='withdrawn on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='registers_g_record__c6aed5_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='OrganisationKeeper',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='since')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='registers_o_record__694294_idx')],
                    },
                ),
            ],
        ),
    ]
