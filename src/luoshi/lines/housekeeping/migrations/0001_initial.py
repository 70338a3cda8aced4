import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        ('records', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PaperCopy',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                ('paper', models.CharField(max_length=60, verbose_name='number of the paper')),
                ('serial', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='number of the copy')),
                ('witness', models.CharField(blank=True, max_length=60, verbose_name='witness')),
            ],
            bases=('records.record',),
        ),
        migrations.CreateModel(
            name='SealUse',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                ('seal', models.CharField(choices=[('office', 'Official seal'), ('party', 'Seal of the Party organisation'), ('contract', 'Contract seal'), ('finance', 'Finance seal')], max_length=20, verbose_name='seal')),
                ('copies', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='copies')),
            ],
            bases=('records.record',),
        ),
        migrations.CreateModel(
            name='Trip',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                ('day', models.DateField(verbose_name='day')),
                ('km', models.DecimalField(blank=True, decimal_places=1, max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='kilometres')),
                ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='cost (yuan)')),
            ],
            bases=('records.record',),
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                ('words', models.TextField(verbose_name='the question')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('told', models.DateField(blank=True, null=True, verbose_name='informed on')),
                ('second', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.post', verbose_name='handed on to')),
            ],
            bases=('records.record',),
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                ('day', models.DateField(verbose_name='day')),
                ('part', models.CharField(choices=[('day', 'Day shift'), ('night', 'Night shift')], max_length=10, verbose_name='part of the day')),
                ('handover', models.TextField(blank=True, verbose_name='handover')),
            ],
            options={
                'indexes': [models.Index(fields=['day', 'part'], name='shifts_by_day')],
            },
            bases=('records.record',),
        ),
    ]
