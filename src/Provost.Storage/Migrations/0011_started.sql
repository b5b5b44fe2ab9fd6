-- Paused and never switched on are told apart (graph-api 6.1, schedule.state).
ALTER TABLE job ADD COLUMN was_started INTEGER NOT NULL DEFAULT 0;

UPDATE job SET was_started = 1
WHERE state <> 0
   OR number IN (SELECT job_number FROM watermark WHERE seq IS NOT NULL)
   OR number IN (SELECT job_number FROM synchronization_status);
