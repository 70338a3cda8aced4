from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('instructions', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='instruction',
            name='chase',
            field=models.BooleanField(default=False, editable=False, verbose_name='asks the supervision office to chase'),
        ),
    ]
