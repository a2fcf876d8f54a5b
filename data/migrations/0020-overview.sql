-- What somebody made, day by day: of the plan's minutes a task has used, as they were settled, and its end.
ALTER TABLE task ADD COLUMN usedMs INTEGER NOT NULL DEFAULT 0 CHECK (usedMs >= 0);
UPDATE task SET usedMs = coveredMs WHERE status = 'succeeded';
CREATE INDEX taskByEnd ON task (accountID, finishedAt) WHERE status = 'succeeded';
