import Domain
import Foundation

/// Hears in a file what its text says: `beep` is nobody, `mumbled` a code that is not understood, `broken` breaks the
/// listener, `echo 1 2 3` is known again by these numbers, `weather` is other words and `never` the contrary. Whatever else is there is a statement well spoken. A sample or
/// clip is of the same person unless it says `stranger`, `similar` (nobody can tell), `crowd` (several) or `nobody`.
struct StubExaminer: ConsentExaminer {
    func hear(
        _ recording: String, code: String, sentence: String, language: String
    ) async throws(ExaminationError) -> ConsentHearing {
        let text = FileManager.default.contents(atPath: recording).map { String(decoding: $0, as: UTF8.self) } ?? ""
        if text.contains("broken") { throw .unavailable("the listener is broken") }
        let isMumbled = text.contains("mumbled")
        let numbers = text.split(separator: "echo ").dropFirst().first?.split(separator: " ").compactMap { UInt32($0) }
        return ConsentHearing(
            seconds: 9, speechSeconds: text.contains("beep") ? 0 : 8,
            code: .init(heard: isMumbled ? "000000" : code, agreeing: isMumbled ? 1 : 6),
            sentence: .init(
                heard: text.contains("weather") ? "Nice weather today." : sentence,
                share: text.contains("weather") ? 0.2 : 1, contrary: text.contains("never") ? ["never"] : []),
            echo: [numbers ?? []], models: ["code": "stub 1.0"])
    }

    func compare(
        _ recording: String, with source: String, _ kind: Consent.Kind
    ) async throws(ExaminationError) -> PersonComparison {
        let text = FileManager.default.contents(atPath: source).map { String(decoding: $0, as: UTF8.self) } ?? ""
        if text.contains("incomparable") { throw .unavailable("the comparison is broken") }
        let scores = ["stranger": 0.05, "similar": 0.48]
        let score = scores.first { text.contains($0.key) }?.value ?? 0.9
        let likeness = PersonComparison.Likeness(
            text.contains("nobody") ? nil : score, severalInSource: text.contains("crowd"))
        return PersonComparison(
            voice: kind == .voice ? likeness : nil, face: kind == .face ? likeness : nil,
            models: [kind.rawValue: "stub 2.0"])
    }
}
