"""A value may be what people are told: up to a thousand characters."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0010_unique'),
    ]

    operations = [
        migrations.AlterField(
            model_name='parameter',
            name='value',
            field=models.CharField(max_length=1000, verbose_name='value'),
        ),
    ]
