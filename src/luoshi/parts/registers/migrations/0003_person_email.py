"""Where somebody from outside is written to."""

import luoshi.base.forms.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0002_signs_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='email',
            field=luoshi.base.forms.fields.EncryptedText(blank=True, verbose_name='e-mail'),
        ),
    ]
