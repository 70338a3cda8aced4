"""All tables of learning at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('learning', '0001_initial'), ('learning', '0002_learners'), ('learning', '0003_ordered_by'), ('learning', '0004_farmers')]

    initial = True

    dependencies = [
        ('norms', '0003_acts_of_care'),
        ('records', '0028_form_drafts'),
        ('registers', '0008_organisation_from_day'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='CommunityReview',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('year', models.PositiveSmallIntegerField(null=True, verbose_name='year')),
                        ('collected', models.TextField(blank=True, max_length=2000, verbose_name='material collected')),
                        ('score', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='score')),
                        ('rank', models.PositiveIntegerField(blank=True, null=True, verbose_name='rank')),
                        ('published_on', models.DateField(blank=True, null=True, verbose_name='published on')),
                        ('improvement', models.TextField(blank=True, max_length=2000, verbose_name='what was improved')),
                        ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='community')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Learner',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('group', models.CharField(blank=True, max_length=40, verbose_name='group')),
                        ('area', models.CharField(max_length=40, verbose_name='town or countryside')),
                        ('age', models.CharField(blank=True, max_length=40, verbose_name='age group')),
                        ('alone', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='left behind or living alone')),
                        ('pace', models.CharField(blank=True, max_length=40, verbose_name='pace')),
                        ('contact', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='whom to call')),
                        ('situation', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='circumstances')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='learner since')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='left on')),
                        ('crop', models.CharField(blank=True, max_length=60, verbose_name='crop')),
                        ('scale', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='land farmed (mu)')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='village or community')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='StudyProgramme',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('form', models.CharField(blank=True, max_length=40, verbose_name='form')),
                        ('approval', models.CharField(blank=True, max_length=60, verbose_name='approval number')),
                        ('approved_on', models.DateField(blank=True, null=True, verbose_name='approved on')),
                        ('theme', models.CharField(blank=True, max_length=40, verbose_name='theme')),
                        ('level', models.CharField(blank=True, max_length=40, verbose_name='level')),
                        ('need', models.TextField(blank=True, max_length=1000, verbose_name='need')),
                        ('hours', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='hours')),
                        ('seats', models.PositiveIntegerField(blank=True, null=True, verbose_name='places')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('offered_on', models.DateField(blank=True, editable=False, null=True, verbose_name='open since')),
                        ('held_on', models.DateField(blank=True, null=True, verbose_name='held until')),
                        ('result', models.TextField(blank=True, max_length=2000, verbose_name='what came of it')),
                        ('ability', models.CharField(blank=True, max_length=40, verbose_name='ability')),
                        ('audience', models.CharField(blank=True, max_length=40, verbose_name='for whom')),
                        ('crop', models.CharField(blank=True, max_length=60, verbose_name='crop')),
                        ('season', models.CharField(blank=True, max_length=40, verbose_name='season')),
                        ('ordered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='ordered by')),
                        ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.studyprogramme', verbose_name='part of')),
                        ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='place')),
                        ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='norms.norm', verbose_name='plan')),
                        ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='provider')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Enrolment',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('area', models.CharField(blank=True, editable=False, max_length=40, verbose_name='town or countryside')),
                        ('age', models.CharField(blank=True, editable=False, max_length=40, verbose_name='age group')),
                        ('group', models.CharField(blank=True, editable=False, max_length=40, verbose_name='group')),
                        ('enrolled_on', models.DateField(null=True, verbose_name='enrolled on')),
                        ('progress', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='progress (%)')),
                        ('finished_on', models.DateField(blank=True, null=True, verbose_name='finished on')),
                        ('passed', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='test passed')),
                        ('grade', models.CharField(blank=True, max_length=20, verbose_name='grade')),
                        ('attended', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='periods attended')),
                        ('held', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='periods held')),
                        ('hours', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='hours counted')),
                        ('certified_on', models.DateField(blank=True, editable=False, null=True, verbose_name='certified on')),
                        ('dropped_on', models.DateField(blank=True, editable=False, null=True, verbose_name='dropped on')),
                        ('person', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('learner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.learner', verbose_name='learner')),
                        ('programme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.studyprogramme', verbose_name='course or class')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='EnrolmentAttendance',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='day')),
                        ('held', models.PositiveSmallIntegerField(verbose_name='periods held')),
                        ('attended', models.PositiveSmallIntegerField(verbose_name='periods attended')),
                        ('from_at', models.DateTimeField(blank=True, null=True, verbose_name='from')),
                        ('to_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='learning_en_record__93a92a_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='LearnerMove',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='on')),
                        ('why', models.CharField(blank=True, max_length=120, verbose_name='why')),
                        ('now_at', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='now at')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='learning_le_record__a88911_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='LearnerPause',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('why', models.CharField(blank=True, max_length=120, verbose_name='why')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='learning_le_record__8efbee_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='LearnerReach',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='on')),
                        ('service', models.CharField(max_length=40, verbose_name='service')),
                        ('followed_on', models.DateField(blank=True, null=True, verbose_name='followed up on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='learning_le_record__3cef56_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='LearnerTie',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('contact', models.CharField(blank=True, max_length=80, verbose_name='how they keep in touch')),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('manager', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='managed by')),
                        ('provider', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='provider')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='learning_le_record__915b27_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeParticipant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('came', models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='came')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='withdrew on')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='sent by')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='learning_pr_record__fcad23_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeRole',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('role', models.CharField(max_length=40, verbose_name='role')),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='body')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='learning_pr_record__dc1a12_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeSession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='day')),
                        ('hours', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='hours')),
                        ('topic', models.CharField(blank=True, max_length=120, verbose_name='topic')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('teacher', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='teacher')),
                        ('venue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='place')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='learning_pr_record__6f95e6_idx')],
                    },
                ),
            ],
        ),
    ]
