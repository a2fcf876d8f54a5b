-- Which bucket a mirror's copies are in. Under the same service the settings may name another one, which has nothing yet: the
-- one before it is kept, under a name of its own, until it has nothing any more or the settings name it again.

ALTER TABLE mirror ADD COLUMN place TEXT CHECK (length(place) BETWEEN 1 AND 600);     -- NULL until the server was told
