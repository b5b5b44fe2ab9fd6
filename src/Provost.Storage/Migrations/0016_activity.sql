-- How many entries of the provisioning log there are, by job, hour, status and code: charts read this, and not the log.
-- The hour is the entry's time in ticks, divided by those of an hour.
CREATE TABLE activity (
    job_number INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    status INTEGER NOT NULL,
    code TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (job_number, hour, status, code)
) WITHOUT ROWID;

INSERT INTO activity (job_number, hour, status, code, count)
SELECT job_number, time / 36000000000, status, coalesce(code, ''), count(*) FROM provisioning_log GROUP BY 1, 2, 3, 4;

CREATE TRIGGER activity_of_entry AFTER INSERT ON provisioning_log
BEGIN
    INSERT INTO activity (job_number, hour, status, code, count)
    VALUES (new.job_number, new.time / 36000000000, new.status, coalesce(new.code, ''), 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;
