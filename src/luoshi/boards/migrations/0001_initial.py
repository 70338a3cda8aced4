"""Boards of figures, with the grid of places and the map of the office."""

import django.db.models.deletion
from django.db import migrations, models

from luoshi.base.database.create_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('facts', '0007_class_names'),
        ('org', '0006_unit_requests'),
        ('records', '0027_views_of_the_office'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='FigureBoard',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=40, verbose_name='title')),
                        ('at', models.DateTimeField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='BoardTile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveSmallIntegerField()),
                        ('kind', models.CharField(blank=True, max_length=32)),
                        ('figure', models.CharField(blank=True, max_length=40)),
                        ('cut', models.CharField(blank=True, max_length=80)),
                        ('period', models.CharField(max_length=10)),
                        ('picture', models.CharField(max_length=10)),
                        ('title', models.CharField(blank=True, max_length=40, verbose_name='title')),
                        ('width', models.CharField(default='half', max_length=6)),
                        ('indicator', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                        ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tiles', to='boards.figureboard')),
                    ],
                    options={
                        'ordering': ('place', 'pk'),
                    },
                ),
                migrations.CreateModel(
                    name='BoardShare',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(blank=True, max_length=16)),
                        ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                        ('board', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='boards.figureboard')),
                    ],
                ),
                migrations.CreateModel(
                    name='GridPlace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('row', models.PositiveSmallIntegerField(verbose_name='row')),
                        ('column', models.PositiveSmallIntegerField(verbose_name='column')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('unit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='OfficeMap',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('approval', models.CharField(max_length=40, verbose_name='approval number of the map')),
                        ('shapes', models.JSONField()),
                        ('width', models.PositiveIntegerField()),
                        ('height', models.PositiveIntegerField()),
                        ('sha256', models.CharField(max_length=64)),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ],
                ),
                migrations.AddIndex(
                    model_name='figureboard',
                    index=models.Index(fields=['person'], name='board_of_person'),
                ),
                migrations.AddIndex(
                    model_name='boardshare',
                    index=models.Index(fields=['role'], name='board_share_of_role'),
                ),
                migrations.AddConstraint(
                    model_name='gridplace',
                    constraint=models.UniqueConstraint(fields=('row', 'column'), name='grid_place_of_one_unit'),
                ),
            ]
        )
    ]
