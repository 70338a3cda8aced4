"""How many scientists and technicians work at a place."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0006_guardian_consent'),
    ]

    operations = [
        migrations.AddField(
            model_name='place',
            name='workers',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='science and technology workers'),
        ),
    ]
