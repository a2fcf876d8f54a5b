/// How the scenes of a film are put together: what the engine that joins them is told, as JSON among the task's options.
package struct FilmCut: Codable, Equatable, Sendable {
    package enum Format: String, Codable, Sendable, CaseIterable { case landscape, portrait, square }
    package enum Subtitles: String, Codable, Sendable, CaseIterable {
        case none
        /// A WebVTT file beside the video.
        case sidecar
        case burned
    }

    /// How a scene follows the one before it.
    package enum Transition: String, Codable, Sendable, CaseIterable {
        case cut
        /// Through black.
        case fade
    }

    package struct Scene: Codable, Equatable, Sendable {
        /// How long its last picture stands, in milliseconds.
        package var pauseMs: Int
        package var transition: Transition

        package init(pauseMs: Int = 0, transition: Transition = .cut) {
            self.pauseMs = pauseMs
            self.transition = transition
        }

        private enum CodingKeys: String, CodingKey {
            case pauseMs = "pause_ms"
            case transition
        }
    }

    package var format: Format
    package var subtitles: Subtitles
    package var scenes: [Scene]

    package init(format: Format = .landscape, subtitles: Subtitles = .none, scenes: [Scene]) {
        self.format = format
        self.subtitles = subtitles
        self.scenes = scenes
    }

    /// The option of the film's task that holds it.
    package static let option = "film"
    /// The longest pause behind a scene, in milliseconds.
    package static let longestPauseMs = 10_000
    package static let mostScenes = 50
}

/// Which task makes a scene of a film.
package struct FilmScene: Equatable, Sendable {
    /// From 0.
    package let number: Int
    /// A part of the film, or of an earlier one that had the same scene.
    package let taskID: TaskID
    /// Equal for scenes that are made of the same things in the same way; 64 hexadecimal digits.
    package let fingerprint: String

    package init(number: Int, taskID: TaskID, fingerprint: String) {
        self.number = number
        self.taskID = taskID
        self.fingerprint = fingerprint
    }
}
