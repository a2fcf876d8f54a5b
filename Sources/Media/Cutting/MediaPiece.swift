import Glibc

/// A piece of a picture or a video: a part of the picture, of the time, or both.
package enum MediaPiece {
    /// Writes a picture as JPEG, or as PNG where it is transparent, and a video as MP4.
    /// - Parameters:
    ///   - output: replaced when it exists; gone again when this throws.
    ///   - seconds: of a video.
    ///   - area: nil keeps the whole picture.
    ///   - threads: 1...16.
    package static func write(
        _ path: String, to output: String, seconds: Range<Double>, area: CutArea?, threads: Int
    ) throws(MediaError) {
        do throws(MediaError) {
            let area = area ?? .whole
            if try MediaBytes(path: path).container.isImage {
                try PictureCut.write(path, to: output, area: area)
            } else {
                try ClipCut.write(path, to: output, seconds: seconds, area: area, threads: threads)
            }
        } catch {
            unlink(output)
            throw error
        }
    }
}
