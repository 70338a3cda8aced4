from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0024_matters_of_earlier_years'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='files',
            field=models.CharField(blank=True, max_length=60),
        ),
    ]
