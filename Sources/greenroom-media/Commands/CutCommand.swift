import ArgumentParser
import Glibc
import Media

/// Writes a piece of a picture or a video.
struct CutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cut",
        abstract: "Writes a part of a picture, or a part of a video's time and picture.",
        discussion: "Exit status: 0, 3 with an error object for what cannot be read, 4 for what cannot be written.")

    @Argument(help: "The file.") var path: String
    @Option(name: [.customShort("o"), .long], help: "Where the piece goes.") var output: String
    @Option(help: "Of a video: where the piece begins, seconds.") var start = 0.0
    @Option(help: "Of a video: where it ends, seconds.") var end = 1e9
    @Option(help: "The part of the picture, as shares of its sides: left,top,width,height.") var area: String?

    mutating func validate() throws {
        guard start.isFinite, end.isFinite, start >= 0, end > start else {
            throw ValidationError("--start is 0 at least, and --end is later.")
        }
        if area != nil, part == nil { throw ValidationError("--area is four shares: left,top,width,height.") }
    }

    private var part: CutArea? {
        let shares = (area ?? "").split(separator: ",", omittingEmptySubsequences: false).compactMap { Double($0) }
        guard shares.count == 4, shares.allSatisfy({ (0...1).contains($0) }), shares[2] > 0, shares[3] > 0 else {
            return nil
        }
        return CutArea(x: shares[0], y: shares[1], width: shares[2], height: shares[3])
    }

    mutating func run() throws {
        Limits.applyForEngine()
        do throws(MediaError) {
            try MediaPiece.write(path, to: output, seconds: start..<end, area: part, threads: 2)
        } catch {
            Refusal.end(error)
        }
        _exit(0)
    }
}
