"""Each class name stands for one thing in the whole program; the tables keep their names."""

from django.db import migrations

from luoshi.base.database.rename_classes import RenameClasses


class Migration(migrations.Migration):

    dependencies = [
        ('returns', '0002_doubts_of_returns'),
    ]

    operations = [
        RenameClasses({"Line": "ReturnLine"}),
    ]
