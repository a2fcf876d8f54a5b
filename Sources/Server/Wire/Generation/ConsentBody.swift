import Domain

/// A consent as its owner sees it.
struct ConsentBody: Body, Sendable {
    let consent: Consent
    let moment: Timestamp

    static var name: String? { "Consent" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("id") { $0.consent.id }
        fields.add("kind") { $0.consent.kind }
        fields.add("subject", "The name of the person.") { $0.consent.subject }
        fields.add(
            "status",
            "`pending` until a recording has been listened to, `verified` when nothing speaks against it, "
                + "`needs_review` when a person has to listen, then `approved` or `refused`."
        ) { $0.consent.status(at: $0.moment) }
        fields.add("sentence", "To be read aloud, including the code.") { $0.consent.sentence }
        fields.add("code", "Six digits.") { $0.consent.code }
        fields.add("language", "Of the sentence.") { $0.consent.language.rawValue }
        fields.add("expires_at", "When the sentence expires. A recorded consent does not expire.") {
            $0.consent.expiresAt
        }
        fields.add("recording_file_id") { $0.consent.recording?.fileID }
        fields.add("recorded_at") { $0.consent.recording?.recordedAt }
        fields.addIfPresent("checks", "What was found in the recording; without one, why the last was not taken.") {
            $0.consent.findings.map(ConsentChecksBody.init)
        }
        fields.add("reviewed_at", "When an administrator decided.") { $0.consent.review?.at }
        fields.add("review_note") { $0.consent.review?.note }
        fields.add("waived_by", "The administrator who waived the recording.") { $0.consent.waiver?.by }
        fields.add("waiver_reason") { $0.consent.waiver?.reason }
        fields.add("created_at") { $0.consent.createdAt }
    }
}
