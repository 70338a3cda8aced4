"""All tables of registers at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models

from luoshi.base.database.create_tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('registers', '0001_initial'),
        ('registers', '0002_signs_in'),
        ('registers', '0003_person_email'),
    ]

    initial = True

    dependencies = [
        ('org', '0001_squashed_0005_office_address'),
        ('records', '0001_squashed_0018_moved_tasks'),
    ]

    operations = [
        CreateTables(
            [
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
                    name='Known',
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
                        'constraints': [models.UniqueConstraint(fields=('record', 'field', 'to_day'), name='known_until_a_day')],
                    },
                ),
            ]
        ),
    ]
