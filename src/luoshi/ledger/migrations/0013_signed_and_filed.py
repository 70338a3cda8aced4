"""Which leader of the unit signed a report, and for how long a closed matter is kept in the archive."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0012_texts_found'),
    ]

    operations = [
        migrations.AddField(
            model_name='commitment',
            name='signer',
            field=models.CharField(blank=True, max_length=60, verbose_name='last report signed by'),
        ),
        migrations.AddField(
            model_name='commitment',
            name='term',
            field=models.CharField(blank=True, choices=[('10', '10 years'), ('30', '30 years'), ('ever', 'For ever')], max_length=4, verbose_name='kept for'),
        ),
        migrations.AddField(
            model_name='progress',
            name='signer',
            field=models.CharField(blank=True, max_length=60, verbose_name='signed by'),
        ),
    ]
