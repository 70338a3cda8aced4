from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appeals', '0002_channels'),
    ]

    operations = [
        migrations.AlterField(
            model_name='appeal',
            name='grade',
            field=models.CharField(blank=True, max_length=40, verbose_name='grade'),
        ),
        migrations.AlterField(
            model_name='appeal',
            name='answer',
            field=models.TextField(blank=True, max_length=4000, verbose_name='answer'),
        ),
        migrations.AlterField(
            model_name='appeal',
            name='told',
            field=models.DateField(blank=True, db_index=True, null=True, verbose_name='informed on'),
        ),
    ]
