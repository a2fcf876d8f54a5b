import Foundation
import Media
import Puppetry

/// What a film is joined of, as its job tells it.
struct FilmPlan {
    /// The job's `parameters.film`.
    struct Cut: Decodable {
        enum Format: String, Decodable { case landscape, portrait, square }
        enum Subtitles: String, Decodable { case none, sidecar, burned }
        enum Transition: String, Decodable { case cut, fade }

        struct Placing: Decodable { let x, y, size: Double }

        struct Scene: Decodable {
            let pauseMs: Int
            let transition: Transition
            let colour: String?
            let placing: Placing?
        }

        let format: Format
        let subtitles: Subtitles
        let scenes: [Scene]
        let music: Double?
    }

    struct Scene {
        let part: FilmWriter.Scene
        let subtitles: WebVTTFile

        /// What draws the subtitles into its pictures; nil when there are none.
        func burnt(_ size: (width: Int, height: Int)) throws(PuppetryError) -> BurntSubtitles? {
            guard !subtitles.cues.isEmpty else { return nil }
            return try BurntSubtitles(
                lines: subtitles.cues.map { .init(start: $0.start, end: $0.end, text: $0.text) }, width: size.width,
                height: size.height)
        }
    }

    let cut: Cut
    let scenes: [Scene]
    let size: (width: Int, height: Int)
    private let musicPath: String?

    /// - Throws: ``JobError``; ``MediaError`` for a backdrop that cannot be read.
    init(_ job: Job) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let text = job.parameters["film"], let cut = try? decoder.decode(Cut.self, from: Data(text.utf8)),
            !cut.scenes.isEmpty
        else { throw JobError(message: "The job's parameters.film is no cut of a film.") }
        self.cut = cut
        musicPath = job.inputs["audio"]
        size = Self.size(cut.format, try job.choice("mode", OutputSize.self))
        var scenes: [Scene] = []
        for (number, scene) in cut.scenes.enumerated() {
            let follower = number + 1 < cut.scenes.count ? cut.scenes[number + 1] : nil
            var part = FilmWriter.Scene(
                path: try job.input("scene-\(number)"), pause: Double(min(max(scene.pauseMs, 0), 60_000)) / 1000,
                fadesIn: scene.transition == .fade, fadesOut: follower?.transition == .fade)
            if let path = job.inputs["background-\(number)"] {
                part.backdrop = try FilmBackdrop(file: path)
            } else if let colour = scene.colour.flatMap(FilmBackdrop.init(hex:)) {
                part.backdrop = colour
            }
            if let placing = scene.placing { (part.centre, part.size) = ((placing.x, placing.y), placing.size) }
            let text = job.inputs["subtitles-\(number)"].flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }
            scenes.append(Scene(part: part, subtitles: WebVTTFile(text ?? "")))
        }
        self.scenes = scenes
    }

    var music: FilmMusic? {
        guard let musicPath, let volume = cut.music else { return nil }
        return FilmMusic(path: musicPath, volume: volume, end: Double(foreseenFrames) / Double(FilmWriter.rate))
    }

    /// Frames of the whole, as far as its files tell their length.
    var foreseenFrames: Int {
        let seconds = scenes.reduce(0.0) { sum, scene in
            let facts = try? MediaFacts.probe(path: scene.part.path)
            return sum + Double(facts?.durationMs ?? 0) / 1000 + scene.part.pause
        }
        return Int(min(seconds, 1e6) * Double(FilmWriter.rate))
    }

    /// 16:9, 9:16 or 1:1; even sides.
    private static func size(_ format: Cut.Format, _ size: OutputSize) -> (width: Int, height: Int) {
        let short = size.shortSide
        let long = (short * 16 / 9 + 1) / 2 * 2
        return switch format {
        case .landscape: (long, short)
        case .portrait: (short, long)
        case .square: (short, short)
        }
    }
}
