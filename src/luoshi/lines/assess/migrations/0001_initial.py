import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ledger', '0001_initial'),
        ('records', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='as_scheme', serialize=False, to='records.record')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('basis', models.CharField(max_length=300, verbose_name='basis')),
                ('late', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='marks that a late normal item loses')),
                ('own', models.BooleanField(default=False, verbose_name='units score themselves first')),
                ('edition', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='edition')),
                ('scored', models.DateField(editable=False, null=True, verbose_name='scored on')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schemes', to='ledger.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'scheme of assessment',
            },
            bases=('records.record',),
        ),
        migrations.CreateModel(
            name='Score',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='as_score', serialize=False, to='records.record')),
                ('line', models.CharField(choices=[('normal', 'Normal item'), ('special', 'Special item')], max_length=10, verbose_name='normal or special')),
                ('marks', luoshi.base.forms.fields.Fixed(verbose_name='marks')),
                ('own', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='score by the unit itself')),
                ('own_reason', models.CharField(blank=True, max_length=500, verbose_name='reason given by the unit')),
                ('score', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='score')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason of the score')),
                ('found', models.CharField(blank=True, choices=[('done', 'Done in time'), ('late', 'Done late'), ('missed', 'Due date missed'), ('waiting', 'Not to be judged yet'), ('recurs', 'Recurring: no due date of its own'), ('gone', 'Withdrawn, stopped or carried over')], editable=False, max_length=10, verbose_name='state when it was decided')),
                ('proposed', luoshi.base.forms.fields.Fixed(editable=False, null=True, verbose_name='proposed when it was decided')),
                ('commitment', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='scores', to='ledger.commitment', verbose_name='commitment')),
                ('scheme', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='items', to='assess.scheme', verbose_name='scheme of assessment')),
            ],
            options={
                'verbose_name': 'item of assessment',
                'constraints': [models.UniqueConstraint(fields=('scheme', 'commitment'), name='assessed_once')],
            },
            bases=('records.record',),
        ),
    ]
