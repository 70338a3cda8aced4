"""All tables of appeals at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('appeals', '0001_initial'), ('appeals', '0002_channels'), ('appeals', '0003_grades')]

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        ('records', '0001_initial'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Appeal',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('channel', models.CharField(max_length=40, verbose_name='channel')),
                        ('words', models.TextField(verbose_name='request')),
                        ('speaker', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='speaker')),
                        ('contact', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='contact')),
                        ('grade', models.CharField(blank=True, max_length=40, verbose_name='grade')),
                        ('answer', models.TextField(blank=True, max_length=4000, verbose_name='answer')),
                        ('told', models.DateField(blank=True, db_index=True, null=True, verbose_name='informed on')),
                        ('mark', models.PositiveSmallIntegerField(blank=True, choices=[(5, 'Very satisfied'), (4, 'Satisfied'), (3, 'Fair'), (2, 'Dissatisfied'), (1, 'Very dissatisfied')], null=True, verbose_name='satisfaction')),
                        ('desk', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ],
                    bases=('records.record',),
                ),
            ],
        ),
    ]
