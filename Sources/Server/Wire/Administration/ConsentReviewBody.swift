import Domain

/// A consent as administrators see it who have to listen to it.
struct ConsentReviewBody: Body, Sendable {
    let consent: Consent
    /// Of the account that asked for it; nil for one without.
    let email: String?
    let moment: Timestamp
    /// Where the recording can be heard.
    let recordingURL: String?
    /// Where it can be heard or seen what is to be copied.
    let sampleURL: String?

    static var name: String? { "ConsentReview" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("consent") { ConsentBody(consent: $0.consent, moment: $0.moment) }
        fields.add("user_id", "The account that asked for it.") { $0.consent.accountID }
        fields.add("user_email", "Null for an account without one.") { $0.email }
        fields.add("recording_url", "Signed; for a player.") { $0.recordingURL }
        fields.add(
            "sample_url", "A signed address of the recording or clip to be cloned; null until a clone is requested."
        ) { $0.sampleURL }
        fields.add("heard_code", "The digits that the machine heard.") { $0.consent.findings?.heardCode }
        fields.add("heard_sentence", "What the machine understood; null where none writes down what is said.") {
            $0.consent.findings?.heardSentence
        }
        fields.add("models", "What the recording was examined with.") { $0.consent.findings?.models ?? [:] }
    }
}
