"""What stands in publicity, and the objections against it."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models

from luoshi.base.database.create_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('records', '0010_unique'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='Objection',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('facts', models.TextField(max_length=2000, verbose_name='facts and reasons')),
                        ('name', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='who objects')),
                        ('contact', luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='their contact')),
                        ('result', models.CharField(blank=True, choices=[('upheld', 'Uphold: it cannot proceed like this'), ('rejected', 'Not upheld'), ('untaken', 'Rejected without review')], max_length=8, verbose_name='finding')),
                        ('reply', models.TextField(blank=True, max_length=2000, verbose_name='reply')),
                        ('answered', models.DateField(blank=True, editable=False, null=True, verbose_name='answered on')),
                        ('about', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.record', verbose_name='against what')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['about'], name='publicity_o_about_i_d1169a_idx')],
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Posting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('on', models.DateField()),
                        ('days', models.PositiveSmallIntegerField()),
                        ('workdays', models.BooleanField()),
                        ('until', models.DateField(null=True)),
                        ('upheld', models.BooleanField(default=False)),
                        ('ended', models.DateField(null=True)),
                        ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.entry')),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['record', '-id'], name='publicity_p_record__45e39c_idx')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended', None)), fields=('record',), name='posting_of_a_record_stands_once')],
                    },
                ),
            ]
        )
    ]
