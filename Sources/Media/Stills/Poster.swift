/// The small picture that stands for a file in a list.
package enum Poster {
    /// Writes a JPEG of this width, upright, in the file's aspect ratio; a sound becomes its waveform.
    /// - Parameter width: 64...1280; very tall pictures are made narrower, so that the height stays below 2 x 1280.
    package static func write(of path: String, to output: String, width: Int) throws(MediaError) {
        let bytes = try MediaBytes(path: path)
        let picture: Picture
        if bytes.container.isImage {
            picture = try still(path, bytes, width: width)
        } else {
            do {
                picture = try frame(of: path, width: width)
            } catch .noVideo {
                picture = try Waveform.draw(path: path, width: width)
            }
        }
        try StillImage.writeJPEG(picture, to: output, quality: 85)
    }

    private static func still(_ path: String, _ bytes: MediaBytes, width: Int) throws(MediaError) -> Picture {
        let header = try ImageHeader.read(bytes)
        let turned = Orientation(exif: header.exifOrientation).swapsSides
        let (wide, high) = turned ? (header.height, header.width) : (header.width, header.height)
        return try StillImage.load(path: path, maxSide: maxSide(width: width, of: wide, high)).picture
    }

    /// The frame at 10 % of the length, at most 3 s in: openings are often black.
    private static func frame(of path: String, width: Int) throws(MediaError) -> Picture {
        let whole = try VideoReader(path: path)
        let reader = try VideoReader(path: path, maxSide: maxSide(width: width, of: whole.width, whole.height))
        let seconds = min(3, Double(whole.durationMs ?? 0) / 10_000)
        let target = Int64(seconds * Double(reader.timeBase.den) / Double(max(reader.timeBase.num, 1)))
        reader.seek(before: target)
        // From the last key frame on, as far as the time for it lasts: a second or two on an old machine.
        var budget = 400_000_000
        var picture: Picture?
        while let frame = try reader.next(into: picture) {
            picture = frame.picture
            budget -= whole.width * whole.height
            if frame.pts >= target || budget < 0 { break }
        }
        guard let picture else { throw .noFrames }
        return picture
    }

    /// The long side that gives this width.
    private static func maxSide(width: Int, of wide: Int, _ high: Int) -> Int {
        guard high > wide else { return width }
        return min(max(width, width * high / max(wide, 1)), 2 * 1280)
    }
}
