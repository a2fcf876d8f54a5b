import Domain

/// What was looked at in a consent's recording, each by its name.
struct ConsentChecksBody: Body, Sendable {
    let findings: ConsentFindings

    static var name: String? { "ConsentChecks" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.addIfPresent("speech", "Somebody speaks.") { $0.check(.speech) }
        fields.addIfPresent("code", "The six digits are said; the score is the share that was recognised.") {
            $0.check(.code)
        }
        fields.addIfPresent("sentence", "There is as much speech as the statement takes.") { $0.check(.sentence) }
        fields.addIfPresent("voice", "The speaker is the one of the sample; the score is their likeness, -1 to 1.") {
            $0.check(.voice)
        }
        fields.addIfPresent("face", "The face is the one of the clip; the score is their likeness, -1 to 1.") {
            $0.check(.face)
        }
        fields.addIfPresent("replay", "The recording is new; the score is the share that was heard before.") {
            $0.check(.replay)
        }
    }

    private func check(_ subject: ConsentCheck.Subject) -> ConsentCheckBody? {
        findings[subject].map(ConsentCheckBody.init)
    }
}

struct ConsentCheckBody: Body, Sendable {
    let check: ConsentCheck

    static var name: String? { "ConsentCheck" }

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("outcome") { $0.check.outcome }
        fields.addIfPresent("score") { $0.check.score }
        fields.addIfPresent("reason", "Why it did not pass.") { $0.check.reason.map(RemarkBody.init) }
    }
}
