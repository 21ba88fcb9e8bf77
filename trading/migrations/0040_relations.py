"""Joint bids and own grounds of rejection in a notice; what organisations declare of themselves."""


import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('trading', '0030_deposit_requirements'),
    ]

    operations = [
        migrations.AddField(
            model_name='trade',
            name='joint_most',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='trade',
            name='own_grounds',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='OrganisationDeclaration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=60)),
                ('mark', models.CharField(max_length=4)),
                ('contact', models.CharField(max_length=60)),
                ('phone', models.CharField(max_length=30)),
                ('controllers', models.JSONField(default=list)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='declarations', to='trading.organisation')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
    ]
