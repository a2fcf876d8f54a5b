import ArgumentParser
import Glibc
import Media

/// Brings a picture or a video into what another program takes: a JPEG, or an MP4 with H.264 and AAC.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Writes a picture as JPEG or a video as MP4, within bounds of its sides, its rate and its size.",
        discussion: "Exit status: 0, 3 with an error object for what cannot be read, 4 for what cannot be written.")

    enum Form: String, ExpressibleByArgument, CaseIterable { case jpeg, mp4 }

    @Argument(help: "The file.") var path: String
    @Option(name: [.customShort("o"), .long], help: "Where the result goes.") var output: String
    @Option(help: "jpeg or mp4.") var form: Form
    @Option(help: "Of the shorter side, pixels.") var minSide = 16
    @Option(help: "Of the longer side, pixels.") var maxSide = 4096
    @Option(help: "Frames per second at most; further ones are left out.") var maxRate = 60.0
    @Option(help: "Bytes at most; of a picture only.") var maxBytes = Int.max

    mutating func validate() throws {
        guard (2...4096).contains(minSide), (16...8192).contains(maxSide), minSide <= maxSide else {
            throw ValidationError("--min-side and --max-side are 2 to 8192, the smaller one first.")
        }
        guard (1...1000).contains(maxRate) else { throw ValidationError("--max-rate is 1 to 1000.") }
        guard maxBytes >= 10_000 else { throw ValidationError("--max-bytes is 10,000 at least.") }
    }

    mutating func run() throws {
        Limits.applyForEngine()
        do throws(MediaError) {
            switch form {
            case .jpeg: try picture()
            case .mp4: try movie()
            }
        } catch {
            unlink(output)
            Refusal.end(error)
        }
        _exit(0)
    }

    /// The best quality that fits, then fewer pixels.
    private func picture() throws(MediaError) {
        var side = maxSide
        while true {
            let image = try StillImage.load(path: path, maxSide: side, minSide: minSide)
            for quality in [95, 88, 78] {
                try StillImage.writeJPEG(image.picture, to: output, quality: quality)
                var facts = stat()
                if stat(output, &facts) == 0, Int(facts.st_size) <= maxBytes { return }
            }
            let longest = max(image.picture.width, image.picture.height)
            guard longest / 2 > minSide else {
                throw .tooLarge("The picture does not fit into \(maxBytes) bytes.")
            }
            side = longest * 3 / 4
        }
    }

    private func movie() throws(MediaError) {
        let reader = try VideoReader(path: path, maxSide: maxSide, minSide: minSide, threads: 2)
        let rate = min(reader.frameRate, maxRate)
        let writer = try MovieWriter(
            path: output, width: reader.width, height: reader.height, timeBase: reader.timeBase, frameRate: rate,
            audioFrom: path, metadata: [:], threads: 2)
        let picture = try Picture.make(width: reader.width, height: reader.height)
        // Ticks between frames that are kept, with room for stamps that are not quite even.
        let ticks = Double(reader.timeBase.den) / (Double(max(reader.timeBase.num, 1)) * rate)
        let thins = reader.frameRate > maxRate * 1.01
        var due = 0.0
        while let frame = try reader.next(into: picture) {
            guard !thins || Double(frame.pts) >= due - ticks * 0.1 else { continue }
            due = max(due + ticks, Double(frame.pts) - ticks)
            try writer.append(frame.picture, pts: frame.pts)
        }
        _ = try writer.finish()
    }
}
