import Domain
import Storage

/// The recorded agreement of the people whose faces and voices are cloned.
package struct Consents: Sendable {
    /// How long the sentence may be recorded.
    package static let lifetime: Duration = .seconds(30 * 60)
    /// Without the letters and digits that are misheard for one another.
    private static let alphabet = Array("ACDEFHJKLMNPRTUVWXY34679")

    private let store: Store
    private let newID: IDSource
    private let now: @Sendable () -> Timestamp

    package init(store: Store, newID: IDSource, now: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) {
        self.store = store
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
        let code = String((0..<6).map { _ in Self.alphabet.randomElement() ?? "A" })
        let language = try await store.preference(of: account)?.language ?? client.language
        let sentence = kind.sentence(of: subject, code: code, in: language)
        let moment = now()
        let consent = Consent(
            id: IdempotencyClaim.id(or: newID), accountID: account, kind: kind, subject: subject, sentence: sentence,
            code: code,
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

    /// Puts down the recording of the sentence: sound, or a video with sound. What is said in it is not recognised
    /// here, in no language; it is kept as the proof for people to hear.
    /// - Throws: ``StudioError/conflict(_:)`` when the time is over or the consent is given already.
    package func record(_ file: FileID, for id: ConsentID, of account: AccountID) async throws -> Consent {
        let consent = try await get(id, of: account)
        guard let recording = try await store.file(file, of: account) else {
            throw StudioError.invalid(field: "file_id", reason: "is not one of your files")
        }
        guard recording.facts.audio != nil else {
            throw StudioError.invalid(field: "file_id", reason: "has no sound; the sentence must be spoken")
        }
        if let given = try await store.record(file, for: id, of: account, at: now()) { return given }
        throw StudioError.conflict(
            consent.isGiven
                ? "this consent has already been given" : "the sentence has expired; start a new consent")
    }

    /// An administrator's word that the person agreed elsewhere, recorded with the reason.
    /// - Throws: ``StudioError/forbidden(_:)`` for others.
    package func waive(
        _ id: ConsentID, reason: String, by admin: Account, client: Client
    ) async throws -> Consent {
        guard admin.role == .admin else {
            throw StudioError.forbidden("only an administrator can waive a recorded consent")
        }
        guard let reason = Title.cleaned(reason) else {
            throw StudioError.invalid(field: "reason", reason: "must have 1 to 200 characters")
        }
        guard let consent = try await store.consent(id) else { throw StudioError.notFound("consent") }
        let moment = now()
        // The reason stands with the consent: it may name people, and the log is kept for ever.
        let entry = AuditEntry(
            id: newID.next(), at: moment, actor: admin.id, action: .consentWaive, target: .consent(id),
            address: client.address, userAgent: client.userAgent, details: ["kind": consent.kind.rawValue])
        if let waived = try await store.waive(id, by: admin.id, reason: reason, at: moment, noting: entry) {
            return waived
        }
        throw StudioError.conflict("this consent has already been given")
    }
}
