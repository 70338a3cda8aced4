"""All tables of projects at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('projects', '0001_initial'), ('projects', '0002_support_plans'), ('projects', '0003_industries_and_progress'), ('projects', '0004_campaigns_and_bridges'), ('projects', '0005_themes_and_use')]

    initial = True

    dependencies = [
        ('calls', '0003_award_of_a_call'),
        ('leading', '0004_meetings'),
        ('ledger', '0019_tags_of_plans'),
        ('platforms', '0001_platforms'),
        ('records', '0028_form_drafts'),
        ('registers', '0008_organisation_from_day'),
        ('societies', '0007_values'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Project',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
                        ('programme', models.CharField(blank=True, max_length=40, verbose_name='programme')),
                        ('level', models.CharField(max_length=40, verbose_name='level')),
                        ('mode', models.CharField(blank=True, max_length=40, verbose_name='way of funding')),
                        ('key', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], default='no', max_length=3, verbose_name='watched closely')),
                        ('amount', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='amount approved (yuan)')),
                        ('examined_on', models.DateField(blank=True, null=True, verbose_name='examined on')),
                        ('recommended_on', models.DateField(blank=True, null=True, verbose_name='recommended on')),
                        ('admitted_on', models.DateField(blank=True, null=True, verbose_name='admitted on')),
                        ('why_not', models.CharField(blank=True, max_length=200, verbose_name='why not admitted')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='runs from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='runs until')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='to be put right by')),
                        ('accepted_on', models.DateField(blank=True, null=True, verbose_name='accepted on')),
                        ('applied_on', models.DateField(blank=True, null=True, verbose_name='put to use on')),
                        ('benefit', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='benefit (yuan)')),
                        ('performance', models.TextField(blank=True, max_length=2000, verbose_name='what it achieved')),
                        ('paid', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='paid so far (yuan)')),
                        ('plan', models.CharField(blank=True, max_length=40, verbose_name='support plan')),
                        ('industry', models.CharField(blank=True, max_length=40, verbose_name='industry')),
                        ('progress', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='done (per cent)')),
                        ('field', models.CharField(blank=True, max_length=40, verbose_name='field')),
                        ('holder_kind', models.CharField(blank=True, max_length=40, verbose_name='kind of holder')),
                        ('named_on', models.DateField(blank=True, editable=False, null=True, verbose_name='named on')),
                        ('theme', models.CharField(blank=True, max_length=40, verbose_name='theme')),
                        ('application', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.application', verbose_name='application')),
                        ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='holder')),
                        ('leader', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='leader')),
                        ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='place')),
                        ('platform', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platforms.platform', verbose_name='platform')),
                        ('society', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='society')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='SiteCheck',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='on')),
                        ('body', models.CharField(blank=True, max_length=100, verbose_name='who checks')),
                        ('answer', models.TextField(blank=True, max_length=2000, verbose_name='answer')),
                        ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='projects.project', verbose_name='project')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='InspectedCriterion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('item', models.CharField(max_length=40, verbose_name='criterion')),
                        ('met', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='met')),
                        ('words', models.CharField(blank=True, max_length=200, verbose_name='in words')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_in_record__d8c166_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectAdjustment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('what', models.CharField(max_length=40, verbose_name='what')),
                        ('day', models.DateField(verbose_name='adjusted on')),
                        ('was', models.CharField(blank=True, max_length=100, verbose_name='before')),
                        ('now', models.CharField(max_length=100, verbose_name='after')),
                        ('why', models.CharField(max_length=200, verbose_name='why')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__e1911d_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectBacking',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('level', models.CharField(max_length=40, verbose_name='level')),
                        ('amount', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='special money (yuan)')),
                        ('basis', models.CharField(blank=True, max_length=120, verbose_name='basis')),
                        ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leading.group', verbose_name='leading group')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__c04abf_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectGate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('gate', models.CharField(max_length=40, verbose_name='gate')),
                        ('day', models.DateField(verbose_name='passed on')),
                        ('proof', models.CharField(blank=True, max_length=200, verbose_name='proof')),
                        ('withdrawn', models.DateField(blank=True, null=True, verbose_name='taken back on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__b57b64_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('percent', luoshi.base.forms.fields.Fixed(verbose_name='contribution (per cent)')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='member')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__1a846b_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectNode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('node', models.CharField(max_length=100, verbose_name='node')),
                        ('due', models.DateField(blank=True, null=True, verbose_name='due on')),
                        ('done', models.DateField(blank=True, null=True, verbose_name='reached on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__9db3f1_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectPayment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('due', models.DateField(blank=True, null=True, verbose_name='due on')),
                        ('amount', luoshi.base.forms.fields.Fixed(verbose_name='amount (yuan)')),
                        ('paid', models.DateField(blank=True, null=True, verbose_name='paid on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__28f441_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='reported on')),
                        ('progress', models.CharField(max_length=500, verbose_name='progress')),
                        ('share', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='done (per cent)')),
                        ('spent', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='spent so far (yuan)')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__97a840_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectResult',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=120, verbose_name='result')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('day', models.DateField(verbose_name='on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__8aba59_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectTrip',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='on')),
                        ('words', models.CharField(max_length=200, verbose_name='what was done')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='village')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__6ebdec_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProjectUse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('item', models.CharField(max_length=40, verbose_name='item')),
                        ('until', models.DateField(verbose_name='quarter until')),
                        ('value', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='value')),
                        ('missing', models.BooleanField(default=False, verbose_name='not counted')),
                        ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__1608a7_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='SelfCheckedCriterion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('item', models.CharField(max_length=40, verbose_name='criterion')),
                        ('met', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='met')),
                        ('words', models.CharField(blank=True, max_length=200, verbose_name='in words')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_se_record__42e9ef_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='SiteChecker',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_si_record__3c7d65_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='SiteFinding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('text', models.CharField(max_length=500, verbose_name='finding')),
                        ('own', models.CharField(blank=True, max_length=60, verbose_name='own value')),
                        ('benchmark', models.CharField(blank=True, max_length=60, verbose_name='to compare with')),
                        ('due', models.DateField(blank=True, null=True, verbose_name='to be put right by')),
                        ('put_right', models.DateField(blank=True, null=True, verbose_name='put right on')),
                        ('commitment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.commitment', verbose_name='commitment')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_si_record__e5460a_idx')],
                    },
                ),
            ],
        ),
    ]
