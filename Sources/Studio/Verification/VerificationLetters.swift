import Domain
import Storage

/// Writes to administrators that media were damaged or missing.
struct VerificationLetters: LetterAuthor {
    let kind = OutboxEntry.Kind.verificationLetter
    let store: Store

    func letter(about subject: String, in language: Preference.Language) async throws -> Letter? {
        guard let id = VerificationID(rawValue: subject), let report = try await store.report(on: id, faults: 0),
            report.found > 0
        else { return nil }
        return report.lost == 0 ? .mediaHealed(count: report.healed) : .mediaLost(count: report.lost, of: report.found)
    }
}
