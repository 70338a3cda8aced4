"""Plans bear tags like their commitments: a tag belongs to a record of either kind."""

import django.db.models.deletion
from django.db import migrations, models

from luoshi.base.database.rename_classes import RenameClasses

ONCE = "ledger_tag_once"


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0018_tags_of_commitments'),
        ('records', '0023_column_meanings'),
    ]

    operations = [
        RenameClasses({"CommitmentTag": "RecordTag"}),
        migrations.RemoveConstraint("recordtag", ONCE),
        # PostgreSQL keeps an index under the name of the former column: it is dropped here and made anew below.
        migrations.AlterField(
            "recordtag",
            "commitment",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tags",
                to="ledger.commitment",
            ),
        ),
        migrations.RenameField("recordtag", "commitment", "record"),
        migrations.AlterField(
            "recordtag",
            "record",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="tags", to="records.record"),
        ),
        migrations.AddConstraint(
            "recordtag", models.UniqueConstraint(fields=("record", "code_list", "code"), name=ONCE)
        ),
    ]
