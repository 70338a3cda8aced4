"""All tables of registrations at once, for an office that begins; those that stand were brought here by what this replaces."""

import django.db.models.deletion
import luoshi.base.database.create_tables
import luoshi.base.forms.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('registrations', '0001_initial'), ('registrations', '0002_minor_told')]

    initial = True

    dependencies = [
        ('activities', '0003_facets'),
        ('records', '0028_form_drafts'),
    ]

    operations = [
        luoshi.base.database.create_tables.CreateTables(
            operations=[
                migrations.CreateModel(
                    name='ActivityRegistration',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('name', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='name')),
                        ('contact', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='telephone')),
                        ('minor', models.BooleanField(blank=True, null=True, verbose_name='under 18')),
                        ('signed_on', models.DateField(blank=True, db_index=True, null=True, verbose_name='signed up on')),
                        ('came_on', models.DateField(blank=True, null=True, verbose_name='came on')),
                        ('named', models.CharField(blank=True, max_length=50, verbose_name='name on the certificate')),
                        ('agreed', models.TextField(blank=True, max_length=1000, verbose_name='agreed to')),
                        ('key', models.CharField(blank=True, editable=False, max_length=32)),
                        ('source', models.CharField(blank=True, default='', editable=False, max_length=32)),
                        ('activity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.activity', verbose_name='activity')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('key',), name='a_page_signs_up_once')],
                    },
                    bases=('records.record',),
                ),
            ],
        ),
    ]
