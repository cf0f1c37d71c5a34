"""The table in which rate limits count, shared by all processes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE public.portal_cache (
              cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX portal_cache_expires ON public.portal_cache (expires);
            """,
            "DROP TABLE public.portal_cache",
        )
    ]
