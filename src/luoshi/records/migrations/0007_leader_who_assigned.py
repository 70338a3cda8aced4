"""The leader who assigned a matter, by post: what is done goes back to that post to be closed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('org', '0004_units_mark'),
        ('records', '0006_passages'),
    ]

    operations = [
        migrations.AddField(
            model_name='record',
            name='decider',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post', verbose_name='leader who assigned it'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('decider__isnull', False)), fields=['decider'], name='records_by_decider'),
        ),
    ]
