"""All tables of awards at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('awards', '0001_initial'), ('awards', '0002_honoured_platforms')]

    initial = True

    dependencies = [
        ('calls', '0001_initial'),
        ('funds', '0001_initial'),
        ('norms', '0001_initial'),
        ('platforms', '0001_platforms'),
        ('records', '0027_views_of_the_office'),
        ('registers', '0005_ranks'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='MediaReport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('medium', models.CharField(max_length=40, verbose_name='medium')),
                        ('day', models.DateField(verbose_name='published on')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='where')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SplitMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('percent', luoshi.base.forms.fields.Fixed(verbose_name='contribution (%)')),
                        ('amount', luoshi.base.forms.fields.Fixed(editable=False, null=True, verbose_name='amount (yuan)')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Talent',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('origin', models.CharField(max_length=40, verbose_name='origin')),
                        ('programme', models.CharField(blank=True, max_length=40, verbose_name='plan')),
                        ('grade', models.CharField(blank=True, max_length=40, verbose_name='grade of talent')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='here since')),
                        ('settled', models.DateField(blank=True, null=True, verbose_name='settled on')),
                        ('selected_on', models.DateField(blank=True, null=True, verbose_name='selected on')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='left on')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='TalentAssessment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='assessed on')),
                        ('result', models.CharField(max_length=40, verbose_name='result')),
                        ('words', models.CharField(blank=True, max_length=200, verbose_name='in words')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='TalentChance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('chance', models.CharField(max_length=40, verbose_name='chance')),
                        ('day', models.DateField(verbose_name='used on')),
                        ('what', models.CharField(blank=True, max_length=120, verbose_name='what')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='TalentSort',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='TalentSupport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('tool', models.CharField(max_length=40, verbose_name='support')),
                        ('money', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='amount (yuan)')),
                        ('day', models.DateField(verbose_name='given on')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Achievement',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('registered_no', models.CharField(blank=True, max_length=40, verbose_name='registration number')),
                        ('branch', models.CharField(blank=True, max_length=40, verbose_name='field')),
                        ('registered_on', models.DateField(blank=True, null=True, verbose_name='registered on')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='appraised level')),
                        ('appraised_on', models.DateField(blank=True, null=True, verbose_name='appraised on')),
                        ('appraiser', models.CharField(blank=True, max_length=100, verbose_name='appraised by')),
                        ('used_on', models.DateField(blank=True, null=True, verbose_name='put to use on')),
                        ('effect', models.TextField(blank=True, max_length=1000, verbose_name='effect')),
                        ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='withdrawn on')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='AchievementAuthor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(blank=True, max_length=100, verbose_name='contribution')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='AchievementResult',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='of')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Award',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('level', models.CharField(max_length=40, verbose_name='level')),
                        ('ours', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], default='yes', max_length=3, verbose_name='awarded by us')),
                        ('interval', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='every so many years')),
                        ('last', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='last held in')),
                        ('next', models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='next in')),
                        ('early', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], default='no', max_length=3, verbose_name='may be held earlier')),
                        ('age', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='age at most')),
                        ('quota', models.PositiveIntegerField(blank=True, null=True, verbose_name='awarded in a cycle at most')),
                        ('exclusive', models.CharField(blank=True, max_length=40, verbose_name='not together with others of')),
                        ('due_on', models.DateField(editable=False, null=True, verbose_name='next cycle due by')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='ended on')),
                        ('norm', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='norms.norm', verbose_name='rule')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='BonusSplit',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('total', luoshi.base.forms.fields.Fixed(null=True, verbose_name='bonus (yuan)')),
                        ('scope', models.CharField(blank=True, max_length=120, verbose_name='published to')),
                        ('shares', models.TextField(blank=True, editable=False, max_length=4000, verbose_name='division')),
                        ('agreed_on', models.DateField(blank=True, null=True, verbose_name='agreed on')),
                        ('paid', models.DateField(blank=True, null=True, verbose_name='paid on')),
                        ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record', verbose_name='For')),
                        ('fund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund', verbose_name='paid from')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='ExampleCase',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('weight', models.CharField(blank=True, max_length=40, verbose_name='weight')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='happened on')),
                        ('reason', models.TextField(max_length=2000, verbose_name='what happened')),
                        ('lesson', models.TextField(blank=True, max_length=2000, verbose_name='what is learned from it')),
                        ('consequence', models.TextField(blank=True, max_length=1000, verbose_name='consequence')),
                        ('decided_on', models.DateField(blank=True, null=True, verbose_name='decided on')),
                        ('days', models.IntegerField(editable=False, null=True, verbose_name='days until the decision')),
                        ('published_on', models.DateField(blank=True, editable=False, null=True, verbose_name='published on')),
                        ('result', models.TextField(blank=True, max_length=1000, verbose_name='what was done')),
                        ('about', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record', verbose_name='Subject')),
                        ('norm', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='norms.norm', verbose_name='rule that was broken')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='team or organisation')),
                        ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='responsible')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Honour',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('outer', models.CharField(blank=True, max_length=100, verbose_name='honour of another office')),
                        ('work', models.CharField(blank=True, max_length=120, verbose_name='work or deed')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='level')),
                        ('exclusive', models.CharField(blank=True, max_length=40, verbose_name='not together with others of')),
                        ('grade', models.CharField(blank=True, max_length=40, verbose_name='grade')),
                        ('year', models.PositiveSmallIntegerField(null=True, verbose_name='year')),
                        ('day', models.DateField(blank=True, null=True, verbose_name='decided on')),
                        ('money', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='money (yuan)')),
                        ('paid', models.DateField(blank=True, null=True, verbose_name='paid on')),
                        ('achievement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awards.achievement', verbose_name='achievement')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.AddField(
                    model_name='honour',
                    name='application',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.application', verbose_name='nomination'),
                ),
                migrations.AddField(
                    model_name='honour',
                    name='award',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='awards.award', verbose_name='award'),
                ),
                migrations.AddField(
                    model_name='honour',
                    name='fund',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund', verbose_name='paid from'),
                ),
                migrations.AddField(
                    model_name='honour',
                    name='organisation',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='team or organisation'),
                ),
                migrations.AddField(
                    model_name='honour',
                    name='person',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person'),
                ),
                migrations.AddField(
                    model_name='honour',
                    name='platform',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platforms.platform', verbose_name='platform'),
                ),
                migrations.AddField(
                    model_name='mediareport',
                    name='record',
                    field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record'),
                ),
                migrations.AddField(
                    model_name='splitmember',
                    name='person',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='member'),
                ),
                migrations.AddField(
                    model_name='splitmember',
                    name='record',
                    field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record'),
                ),
                migrations.AddField(
                    model_name='talent',
                    name='nomination',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='calls.application', verbose_name='nomination'),
                ),
                migrations.AddField(
                    model_name='talent',
                    name='person',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person'),
                ),
                migrations.AddField(
                    model_name='talentassessment',
                    name='record',
                    field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record'),
                ),
                migrations.AddField(
                    model_name='talentchance',
                    name='record',
                    field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record'),
                ),
                migrations.AddField(
                    model_name='talentsort',
                    name='record',
                    field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record'),
                ),
                migrations.AddField(
                    model_name='talentsupport',
                    name='record',
                    field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record'),
                ),
                migrations.AddIndex(
                    model_name='achievementauthor',
                    index=models.Index(fields=['record', 'place', 'id'], name='awards_achi_record__259573_idx'),
                ),
                migrations.AddIndex(
                    model_name='achievementresult',
                    index=models.Index(fields=['record', 'place', 'id'], name='awards_achi_record__ff7a60_idx'),
                ),
                migrations.AddIndex(
                    model_name='mediareport',
                    index=models.Index(fields=['record', 'place', 'id'], name='awards_medi_record__42b71e_idx'),
                ),
                migrations.AddIndex(
                    model_name='splitmember',
                    index=models.Index(fields=['record', 'place', 'id'], name='awards_spli_record__924b2f_idx'),
                ),
                migrations.AddIndex(
                    model_name='talentassessment',
                    index=models.Index(fields=['record', 'place', 'id'], name='awards_tale_record__3385b2_idx'),
                ),
                migrations.AddIndex(
                    model_name='talentchance',
                    index=models.Index(fields=['record', 'place', 'id'], name='awards_tale_record__cfedfb_idx'),
                ),
                migrations.AddIndex(
                    model_name='talentsort',
                    index=models.Index(fields=['record', 'place', 'id'], name='awards_tale_record__50dd69_idx'),
                ),
                migrations.AddIndex(
                    model_name='talentsupport',
                    index=models.Index(fields=['record', 'place', 'id'], name='awards_tale_record__e11596_idx'),
                ),
            ],
        ),
    ]
