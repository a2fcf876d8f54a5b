-- Why an engine is not well, as code, clause and figures, so that a page says it in its reader's language; `trouble` keeps
-- the clause. NULL in rows of older versions.

ALTER TABLE engine ADD COLUMN troubleRemark TEXT CHECK (troubleRemark IS NULL OR json_valid(troubleRemark));
