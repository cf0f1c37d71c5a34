"""Guests: people who are let in as far as one question that they are asked."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_records_officer'),
        ('tenancy', '0003_working_papers'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='membership',
            name='accounts_membership_known_role',
        ),
        migrations.AlterField(
            model_name='membership',
            name='role',
            field=models.CharField(choices=[('coordinator', 'Coordinator'), ('reviewer', 'Reviewer'), ('observer', 'Observer'), ('approver', 'Approver'), ('records', 'Records officer'), ('vendor', 'Vendor'), ('guest', 'Guest')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['coordinator', 'reviewer', 'observer', 'approver', 'records', 'vendor', 'guest'])), name='accounts_membership_known_role'),
        ),
    ]
