"""Papers about records, each with its number and code; templates by any sort of paper."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('papers', '0001_initial'),
        ('records', '0010_unique'),
    ]

    operations = [
        migrations.AlterField(
            model_name='template',
            name='form',
            field=models.CharField(max_length=80, verbose_name='sort of paper'),
        ),
        migrations.CreateModel(
            name='Issued',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('code', models.CharField(blank=True, max_length=16)),
                ('on', models.DateField(verbose_name="date of issue")),
                ('ended', models.DateField(null=True)),
                ('made_from', models.CharField(max_length=64)),
                ('attachment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='records.attachment')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record')),
                ('template', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='papers.template')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended', None)), fields=('record', 'name'), name='paper_of_a_record_stands_once')],
            },
        ),
    ]
