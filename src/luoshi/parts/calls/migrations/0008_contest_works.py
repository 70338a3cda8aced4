"""Works of youth contests: their sort and level, pupils and tutors, and the prizes they won."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0007_sealed'),
        ('records', '0028_form_drafts'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='level',
            field=models.CharField(blank=True, max_length=40, verbose_name='level'),
        ),
        migrations.AddField(
            model_name='application',
            name='work',
            field=models.CharField(blank=True, max_length=40, verbose_name='sort of work'),
        ),
        migrations.AddField(
            model_name='applicationmember',
            name='role',
            field=models.CharField(blank=True, max_length=40, verbose_name='takes part as'),
        ),
        migrations.AddField(
            model_name='applicationmember',
            name='trained',
            field=models.DateField(blank=True, null=True, verbose_name='trained on'),
        ),
        migrations.AddField(
            model_name='call',
            name='level',
            field=models.CharField(blank=True, max_length=40, verbose_name='level'),
        ),
        migrations.CreateModel(
            name='ApplicationPrize',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('level', models.CharField(max_length=40, verbose_name='level')),
                ('grade', models.CharField(max_length=40, verbose_name='grade')),
                ('day', models.DateField(verbose_name='awarded on')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='calls_appli_record__f5a6e7_idx')],
            },
        ),
    ]
