import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0008_code_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                ('sort', models.CharField(max_length=40, verbose_name='sort')),
                ('theme', models.CharField(blank=True, max_length=80, verbose_name='theme')),
                ('series', models.CharField(blank=True, max_length=40, verbose_name='series')),
                ('group', models.CharField(blank=True, max_length=40, verbose_name='for whom')),
                ('place', models.CharField(max_length=80, verbose_name='place')),
                ('planned', models.DateField(blank=True, null=True, verbose_name='planned for')),
                ('held', models.DateField(blank=True, db_index=True, null=True, verbose_name='held on')),
                ('attendance', models.PositiveIntegerField(blank=True, null=True, verbose_name='attendances')),
                ('outcome', models.TextField(blank=True, max_length=1000, verbose_name='outcome')),
            ],
            options={
                'abstract': False,
            },
            bases=('records.record',),
        ),
    ]
