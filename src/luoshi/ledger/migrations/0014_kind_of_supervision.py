"""The type of supervision that a plan is, and the designation on which a department supervises (articles 14 and 7)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0013_signed_and_filed'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='designated',
            field=models.CharField(blank=True, max_length=300, verbose_name='designation'),
        ),
        migrations.AddField(
            model_name='plan',
            name='supervision',
            field=models.CharField(blank=True, choices=[('general', 'General supervision'), ('special', 'Special supervision'), ('event', 'Inquiry into an event'), ('daily', 'Day-to-day supervision'), ('lead', 'Check of a lead')], max_length=10, verbose_name='type of supervision'),
        ),
    ]
