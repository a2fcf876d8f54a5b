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

    /// Shares of the frame, 0...1.
    package struct Placing: Codable, Equatable, Sendable {
        package var x: Double
        package var y: Double
        /// Of the frame, that the figure's picture just fits into.
        package var size: Double

        package init(x: Double = 0.5, y: Double = 0.5, size: Double = 1) {
            self.x = x
            self.y = y
            self.size = size
        }
    }

    package struct Scene: Codable, Equatable, Sendable {
        /// How long its last picture stands, in milliseconds.
        package var pauseMs: Int
        package var transition: Transition
        /// What is behind the figure where no picture or clip is: `#rrggbb`; nil for black.
        package var colour: String?
        /// Where the middle of the figure's picture stands and how large it is, as shares of the frame; nil fills it as far
        /// as it fits.
        package var placing: Placing?

        package init(
            pauseMs: Int = 0, transition: Transition = .cut, colour: String? = nil, placing: Placing? = nil
        ) {
            self.pauseMs = pauseMs
            self.transition = transition
            self.colour = colour
            self.placing = placing
        }

        private enum CodingKeys: String, CodingKey {
            case pauseMs = "pause_ms"
            case transition, colour, placing
        }
    }

    package var format: Format
    package var subtitles: Subtitles
    package var scenes: [Scene]
    /// How loud the music is where nobody speaks, 0...1; nil where there is none.
    package var music: Double?

    package init(
        format: Format = .landscape, subtitles: Subtitles = .none, scenes: [Scene], music: Double? = nil
    ) {
        self.format = format
        self.subtitles = subtitles
        self.scenes = scenes
        self.music = music
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
