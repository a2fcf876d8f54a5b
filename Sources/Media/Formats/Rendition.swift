import Glibc

/// The same video in another format, with what it says of itself.
package enum Rendition: String, CaseIterable, Sendable {
    /// MP4 for messages: 640 pixels at most.
    case small
    /// Over and over, without sound: the first seconds as a moving picture.
    case gif, webp
    /// MP3.
    case audio
    /// For editors: every picture by itself, ten bits, with the sound as it is.
    case prores

    /// - Parameters:
    ///   - output: replaced when it exists; gone again when this throws.
    ///   - threads: 1...16.
    package func write(_ path: String, to output: String, threads: Int) throws(MediaError) {
        do throws(MediaError) {
            let file = try InputFile(try MediaBytes(path: path))
            try file.readAhead()
            let metadata = file.metadata
            switch self {
            case .small: try Self.small(path, to: output, metadata, threads: threads)
            case .gif: try MovingPicture.gif.write(path, to: output, metadata, threads: threads)
            case .webp: try MovingPicture.webp.write(path, to: output, metadata, threads: threads)
            case .audio: try MP3File.write(soundOf: path, to: output, metadata: metadata)
            case .prores: try EditingMovie.write(path, to: output, metadata, threads: threads)
            }
        } catch {
            unlink(output)
            throw error
        }
    }

    private static func small(
        _ path: String, to output: String, _ metadata: [String: String], threads: Int
    ) throws(MediaError) {
        let reader = try VideoReader(path: path, maxSide: 640, threads: threads)
        let writer = try MovieWriter(
            path: output, width: reader.width, height: reader.height, timeBase: reader.timeBase,
            frameRate: reader.frameRate, audioFrom: path, metadata: metadata, crf: 27, threads: threads)
        let picture = try Picture.make(width: reader.width, height: reader.height)
        while let frame = try reader.next(into: picture) { try writer.append(frame.picture, pts: frame.pts) }
        _ = try writer.finish()
    }
}
