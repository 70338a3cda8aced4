"""Each class name stands for one thing in the whole program; the tables keep their names."""

from django.db import migrations

from luoshi.base.database.rename_classes import RenameClasses


class Migration(migrations.Migration):

    dependencies = [
        ('leading', '0002_may_be_erased'),
    ]

    operations = [
        RenameClasses({"Charge": "LeadingCharge", "Member": "GroupMember", "Task": "GroupTask"}),
    ]
