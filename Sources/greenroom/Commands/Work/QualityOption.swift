import ArgumentParser
import Domain

/// `--mode` of the commands that make a video.
struct QualityOption: ParsableArguments {
    @Option(
        help:
            "Quality: draft (fast, the longer side up to 768 pixels; 960 for mix) or pro (up to 1280). The API's names, wan-std and wan-pro, work too."
    )
    var mode = "draft"

    /// - Throws: `CommandFailure` for any other word.
    func chosen() throws -> GenerationTask.Mode {
        switch mode {
        case "draft": return .standard
        case "pro": return .pro
        default: break
        }
        guard let mode = GenerationTask.Mode(rawValue: mode) else {
            throw CommandFailure("--mode must be draft or pro, not \"\(mode)\".", exitCode: CommandFailure.usage)
        }
        return mode
    }
}
