"""A bid remembers what its bidder had declared of itself."""


import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bidding', '0031_deposits_stay'),
        ('trading', '0040_relations'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='declaration',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trading.organisationdeclaration'),
        ),
    ]
