"""Notices on their way to the designated medium."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure', '0002_withdrawn_notices'),
        ('trading', '0142_second_looks'),
    ]

    operations = [
        migrations.CreateModel(
            name='MediumNotice',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='for_medium', serialize=False, to='trading.entry')),
                ('seq', models.PositiveBigIntegerField()),
                ('number', models.CharField(max_length=120, unique=True)),
                ('title', models.CharField(max_length=100)),
                ('message', models.BinaryField()),
                ('sha256', models.CharField(max_length=64)),
                ('told_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('standing', models.CharField(default='waiting', max_length=10)),
                ('ask_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('trouble', models.CharField(blank=True, max_length=500)),
                ('receipt', models.CharField(blank=True, max_length=200)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('published_at', models.DateTimeField(null=True)),
                ('trade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='for_medium', to='trading.trade')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ask_at__isnull', False)), fields=['ask_at'], name='medium_to_ask'), models.Index(fields=['standing', 'due_at'], name='medium_by_standing')],
            },
        ),
    ]
