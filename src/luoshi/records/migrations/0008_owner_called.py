"""The owner of a record has a name in lists: nothing changes in the table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0004_units_mark'),
        ('records', '0007_leader_who_assigned'),
    ]

    operations = [
        migrations.AlterField(
            model_name='record',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='org.post', verbose_name='who has it'),
        ),
    ]
