"""All tables of site at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('site', '0001_initial'), ('site', '0002_navigation')]

    initial = True

    dependencies = [
        ('org', '0005_office_address'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='KeyCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.CharField(max_length=40)),
                        ('print', models.CharField(blank=True, max_length=64)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('file', 'print'), name='site_one_check_a_key')],
                    },
                ),
                migrations.CreateModel(
                    name='PageUse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('page', models.CharField(max_length=200)),
                        ('day', models.DateField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'page', 'day'), name='site_used_once_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='PinnedPage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('page', models.CharField(max_length=200)),
                        ('place', models.PositiveSmallIntegerField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('person', 'page'), name='site_pinned_once')],
                    },
                ),
            ],
        ),
    ]
