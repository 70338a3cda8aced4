"""Supply and demand, shared resources with their bookings, and workstations."""

import django.db.models.deletion
import luoshi.base.forms.fields
from django.db import migrations, models

from luoshi.base.database.create_tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0002_people'),
        ('records', '0028_form_drafts'),
        ('registers', '0005_ranks'),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name='PostedNeed',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('field', models.CharField(blank=True, max_length=40, verbose_name='field')),
                        ('thing', models.CharField(db_index=True, max_length=80, verbose_name='what it is about')),
                        ('words', models.TextField(blank=True, max_length=2000, verbose_name='description')),
                        ('posted', models.DateField(db_index=True, null=True, verbose_name='posted on')),
                        ('done', models.DateField(blank=True, null=True, verbose_name='signed or met on')),
                        ('missed', models.DateField(blank=True, null=True, verbose_name='not met as of')),
                        ('found', models.CharField(blank=True, max_length=120, verbose_name='found elsewhere, at')),
                        ('effect', models.TextField(blank=True, max_length=1000, verbose_name='effect')),
                        ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activities.activity', verbose_name='matched at')),
                        ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='contact')),
                        ('org', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Station',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('field', models.CharField(blank=True, max_length=40, verbose_name='field')),
                        ('plan', models.TextField(blank=True, max_length=2000, verbose_name='plan of work')),
                        ('opinion', models.TextField(blank=True, max_length=1000, verbose_name='opinion of the review')),
                        ('founded', models.DateField(blank=True, null=True, verbose_name='founded on')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='runs from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='runs until')),
                        ('hours', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='hours of the experts together')),
                        ('assessed', models.DateField(blank=True, null=True, verbose_name='assessed on')),
                        ('verdict', models.CharField(blank=True, max_length=40, verbose_name='result of the assessment')),
                        ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                        ('head', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='head of the station')),
                        ('host', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='host')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='SharedThing',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('sort', models.CharField(max_length=40, verbose_name='sort')),
                        ('model', models.CharField(blank=True, max_length=80, verbose_name='model')),
                        ('worth', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='worth (yuan)')),
                        ('spot', models.CharField(blank=True, max_length=120, verbose_name='room or address')),
                        ('fee', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='fee (yuan an hour)')),
                        ('from_day', models.DateField(blank=True, null=True, verbose_name='shared from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='shared until')),
                        ('rules', models.TextField(blank=True, max_length=1000, verbose_name='rules of use')),
                        ('owner_org', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='owner')),
                        ('venue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.place', verbose_name='place')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='Booking',
                    fields=[
                        ('record_ptr', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, related_name='+', serialize=False, to='records.record')),
                        ('from_at', models.DateTimeField(null=True, verbose_name='from')),
                        ('to_at', models.DateTimeField(null=True, verbose_name='to')),
                        ('purpose', models.CharField(blank=True, max_length=200, verbose_name='purpose')),
                        ('hours', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='hours booked')),
                        ('used_on', models.DateField(blank=True, null=True, verbose_name='used on')),
                        ('used', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='hours used')),
                        ('fee', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='fee when booked (yuan an hour)')),
                        ('cost', luoshi.base.forms.fields.Fixed(blank=True, editable=False, null=True, verbose_name='fee together (yuan)')),
                        ('result', models.TextField(blank=True, max_length=1000, verbose_name='result')),
                        ('mark', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='rating (1 to 5)')),
                        ('remark', models.CharField(blank=True, max_length=200, verbose_name='why this rating')),
                        ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='contact')),
                        ('user_org', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='user')),
                        ('thing', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.sharedthing', verbose_name='resource')),
                    ],
                    options={
                        'abstract': False,
                    },
                    bases=('records.record',),
                ),
                migrations.CreateModel(
                    name='NeedMatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('day', models.DateField(verbose_name='day')),
                        ('result', models.CharField(blank=True, max_length=40, verbose_name='result')),
                        ('remark', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                        ('offer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='sharing.postedneed', verbose_name='offer')),
                        ('org', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.organisation', verbose_name='organisation')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='sharing_nee_record__79e600_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='OpenHours',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(verbose_name='until')),
                        ('hours', luoshi.base.forms.fields.Fixed(verbose_name='hours open to others')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='sharing_ope_record__409222_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='StationMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('part', models.CharField(max_length=40, verbose_name='as')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registers.person', verbose_name='person')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='sharing_sta_record__1c96bb_idx')],
                    },
                ),
                migrations.CreateModel(
                    name='StationTopic',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveIntegerField(default=0, editable=False)),
                        ('problem', models.CharField(max_length=200, verbose_name='problem')),
                        ('milestone', models.CharField(blank=True, max_length=200, verbose_name='milestone')),
                        ('from_day', models.DateField(verbose_name='from')),
                        ('to_day', models.DateField(blank=True, null=True, verbose_name='until')),
                        ('result', models.CharField(blank=True, max_length=200, verbose_name='result')),
                        ('hours', luoshi.base.forms.fields.Fixed(blank=True, null=True, verbose_name='hours of the experts')),
                        ('record', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='records.record')),
                    ],
                    options={
                        'abstract': False,
                        'indexes': [models.Index(fields=['record', 'place', 'id'], name='sharing_sta_record__0e111d_idx')],
                    },
                ),
            ],
        ),
    ]
