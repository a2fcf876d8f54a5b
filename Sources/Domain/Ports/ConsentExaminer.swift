/// Listens to recordings of consents, outside this process: the bytes are hostile.
package protocol ConsentExaminer: Sendable {
    /// - Parameters:
    ///   - recording: absolute path of a file with sound.
    ///   - code: six digits, as they were shown.
    ///   - sentence: what is to be said, without the name and the code.
    ///   - language: BCP 47, of the sentence.
    func hear(
        _ recording: String, code: String, sentence: String, language: String
    ) async throws(ExaminationError) -> ConsentHearing

    /// Compares the person of the recording with the one who is to be copied.
    /// - Parameter source: absolute path of the sample or the clip.
    func compare(
        _ recording: String, with source: String, _ kind: Consent.Kind
    ) async throws(ExaminationError) -> PersonComparison
}

/// What was heard in a recording; nothing of it is a verdict.
package struct ConsentHearing: Codable, Equatable, Sendable {
    package struct Code: Codable, Equatable, Sendable {
        package var heard: String?
        /// How many of the six digits stand in their places.
        package var agreeing: Int

        package init(heard: String?, agreeing: Int) {
            self.heard = heard
            self.agreeing = agreeing
        }
    }

    package struct Sentence: Codable, Equatable, Sendable {
        /// All that was understood.
        package var heard: String
        /// How much of the sentence that is, 0...1.
        package var share: Double
        /// Words without which nobody has agreed, and that were not heard.
        package var lacking: [String]
        /// Words that were heard and may take the agreement back.
        package var contrary: [String]

        package init(heard: String, share: Double, lacking: [String] = [], contrary: [String] = []) {
            self.heard = heard
            self.share = share
            self.lacking = lacking
            self.contrary = contrary
        }
    }

    package var seconds: Double
    /// Of them with somebody speaking.
    package var speechSeconds: Double
    /// Nil when no machine listens to codes in that language.
    package var code: Code?
    /// Nil when nothing here writes down what is said.
    package var sentence: Sentence?
    /// By what the recording is known again: fingerprints from several beginnings, of which the first is kept.
    package var echo: [[UInt32]]
    /// What could not be done, `speech`, `code`, `sentence` or `echo`, with words for an operator.
    package var missing: [String: String]
    /// Models and libraries that were used, by what they did.
    package var models: [String: String]

    package init(
        seconds: Double, speechSeconds: Double, code: Code? = nil, sentence: Sentence? = nil, echo: [[UInt32]] = [],
        missing: [String: String] = [:], models: [String: String] = [:]
    ) {
        self.seconds = seconds
        self.speechSeconds = speechSeconds
        self.code = code
        self.sentence = sentence
        self.echo = echo
        self.missing = missing
        self.models = models
    }
}

/// How alike the people of two recordings are; nothing of it is a verdict.
package struct PersonComparison: Codable, Equatable, Sendable {
    package struct Likeness: Codable, Equatable, Sendable {
        /// -1...1; nil when one of the two recordings has no such person.
        package var likeness: Double?
        /// More than one person is in the consent's recording, or in what is to be copied.
        package var severalInRecording: Bool
        package var severalInSource: Bool

        package init(_ likeness: Double?, severalInRecording: Bool = false, severalInSource: Bool = false) {
            self.likeness = likeness
            self.severalInRecording = severalInRecording
            self.severalInSource = severalInSource
        }
    }

    /// Nil when it was not compared.
    package var voice: Likeness?
    package var face: Likeness?
    /// What could not be compared, `voice` or `face`, with words for an operator.
    package var missing: [String: String]
    /// Models that were used, by what they did.
    package var models: [String: String]

    package init(
        voice: Likeness? = nil, face: Likeness? = nil, missing: [String: String] = [:], models: [String: String] = [:]
    ) {
        self.voice = voice
        self.face = face
        self.missing = missing
        self.models = models
    }
}

package enum ExaminationError: Error, Equatable, Sendable {
    /// The sentence says what is wrong with the file.
    case unreadable(String)
    /// The sentence is for an operator.
    case unavailable(String)
}
