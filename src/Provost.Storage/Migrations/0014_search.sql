-- People are looked for by the first letters of any of their names.
CREATE INDEX directory_object_surname
    ON directory_object (tenant_number, json_extract(attributes, '$."surname"') COLLATE NOCASE) WHERE kind = 1;
