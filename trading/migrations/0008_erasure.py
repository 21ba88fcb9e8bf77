"""Who wants a trade erased, that it was, and which files have to go with it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trading', '0007_key_rotation'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnwantedFile',
            fields=[
                ('path', models.CharField(max_length=200, primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddField(
            model_name='trade',
            name='erased_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='ErasureStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=60)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='trading.entry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
                ('trade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='erasure_steps', to='trading.trade')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('trade', 'type'), name='each_step_of_an_erasure_once')],
            },
        ),
    ]
