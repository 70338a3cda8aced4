"""All tables of papers at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('papers', '0001_initial'), ('papers', '0002_issued'), ('papers', '0003_class_names')]

    initial = True

    dependencies = [
        ('ledger', '0008_letters_on_paper'),
        ('org', '0001_initial'),
        ('records', '0010_unique'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Template',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('form', models.CharField(max_length=80, verbose_name='sort of paper')),
                        ('version', models.PositiveSmallIntegerField(verbose_name='version')),
                        ('start', models.DateField(verbose_name='in use from')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='LetterPaper',
                    fields=[
                        ('letter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='paper', serialize=False, to='ledger.letter')),
                        ('made_from', models.CharField(max_length=64)),
                        ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.attachment')),
                        ('template', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='papers.template')),
                    ],
                    options={
                        'db_table': 'papers_paper',
                    },
                ),
                migrations.CreateModel(
                    name='Issued',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40)),
                        ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                        ('code', models.CharField(blank=True, max_length=16)),
                        ('on', models.DateField(verbose_name='date of issue')),
                        ('ended', models.DateField(null=True)),
                        ('made_from', models.CharField(max_length=64)),
                        ('attachment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='records.attachment')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record')),
                        ('template', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='papers.template')),
                    ],
                ),
                migrations.AddConstraint(
                    model_name='template',
                    constraint=models.UniqueConstraint(fields=('unit', 'form', 'version'), name='template_version_once'),
                ),
                migrations.AddConstraint(
                    model_name='issued',
                    constraint=models.UniqueConstraint(condition=models.Q(('ended', None)), fields=('record', 'name'), name='paper_of_a_record_stands_once'),
                ),
            ],
        ),
    ]
