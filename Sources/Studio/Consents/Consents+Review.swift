import Domain
import Storage

extension Consents {
    /// What waits for an administrator, newest first.
    package func toReview(by admin: Account, page: PageRequest) async throws -> Page<ConsentToReview> {
        try requireAdmin(admin, to: "review consents")
        return try await store.consentsToReview(page: page)
    }

    /// Whoever's it is, for an administrator.
    package func get(_ id: ConsentID, by admin: Account) async throws -> Consent {
        try requireAdmin(admin, to: "review consents")
        guard let consent = try await store.consent(id) else { throw StudioError.notFound("consent") }
        return consent
    }

    /// An administrator has listened and agrees, or does not. What waits for the consent continues or ends.
    /// - Throws: ``StudioError/conflict(_:)`` when there is nothing to decide, or it is refused already.
    package func review(
        _ id: ConsentID, isApproved: Bool, note: String?, by admin: Account, client: Client
    ) async throws -> Consent {
        let consent = try await get(id, by: admin)
        let moment = now()
        let entry = AuditEntry(
            id: newID.next(), at: moment, actor: admin.id, action: isApproved ? .consentApprove : .consentRefuse,
            target: .consent(id), address: client.address, userAgent: client.userAgent,
            details: ["kind": consent.kind.rawValue])
        let reviewed = try await store.review(
            id, as: isApproved ? .approved : .refused, by: admin.id, note: note.flatMap { Title.cleaned($0) },
            at: moment, noting: entry)
        if let reviewed {
            await decisions.settle(id)
            return reviewed
        }
        // Saying the same twice is no error.
        if consent.verdict == (isApproved ? .approved : .refused) { return consent }
        throw StudioError.conflict("there is nothing to decide about this consent")
    }
}
