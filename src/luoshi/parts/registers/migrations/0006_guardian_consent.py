"""A guardian's consent that a minor is named where everybody reads."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0028_form_drafts'),
        ('registers', '0005_ranks'),
    ]

    operations = [
        migrations.CreateModel(
            name='GuardianConsent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField(default=0, editable=False)),
                ('guardian', luoshi.base.forms.fields.EncryptedText(verbose_name='guardian')),
                ('given', models.DateField(verbose_name='consent given on')),
                ('proof', models.CharField(blank=True, max_length=120, verbose_name='where the paper is')),
                ('withdrawn', models.DateField(blank=True, null=True, verbose_name='withdrawn on')),
                ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['record', 'place', 'id'], name='registers_g_record__c6aed5_idx')],
            },
        ),
    ]
