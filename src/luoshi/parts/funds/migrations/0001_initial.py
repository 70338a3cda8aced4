"""Funds, what they may be used for, and their movements."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models

from luoshi.base.database.create_tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('records', '0010_unique'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='Fund',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('way', models.CharField(choices=[('account', 'Account: receipts may be spent'), ('budget', 'Budget: a line for each year')], default='account', max_length=8, verbose_name='kind of account')),
                        ('from_day', models.DateField(verbose_name='first day')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('closed_year', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='closed up to the year')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Movement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on', models.DateField()),
                        ('year', models.PositiveSmallIntegerField(default=0)),
                        ('sort', models.CharField(choices=[('into', 'Came in'), ('bound', 'Reserved'), ('freed', 'Released'), ('spent', 'Paid')], max_length=5)),
                        ('effect', luoshi.base.forms.fields.Fixed()),
                        ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund')),
                        ('record', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record')),
                        ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='funds.movement')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['fund', 'year', 'on'], name='funds_movem_fund_id_2a79d7_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Use',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('use', models.CharField(max_length=40, verbose_name='use')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='funds_use_record__c3477c_idx')],
                    },
                ),
            ]
        )
    ]
