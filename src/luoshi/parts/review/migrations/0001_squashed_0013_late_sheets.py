"""All tables of review at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.core.validators
import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
import luoshi.parts.review.models
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('review', '0001_initial'), ('review', '0002_receipts'), ('review', '0003_draws'), ('review', '0004_assigning'), ('review', '0005_fees'), ('review', '0006_other_kinds'), ('review', '0007_layers'), ('review', '0008_office_decides'), ('review', '0009_assigning_later'), ('review', '0010_payment_lists'), ('review', '0011_kept_codes'), ('review', '0012_result_head'), ('review', '0013_late_sheets')]

    initial = True

    dependencies = [
        ('calls', '0003_award_of_a_call'),
        ('funds', '0001_initial'),
        ('records', '0028_form_drafts'),
        ('registers', '0005_ranks'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='MarkForm',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('basis', models.CharField(blank=True, max_length=200, verbose_name='basis')),
                        ('way', models.CharField(blank=True, choices=[('mean', 'Mean'), ('trimmed', 'Mean without the highest and the lowest (from five sheets on)'), ('z', "Each assessor's own scale"), ('shrunk', "Each assessor's own scale, cautiously"), ('rank', 'Share of ranks'), ('mixed', 'Model of severity'), ('mixed_t', 'Model of severity, absurd marks weigh less')], max_length=8, verbose_name='way to combine the sheets')),
                        ('size', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='sheets for each object')),
                        ('pass_mark', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='pass mark')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='ReviewRound',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('stage', models.CharField(max_length=40, verbose_name='stage')),
                        ('from_at', models.DateTimeField(blank=True, null=True, verbose_name='open from')),
                        ('to_at', models.DateTimeField(blank=True, null=True, verbose_name='open until')),
                        ('blind', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], default='yes', max_length=3, verbose_name='assessors do not see who applies')),
                        ('after', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], default='no', max_length=3, verbose_name="marks after the group's first opinion")),
                        ('ranked', models.DateField(blank=True, editable=False, null=True, verbose_name='ranked on')),
                        ('ground', models.CharField(blank=True, max_length=200, verbose_name='why they are not drawn')),
                        ('key', luoshi.base.forms.fields.EncryptedText(blank=True, editable=False)),
                        ('opening', models.TextField(blank=True, editable=False)),
                        ('opening_head', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of assessors and assignment')),
                        ('received', models.TextField(blank=True, editable=False)),
                        ('received_head', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of what was received')),
                        ('rules_head', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the rules')),
                        ('seating', models.CharField(choices=[('drawn', 'Drawn at random'), ('named', 'Named, with a reason'), ('layers', 'None: the unit itself, the office, the leader')], default='drawn', max_length=6, verbose_name='how assessors are chosen')),
                        ('sheets_head', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the sheets')),
                        ('assigning', models.CharField(blank=True, choices=[('even', 'Evenly, in the order of codes'), ('drawn', 'Drawn for each object among those who may assess it'), ('best', 'Optimised by field and words')], default='even', max_length=5, verbose_name='who assesses what')),
                        ('least', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='sheets of an assessor, at least')),
                        ('most', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='sheets of an assessor, at most')),
                        ('traded', models.TextField(blank=True, editable=False)),
                        ('fee', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='fee of an assessor per sheet (yuan)')),
                        ('fees_paid', models.DateField(blank=True, null=True, verbose_name='fees paid on')),
                        ('of', models.CharField(blank=True, choices=luoshi.parts.review.models.list_subject_kinds, max_length=30, verbose_name='or what is assessed without a call')),
                        ('layers', models.CharField(blank=True, choices=[('own check final', 'The unit’s own marks, check by the office, final marks by the leader'), ('own final', 'The unit’s own marks, final marks by the leader'), ('check final', 'Check by the office, final marks by the leader'), ('own check', 'The unit’s own marks, check by the office, whose marks count'), ('check', 'Check by the office alone, whose marks count'), ('final', 'Final marks by the leader alone')], max_length=15, verbose_name='layers, without assessors')),
                        ('ranks', models.BooleanField(default=False, help_text='Only if the basis prescribes a ranking.', verbose_name='rank what layers have assessed')),
                        ('hindrance', models.TextField(blank=True, editable=False, verbose_name='why it could not be assigned')),
                        ('fees', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='fees together (yuan)')),
                        ('result', models.TextField(blank=True, editable=False)),
                        ('result_head', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the decision')),
                        ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                        ('late_head', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the late sheets')),
                        ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.call', verbose_name='call')),
                        ('fees_fund', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund', verbose_name='fees paid from')),
                        ('form', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.markform', verbose_name='form of marks')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Assessed',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('branch', models.CharField(blank=True, max_length=40, verbose_name='field')),
                        ('opinion', models.TextField(blank=True, max_length=2000, verbose_name='first opinion of the group')),
                        ('opined_on', models.DateField(blank=True, editable=False, null=True, verbose_name='first opinion on')),
                        ('n', models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='sheets')),
                        ('raw', luoshi.base.forms.fields.Fixed(editable=False, null=True, verbose_name='mean')),
                        ('adjusted', luoshi.base.forms.fields.Fixed(editable=False, null=True, verbose_name='combined')),
                        ('error', luoshi.base.forms.fields.Fixed(editable=False, null=True, verbose_name='standard error')),
                        ('rank', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='rank')),
                        ('near', models.BooleanField(default=False, editable=False, verbose_name='cannot be told from the cut')),
                        ('why', models.CharField(blank=True, editable=False, max_length=200, verbose_name='not ranked because')),
                        ('code', models.CharField(blank=True, editable=False, max_length=64)),
                        ('about', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record', verbose_name='object')),
                        ('chair', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='writes the first opinion')),
                        ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.reviewround', verbose_name='round')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='ReviewSheet',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('read_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='first opinion read at')),
                        ('scored_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='marks given at')),
                        ('total', luoshi.base.forms.fields.Fixed(editable=False, null=True, verbose_name='total')),
                        ('opinion', models.TextField(blank=True, max_length=2000, verbose_name='opinion')),
                        ('receipt', models.CharField(blank=True, editable=False, max_length=64, verbose_name='receipt')),
                        ('salt', models.CharField(blank=True, editable=False, max_length=32)),
                        ('layer', models.CharField(blank=True, choices=[('own', 'The unit’s own marks'), ('check', 'Check by the office'), ('final', 'Final marks')], editable=False, max_length=5, verbose_name='layer')),
                        ('code', models.CharField(blank=True, editable=False, max_length=16)),
                        ('late_by', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='seconds late')),
                        ('let_in', models.CharField(blank=True, editable=False, max_length=200, verbose_name='let in because')),
                        ('let_in_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='let in at')),
                        ('assessed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.assessed', verbose_name='object')),
                        ('assessor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='assessor')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='SeatDraw',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sources', models.CharField(help_text='Numbers that nobody knows yet, in their order, for example: the next draw of a public lottery; dice thrown by the discipline inspector.', max_length=300, verbose_name='source of the numbers')),
                        ('pool', models.TextField(blank=True, editable=False)),
                        ('count', models.PositiveIntegerField(editable=False, null=True, verbose_name='in the pool')),
                        ('digest', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the pool')),
                        ('promise', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the secret')),
                        ('secret', luoshi.base.forms.fields.EncryptedText(blank=True, editable=False)),
                        ('numbers', models.TextField(blank=True, help_text='One line per source, in the order announced; separate numbers by spaces.', max_length=1000, verbose_name='random numbers')),
                        ('witness', models.CharField(blank=True, max_length=60, verbose_name='person providing the numbers')),
                        ('revealed', models.CharField(blank=True, editable=False, max_length=64, verbose_name='the revealed secret')),
                        ('passed', models.TextField(blank=True, editable=False)),
                        ('branch', models.CharField(blank=True, max_length=40, verbose_name='field')),
                        ('size', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='how many are drawn')),
                        ('barred', models.TextField(blank=True, editable=False)),
                        ('drawn', models.TextField(blank=True, editable=False)),
                        ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.reviewround', verbose_name='round')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='MarkFormItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('item', models.CharField(max_length=40, verbose_name='item')),
                        ('weight', luoshi.base.forms.fields.Fixed(verbose_name='weight')),
                        ('special', models.BooleanField(default=False, verbose_name='special: only adds')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='review_mark_record__92ec89_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ReviewFee',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('sheets', models.PositiveSmallIntegerField(verbose_name='scored sheets')),
                        ('amount', luoshi.base.forms.fields.Fixed(verbose_name='amount (yuan)')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='assessor')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='review_revi_record__930ea8_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ReviewSeat',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('branch', models.CharField(blank=True, max_length=40, verbose_name='field')),
                        ('chair', models.BooleanField(default=False, verbose_name='writes the first opinion')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='replaced on')),
                        ('code', models.CharField(blank=True, editable=False, max_length=16)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='assessor')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('draw', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.seatdraw')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='review_revi_record__ee2d14_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='SheetMark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('item', models.CharField(max_length=40, verbose_name='item')),
                        ('mark', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='mark (0 to 100)')),
                        ('why', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='review_shee_record__c2b7b4_idx')],
                    },
                ),
            ],
        ),
    ]
