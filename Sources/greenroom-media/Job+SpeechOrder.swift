import Foundation
import Voice

extension Job {
    /// Readings by the word, as a JSON object.
    private func pronunciations() throws(VoiceError) -> [String: String] {
        guard let text = parameters["pronunciations"] else { return [:] }
        guard let words = try? JSONDecoder().decode([String: String].self, from: Data(text.utf8)), words.count <= 1000
        else { throw VoiceError("invalid_job", "The job's parameters.pronunciations is no object of texts.") }
        return words
    }

    /// What a job with a text to be spoken asks for: parameters `text`, `voice`, `rate`, `pauses` and `pitch`, input `profile`.
    func speechOrder() throws(VoiceError) -> SpeechOrder {
        guard let text = parameters["text"] else {
            throw VoiceError("invalid_job", "The job has no parameters.text.")
        }
        guard let rate = parameters["rate"].map({ Double($0) }) ?? 1 else {
            throw VoiceError("invalid_rate", "The job's parameters.rate is not a number.")
        }
        guard let pauses = parameters["pauses"].map({ Double($0) }) ?? 1 else {
            throw VoiceError("invalid_pauses", "The job's parameters.pauses is not a number.")
        }
        guard let pitch = parameters["pitch"].map({ Double($0) }) ?? 0 else {
            throw VoiceError("invalid_pitch", "The job's parameters.pitch is not a number.")
        }
        let profile = try inputs["profile"].map { (path) throws(VoiceError) in try VoiceProfile(reading: path) }
        return try SpeechOrder(
            text: text, voice: parameters["voice"], profile: profile, rate: rate, pauses: pauses,
            pitch: pitch, pronunciations: try pronunciations())
    }
}
