/// Whether two recordings show or let hear one person, as networks see it; a likeness, no verdict.
package struct PersonLikeness: Codable, Equatable, Sendable {
    /// -1...1; nil when there is nobody in one of the two.
    package var likeness: Double?
    /// Two people or more are in the recording of the consent, or in what is to be copied.
    package var severalInRecording: Bool
    package var severalInSource: Bool

    package init(likeness: Double?, severalInRecording: Bool, severalInSource: Bool) {
        self.likeness = likeness
        self.severalInRecording = severalInRecording
        self.severalInSource = severalInSource
    }

    private enum CodingKeys: String, CodingKey {
        case likeness
        case severalInRecording = "several_in_recording"
        case severalInSource = "several_in_source"
    }
}
