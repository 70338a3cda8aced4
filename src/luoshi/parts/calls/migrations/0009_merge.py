"""Joins the award of a call, which awards need calls for, and all else, which a new office has at once."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ('calls', '0003_award_of_a_call'),
        ('calls', '0008_contest_works'),
    ]

    operations = []
