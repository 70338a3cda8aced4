"""All tables of societies at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('societies', '0001_initial'), ('societies', '0002_may_be_erased'), ('societies', '0003_evaluations'), ('societies', '0004_keeper'), ('societies', '0005_reviews'), ('societies', '0006_class_names'), ('societies', '0007_values'), ('societies', '0008_areas_and_totals')]

    initial = True

    dependencies = [
        ('records', '0022_steps_at_one_moment'),
        ('registers', '0007_place_workers'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='Society',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='kind of organisation')),
                        ('party', models.CharField(blank=True, max_length=40, verbose_name='Party organisation')),
                        ('founded', models.DateField(null=True, verbose_name='founded on')),
                        ('standard', models.DateField(blank=True, null=True, verbose_name='meets the standard since')),
                        ('active', models.DateField(blank=True, null=True, verbose_name='last activity on')),
                        ('ended', models.DateField(blank=True, null=True, verbose_name='ended on')),
                        ('why', models.CharField(blank=True, max_length=40, verbose_name='reason for the end')),
                        ('card', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='card number')),
                        ('product', models.CharField(blank=True, max_length=80, verbose_name='trade or product')),
                        ('term_from', models.DateField(blank=True, null=True, verbose_name='term from')),
                        ('term_to', models.DateField(blank=True, null=True, verbose_name='term to')),
                        ('congress', models.DateField(blank=True, null=True, verbose_name='congress held on')),
                        ('head_ok', models.BooleanField(blank=True, null=True, verbose_name='a good head')),
                        ('charter_ok', models.BooleanField(blank=True, null=True, verbose_name='a good charter')),
                        ('rules_ok', models.BooleanField(blank=True, null=True, verbose_name='good rules')),
                        ('mechanism_ok', models.BooleanField(blank=True, null=True, verbose_name='a good mechanism')),
                        ('sales_ok', models.BooleanField(blank=True, null=True, verbose_name='a good sales team')),
                        ('office', models.BooleanField(blank=True, null=True, verbose_name='office and facilities')),
                        ('funds', models.BooleanField(blank=True, null=True, verbose_name='working funds')),
                        ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='street, park or other area')),
                        ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='host unit')),
                        ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='unit or organisation')),
                        ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='belongs to')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Reform',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('year', models.PositiveSmallIntegerField(null=True, verbose_name='year')),
                        ('checked', models.DateField(blank=True, null=True, verbose_name='checked on')),
                        ('mean', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='mean score')),
                        ('own', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='own scores together')),
                        ('short', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='short of the pass mark by')),
                        ('total', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='scores together')),
                        ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='organisation')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Inspection',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(default='regular', max_length=40, verbose_name='kind of inspection')),
                        ('on', models.DateField(blank=True, null=True, verbose_name='inspected on')),
                        ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='organisation')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Function',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='function')),
                        ('basis', models.CharField(max_length=200, verbose_name='basis')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='first day')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('quality', models.CharField(blank=True, max_length=40, verbose_name='quality')),
                        ('giver', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='handed over by')),
                        ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='taken over by')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Exemplar',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('applied', models.DateField(null=True, verbose_name='applied on')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='model society from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('rechecked', models.DateField(blank=True, null=True, verbose_name='checked again on')),
                        ('mean', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='mean score')),
                        ('own', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='own scores together')),
                        ('short', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='short of the pass mark by')),
                        ('total', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='scores together')),
                        ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='organisation')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Evaluation',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('topic', models.CharField(max_length=120, verbose_name='what is evaluated')),
                        ('sort', models.CharField(max_length=40, verbose_name='kind of evaluation')),
                        ('asked', models.DateField(null=True, verbose_name='asked on')),
                        ('report_by', models.DateField(blank=True, null=True, verbose_name='report due on')),
                        ('reported', models.DateField(blank=True, null=True, verbose_name='reported on')),
                        ('outcome', models.TextField(blank=True, max_length=1000, verbose_name='outcome')),
                        ('accepted', models.DateField(blank=True, null=True, verbose_name='accepted on')),
                        ('client', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='client')),
                        ('function', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.function', verbose_name='by the function')),
                        ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='evaluated by')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Appointment',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('outer', models.CharField(blank=True, max_length=80, verbose_name='standing body outside')),
                        ('post', models.CharField(max_length=40, verbose_name='post')),
                        ('three', models.CharField(blank=True, max_length=40, verbose_name='one of the three heads')),
                        ('full', models.BooleanField(blank=True, null=True, verbose_name='full time')),
                        ('nomination', models.CharField(blank=True, max_length=60, verbose_name='number of the nomination')),
                        ('way', models.CharField(blank=True, max_length=40, verbose_name='way by charter')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='first day')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='organisation')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Charter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('adopted', models.DateField(verbose_name='adopted on')),
                        ('approved', models.DateField(blank=True, null=True, verbose_name='approved on')),
                        ('changed', models.CharField(blank=True, max_length=200, verbose_name='what changed')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_c_record__8e1bbe_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Cooperative',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='linked since')),
                        ('shared', models.BooleanField(blank=True, null=True, verbose_name='shares staff')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='cooperative')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_c_record__f42025_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Expert',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(default='member', max_length=40, verbose_name='part in the team')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='expert')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_e_record__7351f6_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Finding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('sort', models.CharField(max_length=40, verbose_name='kind of finding')),
                        ('item', models.CharField(blank=True, max_length=40, verbose_name='item')),
                        ('text', models.CharField(max_length=200, verbose_name='finding')),
                        ('put_right', models.DateField(blank=True, null=True, verbose_name='corrected on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_f_record__ce636f_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Keeper',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='for the society')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_k_record__de3859_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Mechanism',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('evidence', models.CharField(blank=True, max_length=300, verbose_name='evidence')),
                        ('own', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='own score')),
                        ('score', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='score')),
                        ('mechanism', models.CharField(max_length=40, verbose_name='mechanism')),
                        ('lacks', models.CharField(blank=True, max_length=300, verbose_name='where it falls short')),
                        ('put_right', models.DateField(blank=True, null=True, verbose_name='corrected on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_m_record__5c2ba8_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Member',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='joined on')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('dues', models.DateField(blank=True, null=True, verbose_name='dues paid until')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='member')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_m_record__236239_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Quality',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('evidence', models.CharField(blank=True, max_length=300, verbose_name='evidence')),
                        ('own', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='own score')),
                        ('score', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='score')),
                        ('quality', models.CharField(max_length=40, verbose_name='quality')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_q_record__3fe7c3_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='SocietySupport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('received', models.DateField(verbose_name='received on')),
                        ('funds', luoshi.base.forms.fields.Fixed(verbose_name='funds in yuan')),
                        ('matter', models.CharField(blank=True, max_length=200, verbose_name='matters supported')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'db_table': 'societies_support',
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_s_record__995ad8_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='SocietyValue',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('item', models.CharField(max_length=40, verbose_name='what is reported')),
                        ('until', models.DateField(verbose_name='period until')),
                        ('value', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='value')),
                        ('missing', models.BooleanField(default=False, verbose_name='missing in the source')),
                        ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_s_record__979a8a_idx')],
                    },
                ),
            ],
        ),
    ]
