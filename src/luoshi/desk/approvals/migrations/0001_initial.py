"""Rounds of approval, and who approved in each."""

import django.db.models.deletion
from django.db import migrations, models

from luoshi.base.database.create_tables import CreateTables


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ('org', '0003_unit_runs'),
        ('records', '0010_unique'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='Round',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('chain', models.CharField(max_length=32)),
                        ('levels', models.CharField(max_length=200)),
                        ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='Approval',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.CharField(max_length=32)),
                        ('deputy', models.BooleanField(default=False)),
                        ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                        ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post')),
                        ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvals', to='approvals.round')),
                    ],
                ),
                migrations.AddIndex(
                    model_name='round',
                    index=models.Index(fields=['record', 'chain', '-id'], name='approvals_r_record__58f65b_idx'),
                ),
                migrations.AddConstraint(
                    model_name='approval',
                    constraint=models.UniqueConstraint(fields=('round', 'person'), name='approval_of_one_level'),
                ),
            ]
        )
    ]
