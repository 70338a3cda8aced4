"""Indicators, targets and facts."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0003_unit_runs'),
        ('records', '0011_long_values'),
    ]

    operations = [
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
                ('table_number', models.CharField(blank=True, max_length=40, verbose_name='number of the form (表号)')),
                ('maker', models.CharField(blank=True, max_length=120, verbose_name='made by (制定机关)')),
                ('approval', models.CharField(blank=True, max_length=80, verbose_name='approved or filed under (批准或备案文号)')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until (有效期)')),
                ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('outcome', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='related outcome')),
                ('same_as', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='the same as')),
                ('weight', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='facts.definition', verbose_name='weighted by')),
                ('indicator', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='definition', to='facts.indicator')),
            ],
            options={
                'verbose_name': 'indicator',
            },
            bases=('records.record',),
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
        migrations.AddIndex(
            model_name='question',
            index=models.Index(condition=models.Q(('settled', None)), fields=['stays'], name='facts_open_questions'),
        ),
        migrations.AddIndex(
            model_name='target',
            index=models.Index(fields=['record', 'place'], name='facts_targe_record__05a80e_idx'),
        ),
        migrations.AddIndex(
            model_name='version',
            index=models.Index(fields=['record', 'place', 'id'], name='facts_versi_record__8776a5_idx'),
        ),
    ]
