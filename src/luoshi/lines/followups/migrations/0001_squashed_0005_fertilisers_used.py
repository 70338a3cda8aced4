"""All tables of followups at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('followups', '0001_initial'), ('followups', '0002_cards_and_yields'), ('followups', '0003_surveys_by_day'), ('followups', '0004_innovation'), ('followups', '0005_fertilisers_used')]

    initial = True

    dependencies = [
        ('learning', '0001_initial'),
        ('records', '0028_form_drafts'),
        ('registers', '0008_organisation_from_day'),
        ('soil', '0001_initial'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='EffectReport',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('from_day', models.DateField(null=True, verbose_name='from')),
                        ('to_day', models.DateField(null=True, verbose_name='until')),
                        ('finding', models.TextField(blank=True, max_length=2000, verbose_name='finding')),
                        ('issued_on', models.DateField(blank=True, editable=False, null=True, verbose_name='issued on')),
                        ('sessions', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='sessions')),
                        ('attendances', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='attendances')),
                        ('trained', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='households trained')),
                        ('trained_change', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='their change of income (yuan)')),
                        ('untrained', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='households not trained')),
                        ('untrained_change', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='change without training (yuan)')),
                        ('effect', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='effect (yuan)')),
                        ('trained_new', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='of the trained, introduced something new (%)')),
                        ('untrained_new', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='of the others, introduced something new (%)')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Followup',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('year', models.PositiveSmallIntegerField(null=True, verbose_name='year')),
                        ('crop', models.CharField(blank=True, max_length=60, verbose_name='crop')),
                        ('trained', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='trained')),
                        ('baseline_on', models.DateField(null=True, verbose_name='first asked on')),
                        ('base_income', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='income before (yuan)')),
                        ('followed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='last asked on')),
                        ('technique', models.CharField(blank=True, editable=False, max_length=120, verbose_name='technique used')),
                        ('income', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='income now (yuan)')),
                        ('new', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], editable=False, max_length=3, verbose_name='something new introduced')),
                        ('change', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='change of income (yuan)')),
                        ('used', models.TextField(blank=True, editable=False, verbose_name='fertilisers used')),
                        ('card', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='soil.soilcard', verbose_name='advice card')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person or household')),
                        ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='village')),
                        ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.studyprogramme', verbose_name='class')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='FollowupSurvey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(db_index=True)),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='FollowupFertiliser',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=60, verbose_name='fertiliser')),
                        ('amount', luoshi.base.forms.fields.Fixed(verbose_name='amount (kg)')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='followups_f_record__44489c_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='FollowupVisit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='asked on')),
                        ('technique', models.CharField(blank=True, max_length=120, verbose_name='technique used')),
                        ('income', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='income (yuan)')),
                        ('new', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='something new introduced')),
                        ('remark', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                        ('harvest', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='yield (kg a mu)')),
                        ('change', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='change of income (yuan)')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='followups_f_record__aebc31_idx')],
                    },
                ),
            ],
        ),
    ]
