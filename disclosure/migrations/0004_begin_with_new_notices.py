"""A platform that has notices already hands over those to come: the designated medium got the old ones in its old way."""

from django.db import migrations

BEGIN_NOW = """
INSERT INTO trading_cursor (reader, log_index)
SELECT 'disclosure.medium', max(log_index) FROM trading_position HAVING max(log_index) IS NOT NULL
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [('disclosure', '0003_designated_medium'), ('trading', '0142_second_looks')]
    operations = [migrations.RunSQL(BEGIN_NOW, migrations.RunSQL.noop)]
