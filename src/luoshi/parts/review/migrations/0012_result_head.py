from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0011_kept_codes'),
    ]

    operations = [
        migrations.AddField(
            model_name='reviewround',
            name='result',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddField(
            model_name='reviewround',
            name='result_head',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the decision'),
        ),
    ]
