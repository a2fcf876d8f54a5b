import ArgumentParser
import Foundation
import Media
import Puppetry

/// Joins the scenes of a film: the job on standard input, JSON lines on standard output.
struct FilmCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "film", abstract: "Joins scenes to a film.",
        discussion: "Reads the job as one JSON object from standard input and writes JSON lines to standard output.")

    /// Names of the results in the job's output directory.
    private static let names = (video: "out.mp4", subtitles: "subtitles.vtt")
    /// Share of the film's progress that was made before its scenes are joined.
    private static let start = 0.9
    /// Frames of a film that are joined in a second.
    private static let pace = 60.0

    @OptionGroup var options: EngineOptions

    func run() throws {
        try options.carryOut("film") { job in
            do {
                try work(job, try FilmPlan(job))
            } catch let error as MediaError {
                throw PuppetryError.output(error)
            }
        }
    }

    private func work(_ job: Job, _ film: FilmPlan) throws {
        let foreseen = film.foreseenFrames
        if options.check {
            Report.say(.check(.init(seconds: Double(foreseen) / Self.pace, frames: foreseen, warnings: [])))
            return
        }
        let writer = try FilmWriter(
            path: job.outputDirectory + "/" + Self.names.video, width: film.size.width, height: film.size.height,
            metadata: Marks.metadata(of: job, what: "scenes joined"), music: film.music,
            longest: options.maxMinutes * 60,
            threads: options.coresToUse)
        var subtitles = WebVTTFile()
        for scene in film.scenes {
            let start = writer.length
            try append(scene, of: film, to: writer) { time in
                let share = (start + time) * Double(FilmWriter.rate) / Double(max(1, foreseen))
                Report.say(.progress(stage: "joining", Self.start + (1 - Self.start) * min(1, share)))
            }
            subtitles.append(scene.subtitles, at: start, until: writer.length)
        }
        let made = try writer.finish()
        var files = ["video": Self.names.video]
        if film.cut.subtitles == .sidecar, !subtitles.cues.isEmpty {
            try Self.write(subtitles, to: job.outputDirectory + "/" + Self.names.subtitles)
            files["subtitles"] = Self.names.subtitles
        }
        Report.say(
            .output(
                .init(
                    files: files, width: film.size.width, height: film.size.height, durationMs: made.durationMs,
                    frames: made.frames, path: "scenes", fallbacks: [])))
    }

    private func append(
        _ scene: FilmPlan.Scene, of film: FilmPlan, to writer: FilmWriter, _ report: (Double) -> Void
    ) throws {
        let burnt = film.cut.subtitles == .burned ? try scene.burnt(film.size) : nil
        try writer.append(scene.part, draw: burnt.map { burnt in { burnt.draw(onto: $0, seconds: $1) } }) { time in
            report(time)
            return !Cancellation.isRequested
        }
        if Cancellation.isRequested { throw PuppetryError.cancelled }
    }

    private static func write(_ subtitles: WebVTTFile, to path: String) throws(MediaError) {
        do {
            try Data(subtitles.text.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw .writeFailed("The subtitles could not be written; the disk may be full.")
        }
    }
}
