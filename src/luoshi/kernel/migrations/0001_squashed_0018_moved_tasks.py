"""All tables of records at once, for an office that begins; those that stand were brought here by what this replaces."""

import datetime
import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
import luoshi.kernel.search.grams_index
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('records', '0001_initial'), ('records', '0002_grams'), ('records', '0003_conversions'), ('records', '0004_witness'), ('records', '0005_batches'), ('records', '0006_occurrences'), ('records', '0007_periods'), ('records', '0008_code_lists'), ('records', '0009_terms'), ('records', '0010_unique'), ('records', '0011_long_values'), ('records', '0012_order_by'), ('records', '0013_in_period'), ('records', '0014_periods_counted'), ('records', '0015_unique_key_apart'), ('records', '0016_due_in_period'), ('records', '0017_settled_work'), ('records', '0018_moved_tasks'), ('records', '0019_sheet_lines'), ('records', '0020_line_switches'), ('records', '0021_imports_taken_back'), ('records', '0022_steps_at_one_moment'), ('records', '0023_column_meanings'), ('records', '0024_matters_of_earlier_years'), ('records', '0025_files_beside_sheets'), ('records', '0026_silenced_messages'), ('records', '0027_views_of_the_office'), ('records', '0028_form_drafts'), ('records', '0029_open_records_indexes'), ('records', '0030_calendar_index'), ('records', '0031_due_order_index'), ('records', '0032_entries_by_step'), ('records', '0033_unread_without_rows')]

    initial = True

    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('axes', '0010_accessattemptexpiration'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('django_tasks_database', '__first__'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('org', '0001_squashed_0005_office_address'),
        ('org', '0006_unit_requests'),
        ('sessions', '0001_initial'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('actor', models.CharField(max_length=120)),
                        ('version', models.PositiveIntegerField(null=True)),
                        ('subject', models.CharField(max_length=60)),
                        ('step', models.CharField(max_length=60)),
                        ('payload_hash', models.CharField(max_length=64)),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='Lease',
                    fields=[
                        ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                        ('holder', models.CharField(max_length=64)),
                        ('since', models.DateTimeField()),
                        ('beat', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='LineSwitch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('line', models.CharField(max_length=32, unique=True)),
                        ('on', models.BooleanField()),
                        ('at', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='Record',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(editable=False, max_length=32)),
                        ('number', models.CharField(blank=True, editable=False, max_length=40, verbose_name='number')),
                        ('state', models.CharField(editable=False, max_length=32, verbose_name='state')),
                        ('title', models.CharField(max_length=200, verbose_name='title')),
                        ('due', models.DateField(blank=True, editable=False, null=True, verbose_name='due')),
                        ('opened', models.DateTimeField(editable=False, verbose_name='opened')),
                        ('closed', models.DateTimeField(editable=False, null=True, verbose_name='closed')),
                        ('erased', models.DateTimeField(editable=False, null=True)),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('due_in_period', models.BooleanField(default=False, editable=False)),
                    ],
                ),
                migrations.CreateModel(
                    name='Sealing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('peaks', models.BinaryField()),
                        ('mac', models.CharField(default='', max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name='Sequence',
                    fields=[
                        ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                        ('last', models.PositiveIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name='Sight',
                    fields=[
                        ('post', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='sight', serialize=False, to='org.post')),
                        ('at', models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name='UniqueRule',
                    fields=[
                        ('rule', models.CharField(max_length=120, primary_key=True, serialize=False)),
                        ('said', models.CharField(max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name='BulkRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=32)),
                        ('step', models.CharField(max_length=60)),
                        ('key', models.UUIDField()),
                        ('asked', models.CharField(max_length=64)),
                        ('given', luoshi.base.forms.fields.EncryptedText(blank=True)),
                        ('at', models.DateTimeField()),
                        ('finished', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                        ('undoes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='records.bulkrun')),
                    ],
                ),
                migrations.CreateModel(
                    name='ColumnMeaning',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=32)),
                        ('step', models.CharField(blank=True, max_length=60)),
                        ('heads', models.CharField(max_length=64)),
                        ('columns', models.JSONField()),
                        ('at', models.DateTimeField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='Duty',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=32)),
                        ('rule', models.JSONField()),
                        ('unset', models.CharField(blank=True, max_length=60)),
                        ('start', models.DateField()),
                        ('ended', models.DateField(null=True)),
                        ('laid', models.DateField(null=True)),
                        ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='org.post')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='org.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='Payload',
                    fields=[
                        ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='payload', serialize=False, to='records.entry')),
                        ('salt', models.BinaryField(max_length=16, null=True)),
                        ('data', models.TextField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='Unsealed',
                    fields=[
                        ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='records.entry')),
                        ('mac', models.CharField(default='', max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name='Act',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('period', models.DateField(null=True)),
                        ('duty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='records.duty')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='records.entry')),
                        ('taken_back', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ],
                ),
                migrations.CreateModel(
                    name='Evidence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(editable=False, max_length=64, unique=True)),
                        ('size', models.PositiveBigIntegerField(editable=False, verbose_name='size')),
                        ('media', models.CharField(editable=False, max_length=100, verbose_name='type')),
                        ('at', models.DateTimeField(editable=False, verbose_name='kept')),
                        ('looked', models.DateField(editable=False, null=True)),
                        ('sound', models.BooleanField(default=True, editable=False)),
                        ('kept_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ],
                    options={
                        'verbose_name': 'evidence',
                    },
                ),
                migrations.CreateModel(
                    name='Document',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(editable=False, max_length=64)),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('format', models.CharField(max_length=10)),
                        ('text', models.TextField()),
                        ('transcript', models.BooleanField(default=False, verbose_name='transcript')),
                        ('pages', models.JSONField(default=list)),
                        ('joined', models.JSONField(default=list)),
                        ('notes', models.JSONField(default=list)),
                        ('at', models.DateTimeField(verbose_name='received')),
                        ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                        ('converted', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.evidence')),
                        ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='records.evidence')),
                    ],
                    options={
                        'verbose_name': 'document',
                    },
                ),
                migrations.CreateModel(
                    name='ImportRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=32)),
                        ('name', models.CharField(max_length=200)),
                        ('sha256', models.CharField(max_length=64)),
                        ('count', models.PositiveIntegerField()),
                        ('rows', luoshi.base.forms.fields.EncryptedText(blank=True)),
                        ('at', models.DateTimeField()),
                        ('begun', models.DateTimeField(null=True)),
                        ('said', models.CharField(blank=True, max_length=300)),
                        ('state', models.CharField(default='asked', max_length=10)),
                        ('told', models.PositiveIntegerField(default=0)),
                        ('written', models.PositiveIntegerField(default=0)),
                        ('left', luoshi.base.forms.fields.EncryptedText(blank=True)),
                        ('step', models.CharField(blank=True, max_length=60)),
                        ('layout', models.TextField(blank=True)),
                        ('earlier', models.BooleanField(default=False)),
                        ('files', models.CharField(blank=True, max_length=60)),
                        ('back', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='ListVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60)),
                        ('start', models.DateField(verbose_name='from')),
                        ('source', models.CharField(max_length=200, verbose_name='source')),
                        ('items', models.JSONField()),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='NameAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=32)),
                        ('field', models.CharField(max_length=100)),
                        ('digest', models.CharField(max_length=64)),
                        ('target', models.BigIntegerField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='org.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='Occurrence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('first', models.DateField(null=True)),
                        ('last', models.DateField(null=True)),
                        ('opens', models.DateField(null=True)),
                        ('closes', models.DateField(null=True)),
                        ('due', models.DateField()),
                        ('first_due', models.DateField()),
                        ('expired', models.DateField(null=True)),
                        ('times', models.PositiveSmallIntegerField(default=1)),
                        ('provisional', models.BooleanField(default=False)),
                        ('settled', models.DateField(null=True)),
                        ('dropped', models.DateField(null=True)),
                        ('name', models.CharField(blank=True, max_length=21)),
                        ('in_period', models.BooleanField(default=False)),
                        ('settled_work', models.DateField(null=True)),
                        ('duty', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='occurrences', to='records.duty')),
                        ('holder', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post')),
                        ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='Outgoing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('channel', models.CharField(max_length=20)),
                        ('code', models.CharField(max_length=60)),
                        ('values', models.JSONField(default=dict)),
                        ('occasion', models.CharField(max_length=100)),
                        ('at', models.DateTimeField()),
                        ('state', models.CharField(default='waiting', max_length=10)),
                        ('since', models.DateTimeField()),
                        ('after', models.DateTimeField()),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('holder', models.CharField(blank=True, max_length=64)),
                        ('why', models.CharField(blank=True, max_length=200)),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='Parameter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60)),
                        ('value', models.CharField(max_length=1000, verbose_name='value')),
                        ('start', models.DateField(verbose_name='from')),
                        ('source', models.CharField(max_length=200, verbose_name='source')),
                        ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='Searched',
                    fields=[
                        ('record', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='searched', serialize=False, to='records.record')),
                        ('text', models.TextField()),
                    ],
                ),
                migrations.AddField(
                    model_name='record',
                    name='batch',
                    field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.importrun'),
                ),
                migrations.AddField(
                    model_name='record',
                    name='decider',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post', verbose_name='leader who assigned it'),
                ),
                migrations.AddField(
                    model_name='record',
                    name='opener',
                    field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person'),
                ),
                migrations.AddField(
                    model_name='record',
                    name='owner',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='org.post', verbose_name='responsible post'),
                ),
                migrations.AddField(
                    model_name='record',
                    name='unit',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='org.unit', verbose_name='unit'),
                ),
                migrations.CreateModel(
                    name='Passage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('part', models.CharField(max_length=40)),
                        ('place', models.PositiveIntegerField()),
                        ('line', models.PositiveIntegerField()),
                        ('only', models.CharField(blank=True, max_length=20)),
                        ('text', models.TextField()),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='Party',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=20)),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='party_to', to='org.unit')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='Once',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.UUIDField()),
                        ('asked', models.CharField(max_length=64)),
                        ('at', models.DateTimeField()),
                        ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='records.entry')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                        ('record', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=60)),
                        ('values', models.JSONField(default=dict)),
                        ('asks', models.CharField(blank=True, max_length=32)),
                        ('occasion', models.CharField(max_length=100)),
                        ('at', models.DateTimeField()),
                        ('read', models.DateTimeField(null=True)),
                        ('done', models.DateTimeField(null=True)),
                        ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                        ('post', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post')),
                        ('reader', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                        ('record', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='ImportedRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64)),
                        ('before', luoshi.base.forms.fields.EncryptedText(blank=True)),
                        ('said', models.CharField(blank=True, max_length=300)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='records.importrun')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='Hold',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=200, verbose_name='reason')),
                        ('start', models.DateField(verbose_name='from')),
                        ('until', models.DateField(default=datetime.date(9999, 12, 31), verbose_name='until')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='FormDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('step', models.CharField(max_length=60)),
                        ('version', models.PositiveIntegerField()),
                        ('typed', luoshi.base.forms.fields.EncryptedText()),
                        ('at', models.DateTimeField(db_index=True)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='Erasure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=200, verbose_name='reason')),
                        ('basis', models.CharField(max_length=200, verbose_name='basis')),
                        ('at', models.DateTimeField()),
                        ('done', models.DateTimeField(null=True)),
                        ('dropped', models.DateTimeField(null=True)),
                        ('proposer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.person')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='records.record')),
                    ],
                ),
                migrations.AddField(
                    model_name='entry',
                    name='record',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='records.record'),
                ),
                migrations.AddField(
                    model_name='duty',
                    name='record',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='records.record'),
                ),
                migrations.CreateModel(
                    name='BulkRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('seen', models.PositiveIntegerField()),
                        ('result', models.CharField(default='waiting', max_length=10)),
                        ('said', models.CharField(blank=True, max_length=1000)),
                        ('version', models.PositiveIntegerField(null=True)),
                        ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='records.bulkrun')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='Attachment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('part', models.CharField(max_length=60)),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='records.entry')),
                        ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='records.evidence')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='Ruling',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('double', models.BooleanField()),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=32)),
                        ('name', models.CharField(max_length=40, verbose_name='name')),
                        ('asked', models.CharField(max_length=2000)),
                        ('place', models.PositiveSmallIntegerField(default=0)),
                        ('office', models.BooleanField(default=False)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='org.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='Seal',
                    fields=[
                        ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('leaf', models.BinaryField(max_length=32)),
                        ('head', models.BinaryField(max_length=32)),
                        ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='records.entry')),
                    ],
                ),
                migrations.CreateModel(
                    name='SilencedMessage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=60)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='org.person')),
                    ],
                ),
                migrations.CreateModel(
                    name='Slot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('job', models.CharField(max_length=40)),
                        ('start', models.DateTimeField()),
                        ('holder', models.CharField(max_length=64)),
                        ('begun', models.DateTimeField()),
                        ('finished', models.DateTimeField(null=True)),
                        ('failure', models.CharField(blank=True, max_length=200)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('job', 'start'), name='slot_of_job_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Span',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('start', models.PositiveIntegerField()),
                        ('end', models.PositiveIntegerField()),
                        ('quote', models.TextField()),
                        ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spans', to='records.document')),
                    ],
                ),
                migrations.CreateModel(
                    name='Term',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('first', models.DateField(verbose_name='first day')),
                        ('last', models.DateField(verbose_name='last day')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='UniqueKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('rule', models.CharField(max_length=120)),
                        ('digest', models.CharField(max_length=64)),
                        ('place', models.BinaryField()),
                        ('sole', models.BooleanField()),
                        ('apart', models.CharField(blank=True, max_length=64)),
                        ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                ),
                migrations.CreateModel(
                    name='Watching',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('fingerprint', models.CharField(max_length=24)),
                        ('shapes', models.TextField()),
                        ('mac', models.CharField(max_length=64)),
                        ('since', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ],
                ),
                migrations.CreateModel(
                    name='Witness',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('adopts', models.BooleanField(default=False)),
                        ('shapes', models.TextField()),
                        ('rows', models.TextField()),
                        ('mac', models.CharField(max_length=64)),
                        ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ],
                ),
                migrations.AddIndex(
                    model_name='bulkrun',
                    index=models.Index(fields=['person', 'kind', 'finished'], name='records_bul_person__8b71a0_idx'),
                ),
                migrations.AddConstraint(
                    model_name='bulkrun',
                    constraint=models.UniqueConstraint(fields=('person', 'key'), name='bulk_run_once_per_key'),
                ),
                migrations.AddConstraint(
                    model_name='columnmeaning',
                    constraint=models.UniqueConstraint(fields=('kind', 'step', 'heads'), name='column_meaning_once'),
                ),
                migrations.AddField(
                    model_name='payload',
                    name='erased_by',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='erased', to='records.entry'),
                ),
                migrations.AddIndex(
                    model_name='evidence',
                    index=models.Index(fields=['looked', 'id'], name='evidence_by_looked'),
                ),
                migrations.AddIndex(
                    model_name='document',
                    index=models.Index(fields=['sha256'], name='document_by_content'),
                ),
                migrations.AddIndex(
                    model_name='importrun',
                    index=models.Index(fields=['person', 'kind', 'sha256'], name='records_imp_person__f5c3c2_idx'),
                ),
                migrations.AddIndex(
                    model_name='listversion',
                    index=models.Index(fields=['name', 'start'], name='records_lis_name_f924f7_idx'),
                ),
                migrations.AddIndex(
                    model_name='nameanswer',
                    index=models.Index(fields=['kind', 'field', 'digest'], name='name_answer_found'),
                ),
                migrations.AddConstraint(
                    model_name='nameanswer',
                    constraint=models.UniqueConstraint(fields=('kind', 'field', 'digest', 'person'), name='name_answer_once'),
                ),
                migrations.AddIndex(
                    model_name='occurrence',
                    index=models.Index(condition=models.Q(('dropped', None), ('settled', None)), fields=['due', 'duty'], name='records_falls_due'),
                ),
                migrations.AddIndex(
                    model_name='occurrence',
                    index=models.Index(condition=models.Q(('dropped', None), ('first__isnull', False)), fields=['duty', 'first', 'due', 'expired', 'settled', 'unit', 'in_period'], name='records_periods'),
                ),
                migrations.AddIndex(
                    model_name='occurrence',
                    index=models.Index(condition=models.Q(('dropped', None)), fields=['due', 'duty', 'settled'], name='records_due_days'),
                ),
                migrations.AddConstraint(
                    model_name='occurrence',
                    constraint=models.UniqueConstraint(fields=('duty', 'first_due'), name='occurrence_of_day'),
                ),
                migrations.AddIndex(
                    model_name='outgoing',
                    index=models.Index(condition=models.Q(('state', 'waiting')), fields=['after', 'id'], name='records_outgoing_waits'),
                ),
                migrations.AddIndex(
                    model_name='outgoing',
                    index=models.Index(fields=['state', '-since', '-id'], name='records_out_state_026cc1_idx'),
                ),
                migrations.AddConstraint(
                    model_name='outgoing',
                    constraint=models.UniqueConstraint(fields=('channel', 'person', 'occasion'), name='outgoing_once_per_occasion'),
                ),
                migrations.AddConstraint(
                    model_name='outgoing',
                    constraint=models.UniqueConstraint(condition=models.Q(('person', None)), fields=('channel', 'occasion'), name='outgoing_once_to_a_group'),
                ),
                migrations.AddConstraint(
                    model_name='parameter',
                    constraint=models.UniqueConstraint(fields=('name', 'unit', 'start'), name='parameter_of_unit_and_day'),
                ),
                migrations.AddConstraint(
                    model_name='parameter',
                    constraint=models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('name', 'start'), name='parameter_for_all_and_day'),
                ),
                migrations.AddIndex(
                    model_name='record',
                    index=models.Index(fields=['kind', 'state', 'due', 'id'], name='records_rec_kind_11c396_idx'),
                ),
                migrations.AddIndex(
                    model_name='record',
                    index=models.Index(fields=['kind', '-opened', '-id'], name='records_rec_kind_daedda_idx'),
                ),
                migrations.AddIndex(
                    model_name='record',
                    index=models.Index(fields=['unit', 'kind', 'due', 'id'], name='records_rec_unit_id_aa38ed_idx'),
                ),
                migrations.AddIndex(
                    model_name='record',
                    index=models.Index(condition=models.Q(('decider__isnull', False)), fields=['decider'], name='records_by_decider'),
                ),
                migrations.AddIndex(
                    model_name='record',
                    index=models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch', 'id'], name='records_of_batch'),
                ),
                migrations.AddIndex(
                    model_name='record',
                    index=models.Index(condition=models.Q(('batch', None), ('closed', None)), fields=['unit', 'kind', 'state', 'due'], name='records_open_by_unit'),
                ),
                migrations.AddIndex(
                    model_name='record',
                    index=models.Index(condition=models.Q(('batch', None), ('closed', None)), fields=['kind', 'state', 'due', 'unit'], name='records_open_by_state'),
                ),
                migrations.AddIndex(
                    model_name='record',
                    index=models.Index(condition=models.Q(('batch', None), ('closed', None), ('owner__isnull', False)), fields=['owner', 'due'], name='records_open_by_owner'),
                ),
                migrations.AddIndex(
                    model_name='record',
                    index=models.Index(fields=['kind', 'due', '-opened', '-id'], name='records_by_due'),
                ),
                migrations.AddConstraint(
                    model_name='record',
                    constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('kind', 'number'), name='record_of_number'),
                ),
                migrations.AddConstraint(
                    model_name='passage',
                    constraint=models.UniqueConstraint(fields=('record', 'part', 'place'), name='passage_of_place'),
                ),
                migrations.AddIndex(
                    model_name='party',
                    index=models.Index(fields=['unit', 'name', 'record'], name='records_par_unit_id_6d13e9_idx'),
                ),
                migrations.AddConstraint(
                    model_name='party',
                    constraint=models.UniqueConstraint(fields=('record', 'name', 'unit'), name='party_once'),
                ),
                migrations.AddConstraint(
                    model_name='once',
                    constraint=models.UniqueConstraint(fields=('person', 'key'), name='once_per_key'),
                ),
                migrations.AddIndex(
                    model_name='message',
                    index=models.Index(condition=models.Q(('post__isnull', False)), fields=['post', '-at', '-id'], name='records_messages_of_post'),
                ),
                migrations.AddIndex(
                    model_name='message',
                    index=models.Index(condition=models.Q(('person__isnull', False)), fields=['person', '-at', '-id'], name='records_messages_of_person'),
                ),
                migrations.AddIndex(
                    model_name='message',
                    index=models.Index(condition=models.Q(('done', None), models.Q(('asks', ''), _negated=True)), fields=['record'], name='records_asked_of_record'),
                ),
                migrations.AddIndex(
                    model_name='message',
                    index=models.Index(condition=models.Q(('post__isnull', False), ('done', None), ('read', None)), fields=['post', '-at', '-id', 'asks', 'code'], name='records_unread_of_post'),
                ),
                migrations.AddIndex(
                    model_name='message',
                    index=models.Index(condition=models.Q(('person__isnull', False), ('done', None), ('read', None)), fields=['person', '-at', '-id', 'asks', 'code'], name='records_unread_of_person'),
                ),
                migrations.AddConstraint(
                    model_name='message',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('post__isnull', False), ('person', None)), models.Q(('person__isnull', False), ('post', None)), _connector='OR'), name='message_to_a_post_or_a_person'),
                ),
                migrations.AddConstraint(
                    model_name='message',
                    constraint=models.UniqueConstraint(condition=models.Q(('post__isnull', False)), fields=('post', 'occasion'), name='message_to_post_once'),
                ),
                migrations.AddConstraint(
                    model_name='message',
                    constraint=models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('person', 'occasion'), name='message_to_person_once'),
                ),
                migrations.AddIndex(
                    model_name='importedrow',
                    index=models.Index(fields=['digest'], name='imported_row_found'),
                ),
                migrations.AddConstraint(
                    model_name='hold',
                    constraint=models.CheckConstraint(condition=models.Q(('until__gte', models.F('start'))), name='hold_forward'),
                ),
                migrations.AddConstraint(
                    model_name='formdraft',
                    constraint=models.UniqueConstraint(fields=('person', 'record', 'step'), name='form_draft_once'),
                ),
                migrations.AddConstraint(
                    model_name='erasure',
                    constraint=models.UniqueConstraint(condition=models.Q(('done', None), ('dropped', None)), fields=('record',), name='erasure_open_once_per_record'),
                ),
                migrations.AddIndex(
                    model_name='entry',
                    index=models.Index(fields=['record', 'id'], name='records_ent_record__934c4a_idx'),
                ),
                migrations.AddIndex(
                    model_name='entry',
                    index=models.Index(fields=['subject', 'id'], name='records_ent_subject_5b5da6_idx'),
                ),
                migrations.AddIndex(
                    model_name='entry',
                    index=models.Index(fields=['person', 'id'], name='records_ent_person__e9ae58_idx'),
                ),
                migrations.AddIndex(
                    model_name='entry',
                    index=models.Index(fields=['at'], name='records_ent_at_d8bbbf_idx'),
                ),
                migrations.AddIndex(
                    model_name='entry',
                    index=models.Index(fields=['step', 'record', 'person'], name='records_entry_steps'),
                ),
                migrations.AddIndex(
                    model_name='duty',
                    index=models.Index(fields=['record', 'name'], name='records_dut_record__b32299_idx'),
                ),
                migrations.AddIndex(
                    model_name='duty',
                    index=models.Index(condition=models.Q(('ended', None), ('laid__isnull', False)), fields=['laid'], name='records_to_lay_out'),
                ),
                migrations.AddIndex(
                    model_name='bulkrow',
                    index=models.Index(fields=['run', 'result', 'id'], name='records_bul_run_id_a25f97_idx'),
                ),
                migrations.AddConstraint(
                    model_name='bulkrow',
                    constraint=models.UniqueConstraint(fields=('run', 'record'), name='bulk_row_of_record'),
                ),
                migrations.AddIndex(
                    model_name='attachment',
                    index=models.Index(fields=['record', 'id'], name='attachments_of_record'),
                ),
                migrations.AddConstraint(
                    model_name='ruling',
                    constraint=models.UniqueConstraint(fields=('record', 'first'), name='ruling_of_pair'),
                ),
                migrations.AddIndex(
                    model_name='savedview',
                    index=models.Index(fields=['unit', 'kind'], name='records_sav_unit_id_af8b73_idx'),
                ),
                migrations.AddIndex(
                    model_name='savedview',
                    index=models.Index(condition=models.Q(('office', True)), fields=['kind'], name='saved_view_of_office'),
                ),
                migrations.AddConstraint(
                    model_name='savedview',
                    constraint=models.UniqueConstraint(fields=('person', 'kind', 'name'), name='saved_view_of_name'),
                ),
                migrations.AddConstraint(
                    model_name='silencedmessage',
                    constraint=models.UniqueConstraint(fields=('person', 'code'), name='silenced_once'),
                ),
                migrations.AddConstraint(
                    model_name='span',
                    constraint=models.UniqueConstraint(fields=('document', 'start', 'end'), name='span_of_place'),
                ),
                migrations.AddConstraint(
                    model_name='span',
                    constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='span_forward'),
                ),
                migrations.AddIndex(
                    model_name='term',
                    index=models.Index(fields=['record', 'first', 'last'], name='records_terms'),
                ),
                migrations.AddIndex(
                    model_name='uniquekey',
                    index=models.Index(fields=['rule', 'digest', 'place'], name='unique_key_found'),
                ),
                migrations.AddConstraint(
                    model_name='uniquekey',
                    constraint=models.UniqueConstraint(condition=models.Q(('sole', True)), fields=('rule', 'digest'), name='unique_key_sole'),
                ),
                migrations.AddConstraint(
                    model_name='uniquekey',
                    constraint=models.UniqueConstraint(fields=('record', 'rule'), name='unique_key_of_record'),
                ),
            ],
        ),
        migrations.RunPython(
            code=luoshi.kernel.search.grams_index.create_grams_index,
            reverse_code=luoshi.kernel.search.grams_index.drop_grams_index,
        ),
    ]
