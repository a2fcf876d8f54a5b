/// What a stand-in of an engine is asked to make: absolute paths of what it was sent.
package struct StandInOrder: Sendable {
    package enum Kind: String, Sendable { case animateMove, animateMix, talkingVideo, speech, avatar }

    package var kind: Kind
    package var image: String?
    package var video: String?
    package var audio: String?
    package var text: String?
    /// An empty folder for it alone.
    package var folder: String

    package init(
        _ kind: Kind, image: String? = nil, video: String? = nil, audio: String? = nil, text: String? = nil,
        folder: String
    ) {
        self.kind = kind
        self.image = image
        self.video = video
        self.audio = audio
        self.text = text
        self.folder = folder
    }
}

/// Makes the results that stand-ins hand out.
package protocol ResultMaker: Sendable {
    /// - Returns: the absolute path of a medium.
    func make(_ order: StandInOrder) async throws -> String
}

/// Gives back the clip or the sound that was sent, or hums: a real medium of the right length, at no cost.
package struct EchoMaker: ResultMaker {
    package struct NothingToGive: Error {}

    package init() {}

    package func make(_ order: StandInOrder) async throws -> String {
        if let path = order.video ?? order.audio { return path }
        guard order.kind == .speech, let text = order.text else { throw NothingToGive() }
        let path = order.folder + "/speech.wav"
        try Tone.write(for: text, to: path)
        return path
    }
}
