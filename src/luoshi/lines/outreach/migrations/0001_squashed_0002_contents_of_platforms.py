"""All tables of outreach at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.core.validators
import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('outreach', '0001_initial'), ('outreach', '0002_contents_of_platforms')]

    initial = True

    dependencies = [
        ('platforms', '0001_platforms'),
        ('records', '0028_form_drafts'),
        ('registers', '0005_ranks'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Content',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('form', models.CharField(blank=True, max_length=40, verbose_name='form')),
                        ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                        ('words', models.TextField(blank=True, max_length=2000, verbose_name='what it says')),
                        ('event', models.CharField(blank=True, max_length=80, verbose_name='public event')),
                        ('began', models.DateTimeField(blank=True, null=True, verbose_name='event began at')),
                        ('latest', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='to be released by')),
                        ('reviewed', models.DateField(blank=True, null=True, verbose_name='checked on')),
                        ('channel', models.CharField(blank=True, max_length=40, verbose_name='first channel')),
                        ('released', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='released at')),
                        ('hours', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='hours from beginning to release')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='level of journal or meeting')),
                        ('prize', models.CharField(blank=True, max_length=80, verbose_name='prize')),
                        ('prized', models.DateField(blank=True, null=True, verbose_name='prize given on')),
                        ('ended', models.DateField(blank=True, null=True, verbose_name='ended on')),
                        ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person portrayed')),
                        ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='author')),
                        ('checker', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='checked by')),
                        ('org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('platform', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platforms.platform', verbose_name='platform')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Facility',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('host', models.CharField(blank=True, max_length=40, verbose_name='where it stands')),
                        ('country', models.CharField(blank=True, max_length=40, verbose_name='country')),
                        ('field', models.CharField(blank=True, max_length=80, verbose_name='field')),
                        ('online', models.URLField(blank=True, verbose_name='address on the web')),
                        ('panels', models.PositiveIntegerField(blank=True, null=True, verbose_name='panels')),
                        ('planned', models.DateField(blank=True, null=True, verbose_name='to be open by')),
                        ('began', models.DateField(blank=True, db_index=True, null=True, verbose_name='building began on')),
                        ('from_day', models.DateField(blank=True, db_index=True, null=True, verbose_name='open since')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='run by')),
                        ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='place')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Helper',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('team', models.CharField(max_length=40, verbose_name='team')),
                        ('from_day', models.DateField(null=True, verbose_name='member since')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('facility', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='outreach.facility', verbose_name='works at')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='place')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='ClosedDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('first', models.DateField(verbose_name='closed from')),
                        ('last', models.DateField(verbose_name='closed until')),
                        ('reason', models.CharField(blank=True, max_length=80, verbose_name='why')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='outreach_cl_record__f526e9_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ContentReach',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('channel', models.CharField(max_length=40, verbose_name='channel')),
                        ('first', models.DateField(verbose_name='from')),
                        ('last', models.DateField(verbose_name='until')),
                        ('views', models.PositiveIntegerField(verbose_name='views')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='outreach_co_record__743b90_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='FacilityCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='checked on')),
                        ('result', models.CharField(max_length=40, verbose_name='result')),
                        ('found', models.CharField(blank=True, max_length=200, verbose_name='what was found')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='outreach_fa_record__3f7d63_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='FacilityUse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('item', models.CharField(max_length=40, verbose_name='item')),
                        ('until', models.DateField(verbose_name='month until')),
                        ('value', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='number')),
                        ('missing', models.BooleanField(default=False, verbose_name='not counted')),
                        ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='outreach_fa_record__dbb3fe_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='HelperService',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(db_index=True, verbose_name='on')),
                        ('hours', luoshi.base.forms.fields.Fixed(verbose_name='hours')),
                        ('activity', models.CharField(blank=True, max_length=120, verbose_name='what for')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='outreach_he_record__faa55b_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='HelperTraining',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(db_index=True, verbose_name='on')),
                        ('hours', luoshi.base.forms.fields.Fixed(verbose_name='hours')),
                        ('course', models.CharField(blank=True, max_length=120, verbose_name='course')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='outreach_he_record__2cdab2_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Issue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='changed on')),
                        ('theme', models.CharField(max_length=80, verbose_name='theme')),
                        ('panels', models.PositiveIntegerField(blank=True, null=True, verbose_name='panels')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='outreach_is_record__f59e42_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='OpeningTime',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('weekday', models.CharField(choices=[('1', 'Monday'), ('2', 'Tuesday'), ('3', 'Wednesday'), ('4', 'Thursday'), ('5', 'Friday'), ('6', 'Saturday'), ('7', 'Sunday')], max_length=1, verbose_name='day of the week')),
                        ('opens', models.CharField(max_length=5, validators=[django.core.validators.RegexValidator('^([01][0-9]|2[0-3]):[0-5][0-9]\\Z', 'Write a time of day as 09:00.')], verbose_name='opens at')),
                        ('closes', models.CharField(max_length=5, validators=[django.core.validators.RegexValidator('^([01][0-9]|2[0-3]):[0-5][0-9]\\Z', 'Write a time of day as 09:00.')], verbose_name='closes at')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='outreach_op_record__f940ec_idx')],
                    },
                ),
            ],
        ),
    ]
