"""Reviews that a contract passes before it is signed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0003_class_names'),
        ('records', '0022_steps_at_one_moment'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContractReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('gate', models.CharField(max_length=40, verbose_name='review')),
                ('day', models.DateField(verbose_name='passed on')),
                ('opinion', models.CharField(blank=True, max_length=200, verbose_name='opinion')),
                ('withdrawn', models.DateField(blank=True, null=True, verbose_name='taken back on')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='contracts_c_record__188028_idx')],
            },
        ),
    ]
