"""Model societies with their qualities, and reviews of the reform with its mechanisms."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0010_unique'),
        ('societies', '0004_keeper'),
    ]

    operations = [
        migrations.CreateModel(
            name='Exemplar',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                ('applied', models.DateField(null=True, verbose_name='applied on')),
                ('from_day', models.DateField(blank=True, null=True, verbose_name='model society from')),
                ('to_day', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('rechecked', models.DateField(blank=True, null=True, verbose_name='checked again on')),
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='organisation')),
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
                ('body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='organisation')),
            ],
            options={
                'abstract': False,
            },
            bases=('records.record',),
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
    ]
