"""All tables of funding at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('funding', '0001_initial'), ('funding', '0002_class_names'), ('funding', '0003_supports_by_rung')]

    initial = True

    dependencies = [
        ('funds', '0001_initial'),
        ('records', '0011_long_values'),
        ('registers', '0003_person_email'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Change',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('year', models.PositiveSmallIntegerField(null=True, verbose_name='year')),
                        ('amount', luoshi.base.forms.fields.Fixed(null=True, verbose_name='amount (yuan)')),
                        ('why', models.TextField(blank=True, max_length=1000, verbose_name='why')),
                        ('gets', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund', verbose_name='to the budget')),
                        ('gives', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund', verbose_name='from the budget')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Expense',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('use', models.CharField(max_length=40, verbose_name='use')),
                        ('amount', luoshi.base.forms.fields.Fixed(null=True, verbose_name='amount (yuan)')),
                        ('paid', models.DateField(blank=True, null=True, verbose_name='paid on')),
                        ('fund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund', verbose_name='fund or budget line')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='FundingSupport',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('tool', models.CharField(max_length=40, verbose_name='tool')),
                        ('amount', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='amount (yuan)')),
                        ('basis', models.CharField(blank=True, max_length=200, verbose_name='by what document')),
                        ('granted', models.DateField(blank=True, null=True, verbose_name='granted on')),
                        ('used', models.DateField(blank=True, null=True, verbose_name='used on')),
                        ('result', models.TextField(blank=True, max_length=1000, verbose_name='results')),
                        ('rung', models.CharField(blank=True, max_length=40, verbose_name='for the rung')),
                        ('receiver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='receiver')),
                    ],
                    options={
                        'db_table': 'funding_support',
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='PublicBody',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Budgeted',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='first day of the budget')),
                        ('to_day', models.DateField(verbose_name='last day of the budget')),
                        ('amount', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='amount (yuan)')),
                        ('document', models.CharField(max_length=200, verbose_name='by what document')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='funding_bud_record__0f70a6_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Favour',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('text', models.CharField(max_length=200, verbose_name='tax favour')),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='funding_fav_record__59cce4_idx')],
                    },
                ),
            ],
        ),
    ]
