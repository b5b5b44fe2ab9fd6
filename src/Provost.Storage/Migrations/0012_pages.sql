-- A page of users or of groups in the order of creation costs the same wherever it is and however many there are: the
-- row's number is the last part of every index.
CREATE INDEX directory_object_kind ON directory_object (tenant_number, kind) WHERE deleted_at IS NULL;

-- As narrow as that one, so that somebody is still found by mail.
DROP INDEX directory_object_mail;
CREATE INDEX directory_object_mail ON directory_object (tenant_number, kind, mail) WHERE mail IS NOT NULL;
