enum ExportStatement: String, StoreStatement {
    case insert = "INSERT INTO export (id, accountID, status, createdAt) VALUES (:id, :accountID, 'queued', :createdAt)"
    case newest = "SELECT * FROM export WHERE accountID = :accountID ORDER BY id DESC LIMIT 1"
    case removeAll = "DELETE FROM export WHERE accountID = :accountID"
    case ofAccount = "SELECT * FROM export WHERE id = :id AND accountID = :accountID"
    case byID = "SELECT * FROM export WHERE id = :id"
    case begin = """
        UPDATE export SET status = 'running', expiresAt = NULL
        WHERE id = :id AND status IN ('queued', 'running', 'failed') RETURNING *
        """
    case finish = """
        UPDATE export SET status = 'ready', expiresAt = :expiresAt, sizeBytes = :sizeBytes
        WHERE id = :id AND status = 'running'
        """
    case fail = "UPDATE export SET status = 'failed', expiresAt = :expiresAt WHERE id = :id AND status = 'running'"
    case removeExpired = "DELETE FROM export WHERE expiresAt <= :at"
    case isKept = "SELECT EXISTS (SELECT 1 FROM export WHERE id = :id AND status IN ('running', 'ready'))"
}

/// What is known of an account, each as a file of its export. Column names are the names in it; those that end in
/// `_at` are times, in `_json` JSON, and begin with `is_` truth values. No secrets and no hashes of them.
enum PersonalStatement: String, StoreStatement {
    case account = """
        SELECT id, nullif(email, id || '@no-email.invalid') AS email, formerEmailKey AS former_email, name, role,
            status,
            visibleMark AS is_visibly_marked, emailVerifiedAt AS email_verified_at,
            ownerProvenAt AS owner_proven_at, hasSecondFactor AS is_second_factor_on, createdAt AS created_at, lastSeenAt AS last_seen_at,
            storedBytes AS stored_bytes, language, country
        FROM account LEFT JOIN preference ON accountID = id WHERE id = :accountID AND id > :after
        """
    case pronunciations = """
        SELECT accountID AS id, words AS words_json FROM pronunciation
        WHERE accountID = :accountID AND accountID > :after
        """
    case favouriteVoices = """
        SELECT accountID AS id, voices AS voices_json FROM favouriteVoices
        WHERE accountID = :accountID AND accountID > :after
        """
    case filmDraft = """
        SELECT accountID AS id, content, version, savedAt AS saved_at FROM filmDraft
        WHERE accountID = :accountID AND accountID > :after
        """
    case sessions = """
        SELECT id, userAgent AS user_agent, address, createdAt AS created_at, lastUsedAt AS last_used_at,
            expiresAt AS expires_at
        FROM session WHERE accountID = :accountID AND :after = ''
        """
    case identities = """
        SELECT id, provider, name, email, createdAt AS created_at, lastUsedAt AS last_used_at
        FROM identity WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case passkeys = """
        SELECT id, name, relyingParty AS relying_party, createdAt AS created_at, lastUsedAt AS last_used_at
        FROM passkey WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case keys = """
        SELECT id, name, prefix, scopes AS scopes_json, createdAt AS created_at, expiresAt AS expires_at,
            lastUsedAt AS last_used_at, lastUsedAddress AS last_used_address
        FROM apiKey WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case files = """
        SELECT id, kind, origin, title, sizeBytes AS size_bytes, blob AS sha256, facts AS facts_json,
            createdAt AS created_at, deletedAt AS deleted_at
        FROM file INDEXED BY fileOfOwner WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case tasks = """
        SELECT id, kind, engine, mode, title, inputs, resultFileID AS result_file_id, text AS script,
            options AS options_json, status, attempt, failureCode AS failure_code, failureMessage AS failure_message,
            creditsCharged AS credits_charged, createdAt AS created_at, startedAt AS started_at,
            finishedAt AS finished_at
        FROM taskRecord LEFT JOIN script ON script.taskID = id
        WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case videos = """
        SELECT id, taskID AS task_id, fileID AS file_id, title, isFavourite AS is_favourite, folderID AS folder_id,
            (SELECT json_group_array(tagID) FROM videoTag
                WHERE videoTag.accountID = video.accountID AND videoID = video.id) AS tags_json,
            createdAt AS created_at, deletedAt AS deleted_at
        FROM video WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case tags = """
        SELECT id, name, createdAt AS created_at FROM tag
        WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case shareLinks = """
        SELECT id, videoID AS video_id, createdAt AS created_at, expiresAt AS expires_at,
            passwordHash IS NOT NULL AS is_with_password
        FROM shareLink WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case webhooks = """
        SELECT id, url, note, events AS events_json, kinds AS kinds_json, createdAt AS created_at,
            offSince AS off_since_at
        FROM webhook WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case webhookDeliveries = """
        SELECT id, webhookID AS webhook_id, event, taskID AS task_id, occurredAt AS occurred_at, status, attempts,
            attemptedAt AS attempted_at, answer, failure
        FROM webhookDelivery WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case notices = """
        SELECT id, kind, taskID AS task_id, webhookID AS webhook_id, createdAt AS created_at, readAt AS read_at
        FROM notice WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case noticeChoice = """
        SELECT accountID AS id, lettersAfter AS letters_after_minutes, quietFrom AS quiet_from_minute,
            quietUntil AS quiet_until_minute, timeZone AS time_zone
        FROM noticeChoice WHERE accountID = :accountID AND accountID > :after
        """
    case folders = """
        SELECT id, name, createdAt AS created_at FROM folder
        WHERE accountID = :accountID AND :after = '' ORDER BY nameKey
        """
    case models = """
        SELECT id, kind, name, language, taskID AS task_id, sourceFileID AS source_file_id, consentID AS consent_id,
            archive AS sha256, previewFileID AS preview_file_id, report AS report_json, profile AS profile_json,
            likeness AS likeness_json,
            createdAt AS created_at, completedAt AS completed_at, deletedAt AS deleted_at
        FROM model INDEXED BY modelOfOwner WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case consents = """
        SELECT id, kind, subject, sentence, createdAt AS created_at, recordingFileID AS recording_file_id,
            recordedAt AS recorded_at, waiverReason AS waiver_reason, waivedAt AS waived_at, verdict,
            findings AS findings_json, reviewNote AS review_note, reviewedAt AS reviewed_at
        FROM consent WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case credits = """
        SELECT id, cause, taskID AS task_id, note, at AS done_at,
            (SELECT credits FROM ledgerPosting
                WHERE transactionID = id AND ledgerAccountID = :accountID || ' available') AS available,
            (SELECT credits FROM ledgerPosting
                WHERE transactionID = id AND ledgerAccountID = :accountID || ' held') AS held
        FROM ledgerTransaction WHERE accountID = :accountID AND id > CAST(:after AS INTEGER) ORDER BY id LIMIT 200
        """
    case orders = """
        SELECT id, title, gateway, amount, currency, status, credits, refunded, number, createdAt AS created_at,
            paidAt AS paid_at
        FROM paymentOrder WHERE accountID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    case subscription = """
        SELECT accountID AS id, gateway, planID AS plan, planVersion AS plan_version, status, startsAt AS starts_at,
            endsAt AS ends_at, cancels AS is_cancelled
        FROM subscription WHERE accountID = :accountID AND :after = ''
        """
    case usage = """
        SELECT startsAt AS id, startsAt AS starts_at, endsAt AS ends_at, includedMs AS included_ms, usedMs AS used_ms
        FROM usagePeriod WHERE accountID = :accountID AND startsAt > CAST(:after AS INTEGER) ORDER BY startsAt LIMIT 200
        """
    case deeds = """
        SELECT id, at AS done_at, action, targetKind AS target_kind, targetID AS target_id, address,
            userAgent AS user_agent, details AS details_json
        FROM auditEntry WHERE actorID = :accountID AND id > :after ORDER BY id LIMIT 200
        """
    /// What others did to the account; where from is theirs.
    case deedsOfOthers = """
        SELECT id, at AS done_at, action, details AS details_json FROM auditEntry
        WHERE targetID = :accountID AND actorID IS NOT :accountID AND id > :after ORDER BY id LIMIT 200
        """
}

/// The bytes that belong to an account.
enum PersonalBytesStatement: String, StoreStatement {
    case files = """
        SELECT id, blob, createdAt, json_extract(facts, '$.container') AS container
        FROM file INDEXED BY fileOfOwner
        WHERE accountID = :accountID AND id > :after AND deletedAt IS NULL ORDER BY id LIMIT 200
        """
    case models = """
        SELECT id, archive AS blob, createdAt, 'tar' AS container FROM model INDEXED BY modelOfOwner
        WHERE accountID = :accountID AND id > :after AND deletedAt IS NULL AND archive IS NOT NULL
        ORDER BY id LIMIT 200
        """
    case sidecars = "SELECT role, content FROM sidecar WHERE fileID = :fileID"
}
