import Domain
import Storage

/// The recorded agreement of the people whose faces and voices are cloned.
package struct Consents: Sendable {
    /// How long the sentence may be recorded.
    package static let lifetime: Duration = .seconds(30 * 60)
    /// What a code is made of: digits are heard best, and alike in every language.
    private static let alphabet = Array("0123456789")

    let store: Store
    private let listening: ConsentListening
    let decisions: ConsentDecisions
    let newID: IDSource
    let now: @Sendable () -> Timestamp

    package init(
        store: Store, listening: ConsentListening, decisions: ConsentDecisions, newID: IDSource,
        now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }
    ) {
        self.store = store
        self.listening = listening
        self.decisions = decisions
        self.newID = newID
        self.now = now
    }

    /// The moment by which a consent's status is told.
    package var moment: Timestamp { now() }

    /// Begins a consent: the sentence that the person is to speak, with a code that nobody could have recorded before.
    /// It is in the language that the account chose, else in the one that the client's browser speaks.
    /// - Parameter subject: the person's name.
    package func begin(
        _ kind: Consent.Kind, subject: String, account: AccountID, client: Client
    ) async throws -> Consent {
        guard let subject = Title.cleaned(subject) else {
            throw StudioError.invalid(field: "subject", reason: "must have 1 to 200 characters")
        }
        if let id: ConsentID = IdempotencyClaim.earlierID(), let earlier = try await store.consent(id, of: account) {
            return earlier
        }
        let code = String((0..<ConsentVerdict.codeLength).map { _ in Self.alphabet.randomElement() ?? "0" })
        let language = try await store.preference(of: account)?.language ?? client.language
        let sentence = kind.sentence(of: subject, code: code, in: language)
        let moment = now()
        let consent = Consent(
            id: IdempotencyClaim.id(or: newID), accountID: account, kind: kind, subject: subject, sentence: sentence,
            code: code, language: language,
            createdAt: moment, expiresAt: moment + Self.lifetime)
        try await store.add(consent)
        return consent
    }

    package func get(_ id: ConsentID, of account: AccountID) async throws -> Consent {
        guard let consent = try await store.consent(id, of: account) else { throw StudioError.notFound("consent") }
        return consent
    }

    /// Newest first.
    package func list(of account: AccountID, page: PageRequest) async throws -> Page<Consent> {
        try await store.consents(of: account, page: page)
    }

    /// Takes the recording of the sentence, sound or a video with sound, and listens to it. It is kept as the proof; one
    /// that a person would have to hear may be replaced by a better one while the sentence is good.
    /// - Throws: ``StudioError/refused(code:message:)`` for a recording in which nobody speaks or that was used before,
    ///   ``StudioError/conflict(_:)`` when the time is over or the consent is given already.
    package func record(_ file: FileID, for id: ConsentID, of account: AccountID) async throws -> Consent {
        let consent = try await get(id, of: account)
        guard let recording = try await store.file(file, of: account) else {
            throw StudioError.invalid(field: "file_id", reason: "is not one of your files")
        }
        guard recording.facts.audio != nil else {
            throw StudioError.invalid(field: "file_id", reason: "has no sound; the sentence must be spoken")
        }
        if let given = try await store.record(file, for: id, of: account, at: now()) { return try await heard(given) }
        if consent.recording?.fileID == file { return try await heard(consent) }
        let isOver = consent.verdict == nil || consent.verdict == .needsReview
        throw StudioError.conflict(
            isOver && consent.waiver == nil
                ? "the sentence has expired; start a new consent" : "this consent has already been given")
    }

    private func heard(_ consent: Consent) async throws -> Consent {
        guard consent.verdict == .checking else { return consent }
        switch try await listening.outcome(of: consent) {
        case .concluded(let consent): return consent
        case .turnedAway(let reason):
            throw StudioError.refused(code: reason.code, message: Message(reason.message, reason.values))
        case .overtaken: return try await get(consent.id, of: consent.accountID)
        }
    }

    /// An administrator's word that the person agreed elsewhere, recorded with the reason.
    /// - Throws: ``StudioError/forbidden(_:)`` for others.
    package func waive(
        _ id: ConsentID, reason: String, by admin: Account, client: Client
    ) async throws -> Consent {
        try requireAdmin(admin, to: "waive a recorded consent")
        guard let reason = Title.cleaned(reason) else {
            throw StudioError.invalid(field: "reason", reason: "must have 1 to 200 characters")
        }
        guard let consent = try await store.consent(id) else { throw StudioError.notFound("consent") }
        let moment = now()
        // The reason stands with the consent: it may name people, and the log is kept for ever.
        let entry = AuditEntry(
            id: IdempotencyClaim.id(or: newID), at: moment, actor: admin.id, action: .consentWaive,
            target: .consent(id),
            address: client.address, userAgent: client.userAgent, details: ["kind": consent.kind.rawValue])
        if let earlier: AuditID = IdempotencyClaim.earlierID(), try await store.isNoted(earlier, by: admin.id) {
            return consent
        }
        if let waived = try await store.waive(id, by: admin.id, reason: reason, at: moment, noting: entry) {
            return waived
        }
        throw StudioError.conflict("this consent has already been given")
    }

    func requireAdmin(_ account: Account, to act: String) throws(StudioError) {
        guard account.role == .admin else { throw .forbidden("only an administrator can \(act)") }
    }
}
