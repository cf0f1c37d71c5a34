from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vendors', '0004_entries'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='environment',
            field=models.CharField(blank=True, choices=[('production', 'Production'), ('same', 'A copy of production of the same size'), ('smaller', 'A smaller copy of production'), ('other', 'Somewhere else')], default='', max_length=12),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='evidence',
            name='scenario',
            field=models.CharField(blank=True, default='', max_length=150),
            preserve_default=False,
        ),
    ]
