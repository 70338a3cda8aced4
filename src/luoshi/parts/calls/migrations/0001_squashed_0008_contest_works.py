"""All tables of calls at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('calls', '0001_initial'), ('calls', '0002_receipts'), ('calls', '0004_designed_fields'), ('calls', '0005_votes'), ('calls', '0006_support_plans'), ('calls', '0007_sealed'), ('calls', '0008_contest_works')]

    initial = True

    dependencies = [
        ('records', '0028_form_drafts'),
        ('registers', '0005_ranks'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Call',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('year', models.PositiveSmallIntegerField(null=True, verbose_name='year')),
                        ('basis', models.CharField(blank=True, max_length=200, verbose_name='document of the call')),
                        ('guide', models.TextField(blank=True, max_length=8000, verbose_name='guide')),
                        ('from_at', models.DateTimeField(blank=True, null=True, verbose_name='open from')),
                        ('to_at', models.DateTimeField(blank=True, null=True, verbose_name='open until')),
                        ('late', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], default='no', max_length=3, verbose_name='what comes late is taken')),
                        ('frees', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], default='no', max_length=3, verbose_name='a revoked place may be filled again')),
                        ('published', models.DateField(blank=True, editable=False, null=True, verbose_name='published on')),
                        ('decided', models.DateField(blank=True, editable=False, null=True, verbose_name='decided on')),
                        ('received_head', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of what was received')),
                        ('form_head', models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of its fields')),
                        ('form_version', models.PositiveSmallIntegerField(blank=True, editable=False, null=True, verbose_name='version of its fields')),
                        ('voted', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], default='no', max_length=3, verbose_name='decided by a committee’s vote')),
                        ('plan', models.CharField(blank=True, max_length=40, verbose_name='support plan')),
                        ('asked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='opening asked for at')),
                        ('sealed', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], default='no', max_length=3, verbose_name='sealed until two people open it')),
                        ('unsealed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='opened by two people at')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='level')),
                        ('like', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.call', verbose_name='prepared like')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Application',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                        ('cls', models.CharField(blank=True, max_length=40, verbose_name='class')),
                        ('mode', models.CharField(blank=True, max_length=40, verbose_name='way of funding')),
                        ('branch', models.CharField(blank=True, max_length=40, verbose_name='field')),
                        ('summary', models.TextField(blank=True, max_length=4000, verbose_name='summary')),
                        ('amount', luoshi.base.forms.fields.Fixed(editable=False, null=True, verbose_name='amount asked for (yuan)')),
                        ('called_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='begun for the call at')),
                        ('sent_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='received at')),
                        ('supplemented', models.DateField(blank=True, editable=False, null=True, verbose_name='sent back on')),
                        ('refusal', models.CharField(blank=True, max_length=40, verbose_name='reason of the formal check')),
                        ('opinion', models.TextField(blank=True, max_length=2000, verbose_name='opinion of the review')),
                        ('score', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='score')),
                        ('rank', models.PositiveIntegerField(blank=True, null=True, verbose_name='rank')),
                        ('grade', models.CharField(blank=True, max_length=40, verbose_name='grade')),
                        ('chosen', models.DateField(blank=True, editable=False, null=True, verbose_name='chosen on')),
                        ('result_on', models.DateField(blank=True, null=True, verbose_name='result of the higher office on')),
                        ('receipt', models.CharField(blank=True, editable=False, max_length=64, verbose_name='receipt')),
                        ('salt', models.CharField(blank=True, editable=False, max_length=32)),
                        ('answers', models.JSONField(blank=True, default=dict, verbose_name='fields of this call')),
                        ('form_version', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='version of the call’s fields')),
                        ('ayes', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='votes for it')),
                        ('vote', models.CharField(blank=True, choices=[('passed', 'carried'), ('failed', 'not carried'), ('void', 'void: no quorum')], editable=False, max_length=6, verbose_name='vote of the committee')),
                        ('voted_on', models.DateField(blank=True, editable=False, null=True, verbose_name='voted on')),
                        ('votes_of', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='counted of')),
                        ('plan', models.CharField(blank=True, max_length=40, verbose_name='support plan')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='level')),
                        ('work', models.CharField(blank=True, max_length=40, verbose_name='sort of work')),
                        ('applicant', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='applicant')),
                        ('leader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='leader or author')),
                        ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.call', verbose_name='call')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='ApplicationKeeper',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='to')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='calls_appli_record__4f9f36_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ApplicationMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(blank=True, max_length=100, verbose_name='part')),
                        ('role', models.CharField(blank=True, max_length=40, verbose_name='takes part as')),
                        ('trained', models.DateField(blank=True, null=True, verbose_name='trained on')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='member')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='calls_appli_record__3b5bae_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ApplicationPrize',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('level', models.CharField(max_length=40, verbose_name='level')),
                        ('grade', models.CharField(max_length=40, verbose_name='grade')),
                        ('day', models.DateField(verbose_name='awarded on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='calls_appli_record__f5a6e7_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='BudgetItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('item', models.CharField(max_length=40, verbose_name='item')),
                        ('amount', luoshi.base.forms.fields.Fixed(verbose_name='asked for (yuan)')),
                        ('own', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='own money (yuan)')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='calls_budge_record__1e3a16_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='CallCondition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('sort', models.CharField(max_length=40, verbose_name='condition')),
                        ('most', models.PositiveIntegerField(blank=True, null=True, verbose_name='at most')),
                        ('text', models.CharField(blank=True, max_length=200, verbose_name='in words')),
                        ('item', models.CharField(blank=True, max_length=40, verbose_name='item of the budget')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='calls_callc_record__40794e_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='CallDate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('what', models.CharField(max_length=40, verbose_name='what')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('to_day', models.DateField(verbose_name='until')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='calls_calld_record__5b4c8c_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='CallField',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('label', models.CharField(max_length=60, verbose_name='field')),
                        ('sort', models.CharField(choices=[('text', 'Line of text'), ('long', 'Long text'), ('number', 'Number'), ('money', 'Amount of money (yuan)'), ('day', 'Day'), ('yes', 'Yes or no'), ('choice', 'One of several'), ('choices', 'Some of several'), ('table', 'Table'), ('file', 'File')], default='text', max_length=10, verbose_name='sort of field')),
                        ('must', models.BooleanField(default=False, verbose_name='needed to send')),
                        ('open', models.BooleanField(default=False, verbose_name='shown to assessors')),
                        ('most', models.PositiveIntegerField(blank=True, null=True, verbose_name='at most (characters, or the largest number)')),
                        ('options', models.TextField(blank=True, max_length=2000, verbose_name='choices or columns, a line each')),
                        ('hint', models.CharField(blank=True, max_length=200, verbose_name='hint')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='calls_callf_record__5b270e_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='CallQuota',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('cls', models.CharField(max_length=40, verbose_name='class')),
                        ('grade', models.CharField(max_length=40, verbose_name='grade')),
                        ('n', models.PositiveIntegerField(verbose_name='places')),
                        ('exact', models.BooleanField(default=False, verbose_name='exactly so many')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='calls_callq_record__679ffa_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='FormVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('n', models.PositiveSmallIntegerField()),
                        ('fields', models.JSONField()),
                        ('digest', models.CharField(max_length=64)),
                        ('at', models.DateTimeField()),
                        ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('call', 'n'), name='form_version_of_call')],
                    },
                ),
                migrations.CreateModel(
                    name='UnsuitedReviewer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('why', models.CharField(max_length=200, verbose_name='why')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='calls_unsui_record__e9eaf4_idx')],
                    },
                ),
            ],
        ),
    ]
