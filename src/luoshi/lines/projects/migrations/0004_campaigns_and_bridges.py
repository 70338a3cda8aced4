"""Farm, bridge and campaign projects: criteria, groups and money, trips, and titles."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leading', '0004_meetings'),
        ('projects', '0003_industries_and_progress'),
        ('records', '0028_form_drafts'),
        ('registers', '0006_guardian_consent'),
        ('societies', '0007_values'),
    ]

    operations = [
        migrations.AddField(
            model_name='project',
            name='field',
            field=models.CharField(blank=True, max_length=40, verbose_name='field'),
        ),
        migrations.AddField(
            model_name='project',
            name='holder_kind',
            field=models.CharField(blank=True, max_length=40, verbose_name='kind of holder'),
        ),
        migrations.AddField(
            model_name='project',
            name='named_on',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='named on'),
        ),
        migrations.AddField(
            model_name='project',
            name='society',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='societies.society', verbose_name='society'),
        ),
        migrations.CreateModel(
            name='InspectedCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('item', models.CharField(max_length=40, verbose_name='criterion')),
                ('met', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='met')),
                ('words', models.CharField(blank=True, max_length=200, verbose_name='in words')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_in_record__d8c166_idx')],
            },
        ),
        migrations.CreateModel(
            name='ProjectBacking',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('level', models.CharField(max_length=40, verbose_name='level')),
                ('amount', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='special money (yuan)')),
                ('basis', models.CharField(blank=True, max_length=120, verbose_name='basis')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leading.group', verbose_name='leading group')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__c04abf_idx')],
            },
        ),
        migrations.CreateModel(
            name='ProjectTrip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('day', models.DateField(verbose_name='on')),
                ('words', models.CharField(max_length=200, verbose_name='what was done')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                ('village', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='village')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_pr_record__6ebdec_idx')],
            },
        ),
        migrations.CreateModel(
            name='SelfCheckedCriterion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('item', models.CharField(max_length=40, verbose_name='criterion')),
                ('met', models.CharField(choices=[('yes', 'Yes'), ('no', 'No')], max_length=3, verbose_name='met')),
                ('words', models.CharField(blank=True, max_length=200, verbose_name='in words')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='projects_se_record__42e9ef_idx')],
            },
        ),
    ]
