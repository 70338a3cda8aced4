"""All tables of org at once, for an office that begins; those that stand were brought here by what this replaces."""

import datetime
import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('org', '0001_initial'), ('org', '0002_slips_and_order'), ('org', '0003_unit_runs'), ('org', '0004_spacing'), ('org', '0005_office_address'), ('org', '0006_unit_requests')]

    initial = True

    dependencies = [
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('username', models.CharField(max_length=60, unique=True, verbose_name='account')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                        ('is_active', models.BooleanField(default=True, verbose_name='enabled')),
                        ('enabled_since', models.DateTimeField(editable=False, null=True)),
                        ('password_since', models.DateTimeField(editable=False, null=True)),
                    ],
                    options={
                        'verbose_name': 'account',
                    },
                ),
                migrations.CreateModel(
                    name='OfficeAddress',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.CharField(max_length=200)),
                        ('said', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='Pace',
                    fields=[
                        ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ('minute', models.BigIntegerField()),
                        ('count', models.PositiveIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name='Spacing',
                    fields=[
                        ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                        ('day', models.DateField()),
                        ('count', models.PositiveIntegerField()),
                        ('last', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='UnitsMark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('token', models.UUIDField()),
                        ('hidden_from', models.BigIntegerField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='OneTimeLink',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('until', models.DateTimeField()),
                        ('ended', models.DateTimeField(null=True)),
                        ('code', models.CharField(blank=True, max_length=64)),
                        ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=50, verbose_name='name')),
                        ('initials', models.CharField(blank=True, editable=False, max_length=250)),
                        ('phone', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='telephone')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                    ],
                    options={
                        'verbose_name': 'person',
                        'indexes': [models.Index(fields=['name'], name='org_person_name_bc77d5_idx'), models.Index(fields=['initials'], name='org_person_initial_db378c_idx')],
                    },
                ),
                migrations.AddField(
                    model_name='user',
                    name='person',
                    field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='user', to='org.person'),
                ),
                migrations.CreateModel(
                    name='Token',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, verbose_name='name')),
                        ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                        ('scopes', models.JSONField()),
                        ('made', models.DateTimeField(editable=False)),
                        ('until', models.DateField(verbose_name='until')),
                        ('ended', models.DateTimeField(editable=False, null=True)),
                        ('used', models.DateField(editable=False, null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='org.person')),
                    ],
                    options={
                        'verbose_name': 'access token',
                    },
                ),
                migrations.CreateModel(
                    name='TokenUse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('address', models.CharField(max_length=45)),
                        ('token', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='org.token')),
                    ],
                ),
                migrations.CreateModel(
                    name='Unit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('short', models.CharField(blank=True, max_length=60, verbose_name='abbreviation')),
                        ('initials', models.CharField(blank=True, editable=False, max_length=200, verbose_name='pinyin initials')),
                        ('code', models.CharField(max_length=40, unique=True, verbose_name='unit code')),
                        ('division', models.CharField(blank=True, max_length=12, verbose_name='division code')),
                        ('credit', models.CharField(blank=True, max_length=18, verbose_name='credit code')),
                        ('remark', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                        ('sort', luoshi.base.forms.fields.OrderNumber(default='', verbose_name='order number')),
                    ],
                    options={
                        'verbose_name': 'unit',
                        'indexes': [models.Index(fields=['name'], name='org_unit_name_ff9259_idx'), models.Index(fields=['initials'], name='org_unit_initial_40e381_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Succession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('goes', models.JSONField(default=dict)),
                        ('why', models.CharField(max_length=200)),
                        ('done', models.DateTimeField(null=True)),
                        ('heir', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions', to='org.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('start', models.DateField(verbose_name='from')),
                        ('until', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='until')),
                        ('title', models.CharField(max_length=60, verbose_name='post')),
                        ('role', models.CharField(choices=[('administrator', 'Administrator'), ('supervisor', 'Supervisor'), ('leader', 'Leader'), ('head', 'Unit head'), ('clerk', 'Unit clerk'), ('collector', 'Collector'), ('outside', 'Outside person'), ('auditor', 'Auditor')], max_length=20, verbose_name='role')),
                        ('fields', models.CharField(blank=True, max_length=200, verbose_name='fields in charge')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='org.unit', verbose_name='unit')),
                    ],
                    options={
                        'verbose_name': 'post',
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Placement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('start', models.DateField(verbose_name='from')),
                        ('until', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='until')),
                        ('known_from', models.DateTimeField()),
                        ('known_to', models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))),
                        ('depth', models.PositiveSmallIntegerField()),
                        ('ancestor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='below', to='org.unit')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='above', to='org.unit')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Charge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('start', models.DateField(verbose_name='from')),
                        ('until', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='until')),
                        ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='org.post')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charged', to='org.unit')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='UnitName',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('start', models.DateField(verbose_name='from')),
                        ('until', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='until')),
                        ('known_from', models.DateTimeField()),
                        ('known_to', models.DateTimeField(default=datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.timezone.utc))),
                        ('name', models.CharField(max_length=120)),
                        ('short', models.CharField(blank=True, max_length=60)),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='org.unit')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='UnitRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('printed', models.CharField(max_length=200)),
                        ('source', models.CharField(max_length=20)),
                        ('subject', models.CharField(max_length=60)),
                        ('field', models.CharField(blank=True, max_length=60)),
                        ('asked', models.DateTimeField()),
                        ('closed', models.DateTimeField(null=True)),
                        ('why', models.CharField(blank=True, max_length=200)),
                        ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                        ('whose', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='UnitRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200)),
                        ('sha256', models.CharField(max_length=64)),
                        ('count', models.PositiveIntegerField()),
                        ('rows', luoshi.base.forms.fields.EncryptedText(blank=True)),
                        ('at', models.DateTimeField()),
                        ('state', models.CharField(default='asked', max_length=10)),
                        ('begun', models.DateTimeField(null=True)),
                        ('written', models.PositiveIntegerField(default=0)),
                        ('said', models.CharField(blank=True, max_length=300)),
                        ('day', models.DateField()),
                        ('agreed', models.CharField(max_length=64)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='OldPassword',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128)),
                        ('ended', models.DateTimeField()),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='old_passwords', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['user', '-ended'], name='org_oldpass_user_id_53cd77_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Mandate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('start', models.DateField(verbose_name='from')),
                        ('until', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='until')),
                        ('basis', models.CharField(max_length=200, verbose_name='basis')),
                        ('leader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='org.post')),
                        ('secretary', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandated', to='org.post')),
                    ],
                    options={
                        'abstract': False,
                        'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('start'))), name='mandate_forward')],
                    },
                ),
                migrations.CreateModel(
                    name='Proposal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('act', models.CharField(max_length=20)),
                        ('given', models.JSONField()),
                        ('proposed', models.DateTimeField()),
                        ('decided', models.DateTimeField(null=True)),
                        ('outcome', models.CharField(blank=True, max_length=10)),
                        ('concerns', models.ManyToManyField(related_name='+', to='org.person')),
                        ('decider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                        ('proposer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['proposed'], name='proposals_that_wait')],
                    },
                ),
                migrations.CreateModel(
                    name='Tenure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('start', models.DateField(verbose_name='from')),
                        ('until', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='until')),
                        ('deputy', models.BooleanField(default=False, verbose_name='deputy')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to='org.person')),
                        ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to='org.post')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['person', 'until'], name='org_tenure_person__ab2281_idx'), models.Index(fields=['post', 'until'], name='org_tenure_post_id_d629e3_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('start'))), name='tenure_forward')],
                    },
                ),
                migrations.AddIndex(
                    model_name='token',
                    index=models.Index(fields=['person', '-made'], name='org_token_person__8ad960_idx'),
                ),
                migrations.AddConstraint(
                    model_name='token',
                    constraint=models.UniqueConstraint(condition=models.Q(('ended', None)), fields=('person', 'name'), name='live_token_of_name'),
                ),
                migrations.AddConstraint(
                    model_name='tokenuse',
                    constraint=models.UniqueConstraint(fields=('token', 'day', 'address'), name='token_use_of_day'),
                ),
                migrations.AddIndex(
                    model_name='succession',
                    index=models.Index(condition=models.Q(('done', None)), fields=['day'], name='org_successions_ahead'),
                ),
                migrations.AddConstraint(
                    model_name='post',
                    constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('start'))), name='post_forward'),
                ),
                migrations.AddIndex(
                    model_name='placement',
                    index=models.Index(fields=['ancestor', 'known_to', 'until', 'start', 'unit'], name='org_placeme_ancesto_a4c37a_idx'),
                ),
                migrations.AddIndex(
                    model_name='placement',
                    index=models.Index(fields=['unit', 'known_to', 'until', 'start', 'ancestor', 'depth'], name='org_placeme_unit_id_8cef0b_idx'),
                ),
                migrations.AddConstraint(
                    model_name='placement',
                    constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('start'))), name='placement_forward'),
                ),
                migrations.AddConstraint(
                    model_name='charge',
                    constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('start'))), name='charge_forward'),
                ),
                migrations.AddIndex(
                    model_name='unitname',
                    index=models.Index(fields=['unit', 'known_to', 'start'], name='org_unitnam_unit_id_4df039_idx'),
                ),
                migrations.AddConstraint(
                    model_name='unitname',
                    constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('start'))), name='unitname_forward'),
                ),
                migrations.AddIndex(
                    model_name='unitrequest',
                    index=models.Index(condition=models.Q(('closed', None)), fields=['asked'], name='unit_requests_open'),
                ),
                migrations.AddConstraint(
                    model_name='unitrequest',
                    constraint=models.UniqueConstraint(condition=models.Q(('closed', None)), fields=('source', 'subject', 'field', 'printed', 'person'), name='unit_request_open_once'),
                ),
            ],
        ),
    ]
