"""All tables of facts at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.core.validators
import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('facts', '0001_initial'), ('facts', '0002_checks'), ('facts', '0003_figures_of_units'), ('facts', '0004_bulletins'), ('facts', '0005_counted_filled_floors'), ('facts', '0006_words_on_supplies'), ('facts', '0007_class_names')]

    initial = True

    dependencies = [
        ('org', '0003_unit_runs'),
        ('records', '0011_long_values'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='ForeignTable',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sheet', models.CharField(blank=True, max_length=60, verbose_name='worksheet')),
                        ('of', models.CharField(blank=True, max_length=120, verbose_name='issuer of the table')),
                    ],
                    options={
                        'verbose_name': 'table of the upper level',
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Bulletin',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(blank=True, choices=[('flash', 'Flash figures'), ('annual', 'Annual figures'), ('final', 'Verified figures')], max_length=10, verbose_name='data basis')),
                        ('period', models.CharField(blank=True, max_length=30, verbose_name='period')),
                        ('by_unit', models.BooleanField(default=False, verbose_name='also published unit by unit')),
                        ('published_on', models.DateField(blank=True, editable=False, null=True, verbose_name='published on')),
                        ('seal', models.BigIntegerField(editable=False, null=True, verbose_name='seal')),
                        ('day', models.DateField(editable=False, null=True, verbose_name='units as of')),
                        ('of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='figures of the unit')),
                    ],
                    options={
                        'verbose_name': 'bulletin of figures',
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Definition',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('code', models.CharField(blank=True, max_length=40, verbose_name='code')),
                        ('measure', models.CharField(blank=True, max_length=30, verbose_name='unit of measure')),
                        ('nature', models.CharField(blank=True, choices=[('flow', 'Flow: adds up over the period'), ('total', 'Total to date'), ('stock', 'Stock: as of a day'), ('rate', 'Rate or share, computed'), ('average', 'Average, weighted'), ('score', 'Score, grade or rank'), ('peak', 'Peak: the largest'), ('distinct', 'Distinct persons or bodies'), ('yesno', 'Yes or no'), ('sample', 'From a sample survey')], max_length=10, verbose_name='nature')),
                        ('period', models.CharField(blank=True, choices=[('day', 'Day'), ('decade', 'Ten days (旬)'), ('month', 'Month'), ('quarter', 'Quarter'), ('half', 'Half-year'), ('year', 'Year'), ('ytd', 'Year to date'), ('years', 'Several years'), ('moment', 'Moment')], max_length=10, verbose_name='reported every')),
                        ('digits', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='decimals shown')),
                        ('way', models.CharField(blank=True, choices=[('up', 'More is better'), ('down', 'Less is better')], max_length=4, verbose_name='direction')),
                        ('formula', models.CharField(blank=True, max_length=200, verbose_name='formula')),
                        ('meaning', models.TextField(blank=True, verbose_name='definition')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='source of the definition')),
                        ('reporter', models.CharField(blank=True, max_length=120, verbose_name='who reports')),
                        ('table_number', models.CharField(blank=True, max_length=40, verbose_name='number of the form')),
                        ('maker', models.CharField(blank=True, max_length=120, verbose_name='made by')),
                        ('approval', models.CharField(blank=True, max_length=80, verbose_name='approved or filed under')),
                        ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                        ('includes', models.BooleanField(default=False, verbose_name='a unit’s figure includes its subordinate units')),
                        ('ranked', models.CharField(blank=True, max_length=120, verbose_name='units are ranked on the basis of')),
                        ('growth_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='growth of')),
                        ('outcome', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='related outcome')),
                        ('same_as', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='the same as')),
                        ('weight', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='weighted by')),
                    ],
                    options={
                        'verbose_name': 'indicator',
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Counting',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('figure', models.CharField(blank=True, max_length=90, verbose_name='figure of the line of work')),
                        ('since', models.DateField(blank=True, null=True, verbose_name='from')),
                        ('days', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(90)], verbose_name='days after the end of the period')),
                        ('done', models.DateField(editable=False, null=True, verbose_name='stored up to')),
                        ('indicator', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='indicator')),
                    ],
                    options={
                        'verbose_name': 'counting by the program',
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Floor',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(choices=[('outreach', 'Popular science'), ('office', 'Work of the office'), ('science', 'Fiscal input into science'), ('other', 'Other money')], default='outreach', max_length=10, verbose_name='what money')),
                        ('way', models.CharField(choices=[('growth', "Last year's amount with growth"), ('heads', 'Amount per head'), ('both', "The larger of the amount per head and last year's amount with growth")], default='both', max_length=6, verbose_name='how it is computed')),
                        ('first_year', models.PositiveSmallIntegerField(null=True, verbose_name='first year')),
                        ('actual', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='indicator of what was spent')),
                        ('budget', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='indicator of the budget')),
                        ('population', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='indicator of the population')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Indicator',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(blank=True, max_length=200, verbose_name='indicator')),
                        ('unit', models.CharField(blank=True, max_length=30, verbose_name='unit of measure')),
                        ('aspect', models.CharField(blank=True, max_length=12)),
                        ('scope', models.CharField(blank=True, max_length=60)),
                        ('same_as', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.indicator')),
                    ],
                ),
                migrations.CreateModel(
                    name='Fact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('value', luoshi.base.forms.fields.Fixed(null=True)),
                        ('period', models.IntegerField()),
                        ('breakdown', models.IntegerField(default=0)),
                        ('state', models.SmallIntegerField(default=0)),
                        ('ended', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('told', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                        ('indicator', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.indicator')),
                    ],
                ),
                migrations.AddField(
                    model_name='definition',
                    name='indicator',
                    field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='definition', to='facts.indicator'),
                ),
                migrations.CreateModel(
                    name='Match',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('words', models.CharField(max_length=200)),
                        ('unit', models.CharField(blank=True, max_length=30)),
                        ('aspect', models.CharField(blank=True, max_length=12)),
                        ('scope', models.CharField(blank=True, max_length=60)),
                        ('breakdown', models.IntegerField(default=0)),
                        ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                        ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('indicator', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='facts.indicator')),
                    ],
                ),
                migrations.CreateModel(
                    name='OtherName',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=120, verbose_name='name')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Published',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('value', luoshi.base.forms.fields.Fixed(null=True)),
                        ('told', models.PositiveIntegerField()),
                        ('expected', models.PositiveIntegerField(null=True)),
                        ('approved', models.PositiveIntegerField()),
                        ('lacks', models.CharField(blank=True, max_length=400)),
                        ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='facts.bulletin')),
                        ('definition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition')),
                        ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                    ],
                ),
                migrations.CreateModel(
                    name='Question',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('other', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.fact')),
                        ('settled', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('stays', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.fact')),
                    ],
                ),
                migrations.CreateModel(
                    name='Supply',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('place', models.CharField(blank=True, max_length=200, verbose_name='place in it')),
                        ('published', models.DateField(blank=True, null=True, verbose_name='published on')),
                        ('of', models.JSONField(default=dict, editable=False)),
                        ('word', models.CharField(blank=True, max_length=200, verbose_name='explanation of unusual figures')),
                        ('entry', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                    ],
                    options={
                        'verbose_name': 'source of figures',
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Target',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('breakdown', models.IntegerField(default=0)),
                        ('quote', models.CharField(max_length=120)),
                        ('words', models.CharField(blank=True, max_length=200)),
                        ('value', luoshi.base.forms.fields.Fixed()),
                        ('upper', luoshi.base.forms.fields.Fixed(null=True)),
                        ('unit', models.CharField(blank=True, max_length=30)),
                        ('bound', models.CharField(max_length=10)),
                        ('aspect', models.CharField(max_length=12)),
                        ('period', models.CharField(blank=True, max_length=20)),
                        ('scope', models.CharField(blank=True, max_length=60)),
                        ('first', models.IntegerField()),
                        ('last', models.IntegerField()),
                        ('place', models.BigIntegerField()),
                        ('edition', models.PositiveSmallIntegerField(default=1)),
                        ('ended', models.PositiveSmallIntegerField(null=True)),
                        ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='facts.indicator')),
                        ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='records.record')),
                        ('span', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.span')),
                    ],
                ),
                migrations.CreateModel(
                    name='Value',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(blank=True, max_length=80, verbose_name='part of it')),
                        ('period', models.CharField(max_length=30, verbose_name='period')),
                        ('value', models.CharField(max_length=40, verbose_name='value')),
                        ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='indicator')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='which unit')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='ValueCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('sort', models.CharField(choices=[('balance', 'Balance or order of values'), ('jump', 'Sudden change from the period before'), ('peers', 'Outlier among similar units')], default='jump', max_length=10, verbose_name='check')),
                        ('text', models.CharField(blank=True, max_length=200, verbose_name='what must be true (codes, = ≤ ≥)')),
                        ('border', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='change of more than (per cent)')),
                        ('hard', models.BooleanField(default=False, verbose_name='blocks submission')),
                        ('live', models.BooleanField(default=False, verbose_name='switched on')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'db_table': 'facts_check',
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Version',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('meaning', models.TextField(blank=True, verbose_name='definition')),
                        ('breaks', models.BooleanField(default=False, verbose_name='not comparable with earlier periods')),
                        ('why', models.CharField(blank=True, max_length=200, verbose_name='what changed')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Area',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='area')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='facts_area_record__a0a2ea_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Band',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=40, verbose_name='band')),
                        ('least', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='from, this value included')),
                        ('below', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='to, this value excluded')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='facts_band_record__deeb9c_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Breakdown',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('name', models.CharField(max_length=80, verbose_name='part')),
                        ('axis', models.CharField(blank=True, max_length=40, verbose_name='broken down by')),
                        ('within', models.BooleanField(default=False, verbose_name='may overlap others (其中)')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='facts_break_record__8a2c11_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='Chosen',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='indicator')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='facts_chose_record__159b3c_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='FloorTerm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_year', models.PositiveSmallIntegerField(verbose_name='from the year')),
                        ('per_head', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='yuan per head')),
                        ('growth', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='growth a year (%)')),
                        ('basis', models.CharField(blank=True, choices=[('budget', 'The last budget'), ('actual', 'What was spent last')], max_length=6, verbose_name='growth applied to')),
                        ('source', models.CharField(max_length=200, verbose_name='source')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'db_table': 'facts_term',
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='facts_term_record__7dfc1b_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='ForeignTablePlace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('at', models.CharField(max_length=8, verbose_name='row, column or cell')),
                        ('part', models.CharField(blank=True, max_length=80, verbose_name='part of it')),
                        ('what', models.CharField(blank=True, choices=[('now', 'this period'), ('to_date', 'year to date'), ('before', 'same period a year before'), ('before_to_date', 'to date a year before'), ('change', 'change from a year before (%)')], max_length=14, verbose_name='what stands there')),
                        ('entry', models.CharField(blank=True, max_length=30, verbose_name='unit in the table')),
                        ('indicator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='indicator')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit', verbose_name='which unit')),
                    ],
                    options={
                        'db_table': 'facts_place',
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='facts_place_record__5e103f_idx')],
                    },
                ),
                migrations.AddIndex(
                    model_name='indicator',
                    index=models.Index(condition=models.Q(('same_as__isnull', False)), fields=['same_as'], name='facts_merged'),
                ),
                migrations.AddIndex(
                    model_name='fact',
                    index=models.Index(condition=models.Q(('ended__isnull', False)), fields=['indicator', 'period', 'unit'], name='facts_formerly'),
                ),
                migrations.AddConstraint(
                    model_name='fact',
                    constraint=models.UniqueConstraint(condition=models.Q(('ended', None)), fields=('indicator', 'period', 'unit', 'breakdown'), name='fact_that_counts'),
                ),
                migrations.AddConstraint(
                    model_name='fact',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 0), ('value__isnull', False)), models.Q(models.Q(('state', 0), _negated=True), ('value', None)), _connector='OR'), name='fact_has_value_or_reason'),
                ),
                migrations.AddConstraint(
                    model_name='match',
                    constraint=models.UniqueConstraint(fields=('desk', 'words', 'unit', 'aspect', 'scope'), name='match_of_words'),
                ),
                migrations.AddIndex(
                    model_name='othername',
                    index=models.Index(fields=['record', 'place', 'id'], name='facts_other_record__ab1bcf_idx'),
                ),
                migrations.AddConstraint(
                    model_name='published',
                    constraint=models.UniqueConstraint(fields=('bulletin', 'definition', 'unit'), name='published_once'),
                ),
                migrations.AddIndex(
                    model_name='question',
                    index=models.Index(condition=models.Q(('settled', None)), fields=['stays'], name='facts_open_questions'),
                ),
                migrations.AddIndex(
                    model_name='target',
                    index=models.Index(fields=['record', 'place'], name='facts_targe_record__05a80e_idx'),
                ),
                migrations.AddIndex(
                    model_name='value',
                    index=models.Index(fields=['record', 'place', 'id'], name='facts_value_record__412683_idx'),
                ),
                migrations.AddIndex(
                    model_name='valuecheck',
                    index=models.Index(fields=['record', 'place', 'id'], name='facts_check_record__a2f9dd_idx'),
                ),
                migrations.AddIndex(
                    model_name='version',
                    index=models.Index(fields=['record', 'place', 'id'], name='facts_versi_record__8776a5_idx'),
                ),
            ],
        ),
    ]
