-- What a bucket called the bytes of a copy (its ETag) when it showed that it has them: other bytes in their place have
-- another one, whatever is said of them. NULL for copies of earlier versions.

ALTER TABLE mirrorCopy ADD COLUMN tag TEXT CHECK (length(tag) <= 200);
