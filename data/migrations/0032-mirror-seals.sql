-- Copies may be sealed before they leave: the number of the key, NULL for what lies there as it is.

ALTER TABLE mirrorCopy ADD COLUMN seal INTEGER CHECK (seal > 0);
CREATE INDEX mirrorCopySeal ON mirrorCopy (mirror, seal) WHERE status = 'copied';
CREATE INDEX mirrorCopyOfSeal ON mirrorCopy (seal) WHERE seal IS NOT NULL;
