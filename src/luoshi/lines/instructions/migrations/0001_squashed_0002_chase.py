"""All tables of instructions at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('instructions', '0001_initial'), ('instructions', '0002_chase'), ('instructions', '0003_about')]

    initial = True

    dependencies = [
        ('records', '0023_column_meanings'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Instruction',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('whose', models.CharField(max_length=60, verbose_name='whose instruction')),
                        ('given', models.DateField(verbose_name='written on')),
                        ('words', models.TextField(max_length=1000, verbose_name='words of the instruction')),
                        ('by', models.DateField(verbose_name='answer by')),
                        ('answer', models.TextField(blank=True, max_length=2000, verbose_name='answer')),
                        ('chase', models.BooleanField(default=False, editable=False, verbose_name='asks the supervision office to chase')),
                        ('about', models.ForeignKey(blank=True, help_text='Leave empty if it is on a paper outside this system.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record', verbose_name='what it is on')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['about'], name='instruction_about_i_f56353_idx')],
                    },
                    bases=('records.record',),
                ),
            ],
        ),
    ]
