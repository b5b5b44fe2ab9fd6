-- Who it was by her ids, and what it was done to with old and new values (graph-api 7, directoryAudits).
ALTER TABLE audit ADD COLUMN category INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit ADD COLUMN caller_id TEXT;
ALTER TABLE audit ADD COLUMN caller_app_id TEXT;
ALTER TABLE audit ADD COLUMN caller_is_person INTEGER NOT NULL DEFAULT 0;
ALTER TABLE audit ADD COLUMN correlation_id TEXT;
ALTER TABLE audit ADD COLUMN body TEXT;

CREATE INDEX audit_of_tenant ON audit (tenant_number, number);
