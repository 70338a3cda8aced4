"""All tables of signups at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('signups', '0001_initial'), ('signups', '0002_source')]

    initial = True

    dependencies = [
        ('records', '0011_long_values'),
        ('registers', '0003_person_email'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='SignUp',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('contact', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='e-mail or telephone')),
                        ('way', models.CharField(blank=True, choices=[('mail', 'E-mail'), ('sms', 'Text message')], max_length=4, verbose_name='verified by')),
                        ('belongs', models.CharField(blank=True, max_length=120, verbose_name='organisation')),
                        ('purpose', models.CharField(blank=True, max_length=300, verbose_name='purpose')),
                        ('consent', models.TextField(blank=True, max_length=4000, verbose_name='agreed to')),
                        ('agreed', models.DateField(blank=True, null=True, verbose_name='agreed on')),
                        ('key', models.CharField(blank=True, editable=False, max_length=32)),
                        ('source', models.CharField(blank=True, default='', editable=False, max_length=32)),
                        ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='entry of the register')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='a_code_signs_up_once')],
                    },
                    bases=('records.record',),
                ),
            ],
        ),
    ]
