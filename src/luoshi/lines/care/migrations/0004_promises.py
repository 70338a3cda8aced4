"""Promises to the staff with their marks; help and home visits apart."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0003_class_names'),
        ('records', '0028_form_drafts'),
        ('registers', '0007_place_workers'),
    ]

    operations = [
        migrations.AddField(
            model_name='homevisit',
            name='sort',
            field=models.CharField(default='care_visit', max_length=40, verbose_name='help or visit'),
        ),
        migrations.CreateModel(
            name='StaffPromise',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                ('promised_on', models.DateField(null=True, verbose_name='promised on')),
                ('until', models.DateField(null=True, verbose_name='to be done by')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('result', models.TextField(blank=True, max_length=2000, verbose_name='what was done')),
                ('mark', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='mean mark')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person in charge')),
            ],
            options={
                'abstract': False,
            },
            bases=('records.record',),
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('mark', luoshi.base.forms.fields.Fixed(verbose_name='mark (0 to 100)')),
                ('said', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='rater')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='care_rating_record__0bd52e_idx')],
            },
        ),
    ]
