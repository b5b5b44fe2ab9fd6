-- Sign-in with a work account: which company of the identity provider a company is, and who signed in.
ALTER TABLE company ADD COLUMN tenant_id TEXT;
CREATE UNIQUE INDEX company_tenant ON company (tenant_id) WHERE tenant_id IS NOT NULL;
ALTER TABLE person ADD COLUMN subject TEXT;
ALTER TABLE person ADD COLUMN signed_in INTEGER;
