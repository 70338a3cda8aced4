"""Who waits for the leader's approval of a hardship does so after its publicity: the state is called by what is before.

What waits there now was sent before there was publicity, and goes on as it would have.
"""

from functools import partial

from django.db import migrations


def _rename(apps, schema_editor, was, now):
    apps.get_model('records', 'Record').objects.filter(kind='hardships', state=was).update(state=now)


class Migration(migrations.Migration):
    dependencies = [
        ('care', '0001_initial'),
        ('records', '0010_unique'),
    ]

    operations = [
        migrations.RunPython(
            partial(_rename, was='surveyed_leader', now='published_leader'),
            partial(_rename, was='published_leader', now='surveyed_leader'),
            elidable=True,
        ),
    ]
