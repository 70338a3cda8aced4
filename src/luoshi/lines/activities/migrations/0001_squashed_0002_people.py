"""All tables of activities at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.core.validators
import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
import luoshi.lines.activities.models
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('activities', '0001_initial'), ('activities', '0002_people'), ('activities', '0003_facets'), ('activities', '0004_prizes_and_countries')]

    initial = True

    dependencies = [
        ('outreach', '0001_initial'),
        ('records', '0028_form_drafts'),
        ('registers', '0005_ranks'),
        ('societies', '0007_values'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
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
                        ('area', models.CharField(blank=True, max_length=40, verbose_name='area')),
                        ('copies', models.PositiveIntegerField(blank=True, null=True, verbose_name='copies handed out')),
                        ('field', models.CharField(blank=True, max_length=40, verbose_name='field')),
                        ('form', models.CharField(blank=True, max_length=40, verbose_name='form of exchange')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='level')),
                        ('medium', models.CharField(blank=True, max_length=40, verbose_name='medium')),
                        ('papers', models.PositiveIntegerField(blank=True, null=True, verbose_name='papers presented')),
                        ('seats', models.PositiveIntegerField(blank=True, null=True, verbose_name='seats')),
                        ('sign_up_until', models.DateField(blank=True, null=True, verbose_name='sign up until')),
                        ('times', luoshi.lines.activities.models.TimesField(blank=True, default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='showings or issues')),
                        ('answers', models.PositiveIntegerField(blank=True, null=True, verbose_name='answers sent in')),
                        ('country', models.CharField(blank=True, max_length=60, verbose_name='country or region')),
                        ('facility', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outreach.facility', verbose_name='facility')),
                        ('society', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='society that held it')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='ActivityLead',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('words', models.CharField(max_length=200, verbose_name='what about')),
                        ('follow_up', models.CharField(blank=True, max_length=40, verbose_name='follow-up')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='as of')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='with which organisation')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='activities__record__aa2664_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ActivityPrize',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('prize', models.CharField(max_length=80, verbose_name='prize')),
                        ('number', models.PositiveIntegerField(verbose_name='how many')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='activities__record__1e7356_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ActivityUnit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='activities__record__78ad55_idx')],
                    },
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
                migrations.CreateModel(
                    name='JobPlacement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('job', models.CharField(blank=True, max_length=80, verbose_name='work')),
                        ('day', models.DateField(verbose_name='at work since')),
                        ('employer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='employer')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='activities__record__aaca3d_idx')],
                    },
                ),
            ],
        ),
    ]
