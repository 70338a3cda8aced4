"""Whether a call is sealed, and when its opening was asked for and confirmed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0006_support_plans'),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='asked_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='opening asked for at'),
        ),
        migrations.AddField(
            model_name='call',
            name='sealed',
            field=models.CharField(blank=True, choices=[('yes', 'Yes'), ('no', 'No')], default='no', max_length=3, verbose_name='sealed until two people open it'),
        ),
        migrations.AddField(
            model_name='call',
            name='unsealed_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='opened by two people at'),
        ),
    ]
