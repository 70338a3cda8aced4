"""Each class name stands for one thing in the whole program; the tables keep their names."""

from django.db import migrations

from luoshi.base.database.rename_classes import RenameClasses


class Migration(migrations.Migration):

    dependencies = [
        ('registers', '0003_person_email'),
    ]

    operations = [
        RenameClasses({"Known": "FormerValue"}),
    ]
