-- A tenant's domain is its own: nobody of another tenant is called by it, and passes for somebody of it.
CREATE TRIGGER directory_object_domain_made BEFORE INSERT ON directory_object
WHEN new.user_principal_name LIKE '%@%' AND EXISTS (
    SELECT 1 FROM tenant
    WHERE domain = substr(new.user_principal_name, instr(new.user_principal_name, '@') + 1)
      AND number <> new.tenant_number)
BEGIN
    SELECT raise(ABORT, 'The domain of the name belongs to another tenant.');
END;
CREATE TRIGGER directory_object_domain_changed BEFORE UPDATE OF user_principal_name ON directory_object
WHEN new.user_principal_name IS NOT old.user_principal_name
  AND new.user_principal_name LIKE '%@%' AND EXISTS (
    SELECT 1 FROM tenant
    WHERE domain = substr(new.user_principal_name, instr(new.user_principal_name, '@') + 1)
      AND number <> new.tenant_number)
BEGIN
    SELECT raise(ABORT, 'The domain of the name belongs to another tenant.');
END;
