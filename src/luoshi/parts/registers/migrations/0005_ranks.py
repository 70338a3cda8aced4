"""The rank of a person, by which care for staff asks for the yearly health check."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0004_class_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='rank',
            field=models.CharField(blank=True, max_length=40, verbose_name='rank'),
        ),
    ]
