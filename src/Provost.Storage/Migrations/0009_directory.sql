ALTER TABLE directory_object ADD COLUMN created_at INTEGER;

-- Who was the manager before: whoever follows the changes is told whom the reference no longer names.
ALTER TABLE directory_object ADD COLUMN former_manager_number INTEGER;
CREATE TRIGGER directory_object_former_manager AFTER UPDATE OF manager_number ON directory_object
WHEN old.manager_number IS NOT new.manager_number
BEGIN
    UPDATE directory_object SET former_manager_number = old.manager_number WHERE number = new.number;
END;

-- What was deleted for good, as long as somebody who follows the changes may not have heard of it.
CREATE TABLE purged_object (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    kind INTEGER NOT NULL,
    purged_at INTEGER NOT NULL
);
CREATE INDEX purged_object_at ON purged_object (purged_at);
