from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0012_result_head'),
    ]

    operations = [
        migrations.AddField(
            model_name='reviewround',
            name='ended_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='reviewround',
            name='late_head',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='hash of the late sheets'),
        ),
        migrations.AddField(
            model_name='reviewsheet',
            name='late_by',
            field=models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='seconds late'),
        ),
        migrations.AddField(
            model_name='reviewsheet',
            name='let_in',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='let in because'),
        ),
        migrations.AddField(
            model_name='reviewsheet',
            name='let_in_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='let in at'),
        ),
    ]
