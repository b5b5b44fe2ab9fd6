CREATE TABLE company (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    office_field TEXT,
    office_mismatch TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    mail TEXT NOT NULL,
    mail_key TEXT NOT NULL,
    name TEXT NOT NULL,
    owner INTEGER NOT NULL,
    administrator INTEGER NOT NULL,
    UNIQUE (company_id, mail_key)
) STRICT;

CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    sealed BLOB NOT NULL,
    last_four TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER,
    revoked INTEGER
) STRICT;

CREATE TABLE office (
    id INTEGER PRIMARY KEY,
    company_id INTEGER NOT NULL REFERENCES company (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    country TEXT NOT NULL,
    area TEXT NOT NULL,
    is_primary INTEGER NOT NULL,
    UNIQUE (company_id, name_key)
) STRICT;

CREATE TABLE licence (
    office_id INTEGER NOT NULL REFERENCES office (id),
    type TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (office_id, type)
) STRICT, WITHOUT ROWID;

-- The next subscriber number of an area code; areas are shared by all companies, as in the real world.
CREATE TABLE area (
    area TEXT PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    company_id INTEGER NOT NULL REFERENCES company (id),
    user_name TEXT NOT NULL,
    user_name_key TEXT NOT NULL,
    external_id TEXT,
    display_name_key TEXT,
    active INTEGER NOT NULL,
    office_id INTEGER NOT NULL REFERENCES office (id),
    licence TEXT NOT NULL,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    resource TEXT NOT NULL,
    UNIQUE (company_id, user_name_key)
) STRICT;

CREATE INDEX account_page ON account (company_id, n);
CREATE INDEX account_external_id ON account (company_id, external_id);
CREATE INDEX account_display_name ON account (company_id, display_name_key);
CREATE INDEX account_seat ON account (office_id, licence) WHERE active;

-- Numbers that an office owns: with an account they are in use, without one they are its reserved pool.
CREATE TABLE number (
    number TEXT PRIMARY KEY,
    office_id INTEGER NOT NULL REFERENCES office (id),
    account_id TEXT UNIQUE REFERENCES account (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX number_pool ON number (office_id, number) WHERE account_id IS NULL;

CREATE TABLE user_group (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    company_id INTEGER NOT NULL REFERENCES company (id),
    display_name TEXT NOT NULL,
    display_name_key TEXT NOT NULL,
    external_id TEXT,
    version INTEGER NOT NULL,
    created INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    resource TEXT NOT NULL,
    UNIQUE (company_id, display_name_key)
) STRICT;

CREATE INDEX user_group_page ON user_group (company_id, n);
CREATE INDEX user_group_external_id ON user_group (company_id, external_id);

-- A member is an account or a group of the same company; both take their ids from the same well.
CREATE TABLE member (
    group_id TEXT NOT NULL REFERENCES user_group (id),
    member_id TEXT NOT NULL,
    PRIMARY KEY (group_id, member_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_of ON member (member_id);
