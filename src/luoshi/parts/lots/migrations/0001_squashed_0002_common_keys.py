"""All tables of lots at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('lots', '0001_initial'), ('lots', '0002_common_keys')]

    initial = True

    dependencies = [
        ('records', '0028_form_drafts'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='LotKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('common', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='own_keys', to='lots.lotkey')),
                        ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='LotMove',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sort', models.CharField(choices=[('earn', 'Earned'), ('use', 'Used'), ('convert', 'Converted'), ('expire', 'Expired'), ('revoke', 'Revoked'), ('restore', 'Restored')], max_length=7)),
                        ('effect', luoshi.base.forms.fields.Fixed()),
                        ('amount', luoshi.base.forms.fields.Fixed()),
                        ('day', models.DateField()),
                        ('cause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record')),
                        ('entry', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record')),
                        ('lot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record')),
                        ('undoes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='lots.lotmove')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['lot', 'day'], name='lots_lotmov_lot_id_536b68_idx')],
                    },
                ),
            ],
        ),
    ]
