"""The rank of members, the goal of a group in the local plan, and meetings."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leading', '0003_class_names'),
        ('ledger', '0019_tags_of_plans'),
        ('records', '0028_form_drafts'),
        ('registers', '0006_guardian_consent'),
    ]

    operations = [
        migrations.AddField(
            model_name='group',
            name='goal',
            field=models.CharField(blank=True, max_length=200, verbose_name='goal in the plan'),
        ),
        migrations.AddField(
            model_name='group',
            name='plan',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.plan', verbose_name='local plan with its goal'),
        ),
        migrations.AddField(
            model_name='groupmember',
            name='rank',
            field=models.CharField(blank=True, max_length=40, verbose_name='rank in office'),
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                ('sort', models.CharField(max_length=40, verbose_name='sort')),
                ('place', models.CharField(blank=True, max_length=80, verbose_name='place')),
                ('planned', models.DateField(blank=True, null=True, verbose_name='planned for')),
                ('held', models.DateField(blank=True, db_index=True, null=True, verbose_name='held on')),
                ('people', models.PositiveIntegerField(blank=True, null=True, verbose_name='people present')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leading.group', verbose_name='group')),
            ],
            options={
                'abstract': False,
            },
            bases=('records.record',),
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('words', models.CharField(max_length=200, verbose_name='item')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='presented by')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='leading_age_record__85ed1f_idx')],
            },
        ),
        migrations.CreateModel(
            name='MeetingTalk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('words', models.CharField(max_length=1000, verbose_name='what was said')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='speaker')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='leading_mee_record__3106c1_idx')],
            },
        ),
    ]
