/// What an engine made.
package struct EngineOutput: Equatable, Sendable {
    /// What a file is for, as the engine contract names it.
    package enum Role: String, Sendable, CaseIterable {
        case video, audio
        /// A prepared avatar, as a tar.
        case archive
        /// A cloned voice, as JSON.
        case profile
        /// WebVTT.
        case subtitles
        /// When each word and sound is spoken, as JSON.
        case timings
        /// What a person should know about the input, as JSON.
        case report
    }

    /// Absolute paths of the finished files.
    package var files: [Role: String]

    package init(_ files: [Role: String]) { self.files = files }
}

extension GenerationTask.Kind {
    /// The file without which a task of this kind has not succeeded.
    package var product: EngineOutput.Role {
        switch self {
        case .animateMove, .animateMix, .talkingVideo, .film: .video
        case .speech: .audio
        case .avatarTraining: .archive
        case .voiceClone: .profile
        }
    }

    /// All files that are kept of one: the product, and what may lie beside it.
    package var deliverables: Set<EngineOutput.Role> {
        switch self {
        case .animateMove, .animateMix, .talkingVideo, .film: [.video, .subtitles, .timings]
        case .speech: [.audio, .subtitles, .timings]
        case .avatarTraining: [.archive, .video, .report]
        case .voiceClone: [.profile, .audio, .report]
        }
    }
}
