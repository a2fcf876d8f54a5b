import Domain

/// What follows from how alike the person of a consent and the one who is copied are: a plain decision. A machine is
/// satisfied or leaves it to a person.
struct PersonVerdict: Equatable, Sendable {
    /// Likeness from which on two recordings are of one person, and below which they are of two; in between nobody can
    /// tell.
    struct Bands: Equatable, Sendable {
        let same: Double
        let other: Double

        /// CAM++: recordings of one person came to 0.42...1 (median 0.86), of two to 0.48 at most (median 0.07).
        static let voice = Bands(same: 0.55, other: 0.40)
        /// SFace: pictures of one person came to 0.74...0.92, of two to 0.39 at most; its makers part them at 0.363.
        static let face = Bands(same: 0.5, other: 0.363)
    }

    let check: ConsentCheck
    var isDoubted: Bool { check.outcome != .passed }

    private init(check: ConsentCheck) { self.check = check }

    init(of comparison: PersonComparison, for kind: Consent.Kind) {
        let likeness = kind == .voice ? comparison.voice : comparison.face
        check = likeness.map { Self.check(of: $0, kind) } ?? Self.unexamined(kind)
    }

    /// Of recordings that could not be compared.
    init(unexamined kind: Consent.Kind) { check = Self.unexamined(kind) }

    private static func check(of likeness: PersonComparison.Likeness, _ kind: Consent.Kind) -> ConsentCheck {
        let subject = Self.subject(kind)
        guard let score = likeness.likeness else {
            return ConsentCheck(subject, .unsure, reason: kind == .voice ? noVoice : noFace)
        }
        if likeness.severalInRecording || likeness.severalInSource {
            let reason =
                kind == .voice
                ? Remark("voice_several", "More than one person speaks in the sample or in the statement.")
                : Remark("face_several", "More than one face is visible.")
            return ConsentCheck(subject, .unsure, score: score, reason: reason)
        }
        let bands: Bands = kind == .voice ? .voice : .face
        switch score {
        case bands.same...: return ConsentCheck(subject, .passed, score: score)
        case bands.other...: return ConsentCheck(subject, .unsure, score: score, reason: unsure(kind))
        default: return ConsentCheck(subject, .failed, score: score, reason: another(kind))
        }
    }

    private static func unexamined(_ kind: Consent.Kind) -> ConsentCheck {
        ConsentCheck(
            subject(kind), .skipped,
            reason: Remark("consent_not_checked", "This server could not compare the recordings."))
    }

    /// Of an avatar's consent that is only sound.
    static let unseen = PersonVerdict(
        check: ConsentCheck(
            .face, .unsure, reason: Remark("consent_unseen", "The statement is only sound: no face can be compared.")))

    private static let noVoice = Remark("nobody_speaks", "Nobody speaks in the statement or in the sample.")
    private static let noFace = Remark("face_missing", "The statement or the clip shows no face that can be compared.")

    private static func subject(_ kind: Consent.Kind) -> ConsentCheck.Subject { kind == .voice ? .voice : .face }

    private static func unsure(_ kind: Consent.Kind) -> Remark {
        kind == .voice
            ? Remark("voice_unsure", "It is not certain that the voice is the one in the sample.")
            : Remark("face_unsure", "It is not certain that the face is the one in the clip.")
    }

    private static func another(_ kind: Consent.Kind) -> Remark {
        kind == .voice
            ? Remark("voice_other", "The voice sounds different from the sample.")
            : Remark("face_other", "The face looks different from the one in the clip.")
    }
}
