"""The plan of support that a call, an application or a project belongs to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0005_votes'),
    ]

    operations = [
        migrations.AddField(
            model_name='application',
            name='plan',
            field=models.CharField(blank=True, max_length=40, verbose_name='support plan'),
        ),
        migrations.AddField(
            model_name='call',
            name='plan',
            field=models.CharField(blank=True, max_length=40, verbose_name='support plan'),
        ),
    ]
