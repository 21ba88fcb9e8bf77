"""The draw of experts and coefficients."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('experts', '0003_majors'),
        ('trading', '0020_prequalification'),
    ]

    operations = [
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=20)),
                ('listed', models.BinaryField()),
                ('root', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('acknowledge_by', models.DateTimeField()),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='trading.lot')),
                ('repeats', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeated_by', to='experts.draw')),
            ],
        ),
        migrations.CreateModel(
            name='PlatformKey',
            fields=[
                ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='platform_key', serialize=False, to='experts.draw')),
                ('identity', models.CharField(max_length=80)),
                ('signer', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='DrawStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='experts.draw')),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draw_step', to='trading.entry')),
            ],
            options={
                'ordering': ['entry_id'],
            },
        ),
        migrations.CreateModel(
            name='PlatformHalf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recipient', models.CharField(max_length=20)),
                ('file_key', models.BinaryField(max_length=16)),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='platform_halves', to='experts.draw')),
            ],
        ),
        migrations.CreateModel(
            name='DrawNames',
            fields=[
                ('draw', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='names', serialize=False, to='experts.draw')),
                ('file', models.BinaryField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trading.entry')),
            ],
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.UniqueConstraint(condition=models.Q(('repeats', None)), fields=('lot', 'purpose'), name='one_first_draw_for_a_purpose'),
        ),
        migrations.AddConstraint(
            model_name='platformhalf',
            constraint=models.UniqueConstraint(fields=('draw', 'recipient'), name='one_half_of_the_platform_for_each'),
        ),
    ]
