"""The act of care that a rule is about."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('norms', '0002_industries'),
    ]

    operations = [
        migrations.AddField(
            model_name='norm',
            name='act',
            field=models.CharField(blank=True, max_length=40, verbose_name='act of care that it rules'),
        ),
    ]
