"""Contracts say what their instalments come to; those that are there get the sum of the rows that they have."""

from __future__ import annotations

from typing import Any

from django.db import migrations

import luoshi.base.forms.fields

BATCH = 1000


def add_up(apps: Any, schema_editor: Any) -> None:
    """Write the sum of each contract's payments; a contract without any stays not computable."""
    alias = schema_editor.connection.alias
    sums: dict[int, Any] = {}
    payments = apps.get_model("contracts", "Payment")._base_manager.using(alias)
    for contract, amount in payments.values_list("record", "amount").iterator(BATCH):
        sums[contract] = sums.get(contract, 0) + amount
    contracts = apps.get_model("contracts", "Contract")._base_manager.using(alias)
    changed = [row for row in contracts.iterator(BATCH) if row.pk in sums]
    for row in changed:
        row.instalments = sums[row.pk]
    contracts.bulk_update(changed, ["instalments"], batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            'contract',
            'instalments',
            luoshi.base.forms.fields.Fixed(
                blank=True, editable=False, null=True, verbose_name='instalments together (yuan)'
            ),
        ),
        migrations.RunPython(add_up, migrations.RunPython.noop, elidable=True),
    ]
