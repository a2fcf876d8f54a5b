/// What an input must offer at least, or at most, to be worked with; the errors say these numbers.
enum InputLimits {
    /// Width of a face in pixels of the video: a smaller one has no features to move.
    static let faceWidth = 24
    /// Share of a clip's frames that must show a face.
    static let driverFaces = 0.2
    /// Share of a clip's frames without a face that can be bridged.
    static let driverGaps = 0.4
    /// Level of a recording's loudest moments, dB of full scale: below it there is nothing to follow.
    static let speechLevel: Float = -50
    /// By how much loud moments must exceed quiet ones, dB: hum, noise and single tones do not.
    static let speechRange: Float = 10
    /// Share of an avatar clip's frames that must show a face.
    static let avatarFaces = 0.5
    /// Length of an avatar in seconds: a shorter one, played forth and back, looks like a tremble.
    static let avatarSeconds = 1.0

    /// A clip of exactly the limit may be a few frames longer.
    static func checkLength(_ seconds: Double, limit: Double) throws(PuppetryError) {
        guard seconds <= limit + 1 else { throw .clipTooLong(seconds: seconds, limit: limit) }
    }
}
