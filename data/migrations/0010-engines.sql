-- What administrators said of engines, and what was seen of them. An engine that nobody said anything of has no row.

CREATE TABLE engine (
    name         TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
    state        TEXT NOT NULL CHECK (state IN ('enabled', 'draining', 'disabled')),
    slots        INTEGER CHECK (slots BETWEEN 1 AND 64),           -- NULL takes the engine's own figure
    trouble      TEXT CHECK (length(trouble) BETWEEN 1 AND 500),   -- why it is not well
    troubleSince INTEGER,
    CHECK ((trouble IS NULL) = (troubleSince IS NULL))
) STRICT, WITHOUT ROWID;

-- The engine with the lowest rank for a kind is asked first.
CREATE TABLE engineRank (
    engine TEXT    NOT NULL REFERENCES engine (name) ON DELETE CASCADE,
    kind   TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    rank   INTEGER NOT NULL CHECK (rank BETWEEN 0 AND 1000),
    PRIMARY KEY (engine, kind)
) STRICT, WITHOUT ROWID;

-- Since when a service is asked to take the task: kept before it is asked, gone with its answer. A task that is found
-- with it was perhaps taken, and must not be submitted, and paid for, a second time.
ALTER TABLE task ADD COLUMN handedOverAt INTEGER;
