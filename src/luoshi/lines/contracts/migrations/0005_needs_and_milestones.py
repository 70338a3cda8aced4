"""Contracts name the demand that they meet and the workstation that they are for, and have milestones."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0004_reviews'),
        ('records', '0028_form_drafts'),
        ('sharing', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='contract',
            name='field',
            field=models.CharField(blank=True, max_length=40, verbose_name='field'),
        ),
        migrations.AddField(
            model_name='contract',
            name='level',
            field=models.CharField(blank=True, max_length=40, verbose_name='level'),
        ),
        migrations.AddField(
            model_name='contract',
            name='need',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.postedneed', verbose_name='demand it meets'),
        ),
        migrations.AddField(
            model_name='contract',
            name='station',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.station', verbose_name='workstation'),
        ),
        migrations.CreateModel(
            name='ContractNode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('name', models.CharField(max_length=120, verbose_name='milestone')),
                ('due', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('done', models.DateField(blank=True, null=True, verbose_name='reached on')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='contracts_c_record__d2a9d6_idx')],
            },
        ),
    ]
