import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('org', '0001_initial'),
        ('records', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                ('channel', models.CharField(choices=[('hotline', 'Hotline'), ('web', 'Web'), ('wechat', 'WeChat'), ('visit', 'Visit'), ('letter', 'Letter'), ('symposium', 'Symposium')], max_length=20, verbose_name='channel')),
                ('words', models.TextField(verbose_name='request')),
                ('speaker', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='speaker')),
                ('contact', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='contact')),
                ('grade', models.CharField(blank=True, choices=[('urgent', 'Urgent'), ('important', 'Important'), ('ordinary', 'Ordinary')], max_length=20, verbose_name='grade')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('told', models.DateField(blank=True, null=True, verbose_name='informed on')),
                ('mark', models.PositiveSmallIntegerField(blank=True, choices=[(5, 'Very satisfied'), (4, 'Satisfied'), (3, 'Fair'), (2, 'Dissatisfied'), (1, 'Very dissatisfied')], null=True, verbose_name='satisfaction')),
                ('desk', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            bases=('records.record',),
        ),
    ]
