"""All tables of credits at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('credits', '0001_initial'), ('credits', '0002_recognised_once')]

    initial = True

    dependencies = [
        ('contracts', '0006_ratios_and_deliveries'),
        ('learning', '0002_learners'),
        ('records', '0028_form_drafts'),
        ('registers', '0008_organisation_from_day'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Credit',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('certificate', models.CharField(blank=True, max_length=80, verbose_name='certificate number')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='level')),
                        ('hours', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='hours')),
                        ('amount', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='credits')),
                        ('rest', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='hours left over')),
                        ('grade', models.CharField(blank=True, max_length=20, verbose_name='grade')),
                        ('passed', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='passed')),
                        ('day', models.DateField(null=True, verbose_name='achieved on')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='valid until')),
                        ('stored_on', models.DateField(blank=True, editable=False, null=True, verbose_name='stored on')),
                        ('requested_on', models.DateField(blank=True, null=True, verbose_name='asked on')),
                        ('became', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='credits there')),
                        ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.contract', verbose_name='agreement')),
                        ('enrolment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.enrolment', verbose_name='studies')),
                        ('gets', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='recognised by')),
                        ('issuer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='issued by')),
                        ('learner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.learner', verbose_name='learner')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('provider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='counts at')),
                        ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='credits.credit', verbose_name='recognised from')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='CreditStatement',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('as_of', models.DateField(null=True, verbose_name='as of')),
                        ('valid', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='credits valid')),
                        ('earned', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='credits earned')),
                        ('learner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.learner', verbose_name='learner')),
                        ('person', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='CreditUse',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('amount', luoshi.base.forms.fields.Fixed(null=True, verbose_name='credits')),
                        ('used_on', models.DateField(blank=True, editable=False, null=True, verbose_name='used on')),
                        ('undone_on', models.DateField(blank=True, editable=False, null=True, verbose_name='undone on')),
                        ('learner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.learner', verbose_name='learner')),
                        ('person', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('provider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='used at')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='StatementItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('provider', models.CharField(max_length=100, verbose_name='counts at')),
                        ('course', models.CharField(max_length=200, verbose_name='for')),
                        ('day', models.DateField(verbose_name='achieved on')),
                        ('hours', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='hours')),
                        ('amount', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='credits earned')),
                        ('left', luoshi.base.forms.fields.Fixed(verbose_name='credits valid')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                        ('received', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='recognised from elsewhere')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='credits_sta_record__3b306d_idx')],
                    },
                ),
            ],
        ),
    ]
