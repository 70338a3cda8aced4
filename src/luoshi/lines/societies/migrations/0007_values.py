"""The figures that societies report each year."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0022_steps_at_one_moment'),
        ('societies', '0006_class_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='SocietyValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('item', models.CharField(max_length=40, verbose_name='what is reported')),
                ('until', models.DateField(verbose_name='period until')),
                ('value', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='value')),
                ('missing', models.BooleanField(default=False, verbose_name='missing in the source')),
                ('source', models.CharField(blank=True, max_length=120, verbose_name='source')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='societies_s_record__979a8a_idx')],
            },
        ),
    ]
