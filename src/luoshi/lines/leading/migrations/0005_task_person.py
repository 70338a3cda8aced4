"""Who answers for a duty of a group."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('leading', '0004_meetings'),
        ('registers', '0005_ranks'),
    ]

    operations = [
        migrations.AddField(
            model_name='grouptask',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='who answers for it'),
        ),
    ]
