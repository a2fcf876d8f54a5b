-- Mirrors of a region have what its accounts have. When an account moves to or from mainland China, its media go to the mirror
-- of the other region, and leave the one that they were in once something else has them.

CREATE VIEW blobByRegion AS
SELECT file.blob AS blob,
    coalesce((SELECT country FROM preference WHERE accountID = file.accountID), '') = 'CN' AS isMainland
FROM file WHERE file.blob IS NOT NULL AND file.deletedAt IS NULL
UNION ALL
SELECT model.archive, coalesce((SELECT country FROM preference WHERE accountID = model.accountID), '') = 'CN'
FROM model WHERE model.archive IS NOT NULL AND model.deletedAt IS NULL;

-- A row is an order: an account has moved.
CREATE VIEW regionMove AS SELECT '' AS accountID, 0 AS isMainland;

CREATE TRIGGER countryFirstTold AFTER INSERT ON preference WHEN NEW.country = 'CN' BEGIN
    INSERT INTO regionMove (accountID, isMainland) VALUES (NEW.accountID, 1);
END;

CREATE TRIGGER countryChanged AFTER UPDATE OF country ON preference
WHEN (coalesce(NEW.country, '') = 'CN') <> (coalesce(OLD.country, '') = 'CN') BEGIN
    INSERT INTO regionMove (accountID, isMainland) VALUES (NEW.accountID, coalesce(NEW.country, '') = 'CN');
END;

CREATE TRIGGER mediaFollowAccount INSTEAD OF INSERT ON regionMove BEGIN
    INSERT INTO mirrorCopy (mirror, blob, sizeBytes, since)
    SELECT mirror.name, file.blob, file.sizeBytes, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
    FROM file JOIN mirror ON mirror.name > '' AND isActive AND rule IN ('mainland', 'elsewhere')
        AND (rule = 'mainland') = NEW.isMainland
    WHERE file.accountID = NEW.accountID AND file.blob IS NOT NULL AND file.deletedAt IS NULL
    ON CONFLICT (mirror, blob) DO UPDATE SET status = 'waiting', since = excluded.since WHERE status = 'leaving';

    INSERT INTO mirrorCopy (mirror, blob, sizeBytes, since)
    SELECT mirror.name, model.archive, model.archiveBytes, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
    FROM model JOIN mirror ON mirror.name > '' AND isActive AND rule IN ('mainland', 'elsewhere')
        AND (rule = 'mainland') = NEW.isMainland
    WHERE model.accountID = NEW.accountID AND model.archive IS NOT NULL AND model.deletedAt IS NULL
    ON CONFLICT (mirror, blob) DO UPDATE SET status = 'waiting', since = excluded.since WHERE status = 'leaving';

    -- Where no mirror takes them over, the disk has them.
    UPDATE mirrorCopy SET status = 'leaving', since = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
    WHERE status <> 'leaving'
        AND blob IN (
            SELECT file.blob FROM file WHERE file.accountID = NEW.accountID AND file.deletedAt IS NULL
            UNION SELECT model.archive FROM model WHERE model.accountID = NEW.accountID AND model.deletedAt IS NULL)
        AND EXISTS (SELECT 1 FROM mirror WHERE mirror.name = mirrorCopy.mirror AND isActive
            AND rule IN ('mainland', 'elsewhere') AND NOT EXISTS (
                SELECT 1 FROM blobByRegion AS needed
                WHERE needed.blob = mirrorCopy.blob AND needed.isMainland = (mirror.rule = 'mainland')))
        AND EXISTS (SELECT 1 FROM blob WHERE blob.hash = mirrorCopy.blob AND blob.awayAt IS NULL)
        AND NOT EXISTS (SELECT 1 FROM mirrorCopy AS other JOIN mirror ON mirror.name = other.mirror AND mirror.isActive
            WHERE other.blob = mirrorCopy.blob AND other.status = 'waiting' AND other.mirror <> mirrorCopy.mirror);
END;

-- Another mirror has shown that it has it.
CREATE TRIGGER mirrorTookOver AFTER UPDATE OF status ON mirrorCopy WHEN NEW.status = 'copied' AND OLD.status <> 'copied' BEGIN
    UPDATE mirrorCopy SET status = 'leaving', since = NEW.since
    WHERE blob = NEW.blob AND mirror <> NEW.mirror AND status <> 'leaving'
        AND EXISTS (SELECT 1 FROM mirror WHERE mirror.name = NEW.mirror AND isActive)
        AND EXISTS (SELECT 1 FROM mirror WHERE mirror.name = mirrorCopy.mirror AND isActive
            AND rule IN ('mainland', 'elsewhere') AND NOT EXISTS (
                SELECT 1 FROM blobByRegion AS needed
                WHERE needed.blob = mirrorCopy.blob AND needed.isMainland = (mirror.rule = 'mainland')));
END;

-- Those that have moved before.
INSERT INTO regionMove (accountID, isMainland) SELECT accountID, 1 FROM preference WHERE country = 'CN';
