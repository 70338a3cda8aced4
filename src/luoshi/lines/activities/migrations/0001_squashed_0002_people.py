"""All tables of activities at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models

from luoshi.base.database.create_tables import CreateTables


class Migration(migrations.Migration):

    replaces = [
        ('activities', '0001_initial'),
        ('activities', '0002_people'),
    ]

    initial = True

    dependencies = [
        ('records', '0001_squashed_0018_moved_tasks'),
        ('registers', '0001_squashed_0003_person_email'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='Activity',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('theme', models.CharField(blank=True, max_length=80, verbose_name='theme')),
                        ('series', models.CharField(blank=True, max_length=40, verbose_name='series')),
                        ('group', models.CharField(blank=True, max_length=40, verbose_name='for whom')),
                        ('place', models.CharField(max_length=80, verbose_name='place')),
                        ('planned', models.DateField(blank=True, null=True, verbose_name='planned for')),
                        ('held', models.DateField(blank=True, db_index=True, null=True, verbose_name='held on')),
                        ('attendance', models.PositiveIntegerField(blank=True, null=True, verbose_name='attendances')),
                        ('outcome', models.TextField(blank=True, max_length=1000, verbose_name='outcome')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Attendee',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(default='participant', max_length=40, verbose_name='as')),
                        ('hours', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='hours')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='activities__record__2fb4f7_idx')],
                    },
                ),
            ]
        ),
    ]
