"""The audit refuses to be changed or thinned out, whoever asks the database."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON workspace_auditentry
BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END
"""
POSTGRESQL = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit is append only'; END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON workspace_auditentry
FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
        return
    for verb in ("update", "delete"):
        schema_editor.execute(SQLITE.format(verb=verb, VERB=verb.upper()))


def open_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER audit_no_change ON workspace_auditentry")
        schema_editor.execute("DROP FUNCTION audit_is_append_only()")
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER audit_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("workspace", "0003_audit_and_outbox")]
    operations = [migrations.RunPython(guard, open_up)]
