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

    /// Shares of the length at which a frame may show what the video is about.
    private static let places = [0.1, 0.3, 0.55, 0.8]

    /// The frame at 10 % of the length, at most 3 s in; where that is black or plain, as openings often are, a later one.
    private static func frame(of path: String, width: Int) throws(MediaError) -> Picture {
        let whole = try VideoReader(path: path)
        let side = maxSide(width: width, of: whole.width, whole.height)
        let seconds = Double(whole.durationMs ?? 0) / 1000
        var best: (picture: Picture, contrast: Double)?
        for (place, share) in places.enumerated() where place == 0 || seconds > 0 {
            let time = place == 0 ? min(3, seconds * share) : seconds * share
            guard let picture = try frame(of: path, at: time, maxSide: side) else { continue }
            let contrast = contrast(picture)
            if contrast > (best?.contrast ?? -1) { best = (picture, contrast) }
            if contrast >= leastContrast { break }
        }
        guard let best else { throw .noFrames }
        return best.picture
    }

    private static func frame(of path: String, at seconds: Double, maxSide: Int) throws(MediaError) -> Picture? {
        let reader = try VideoReader(path: path, maxSide: maxSide)
        let target = Int64(seconds * Double(reader.timeBase.den) / Double(max(reader.timeBase.num, 1)))
        reader.seek(before: target)
        // From the last key frame on, as far as the time for it lasts: a second or two on an old machine.
        var budget = 400_000_000
        var picture: Picture?
        while let frame = try reader.next(into: picture) {
            picture = frame.picture
            budget -= reader.storedPixels
            if frame.pts >= target || budget < 0 { break }
        }
        return picture
    }

    /// Standard deviation of the brightness below which a frame shows nothing; of 255.
    private static let leastContrast = 10.0

    private static func contrast(_ picture: Picture) -> Double {
        var (count, sum, squares) = (0.0, 0.0, 0.0)
        for y in stride(from: 0, to: picture.height, by: max(1, picture.height / 64)) {
            for x in stride(from: 0, to: picture.width, by: max(1, picture.width / 64)) {
                let pixel = picture.bytes + y * picture.rowBytes + x * 4
                let light = 0.2126 * Double(pixel[0]) + 0.7152 * Double(pixel[1]) + 0.0722 * Double(pixel[2])
                (count, sum, squares) = (count + 1, sum + light, squares + light * light)
            }
        }
        return max(0, squares / count - sum * sum / (count * count)).squareRoot()
    }

    /// The long side that gives this width.
    private static func maxSide(width: Int, of wide: Int, _ high: Int) -> Int {
        guard high > wide else { return width }
        return min(max(width, width * high / max(wide, 1)), 2 * 1280)
    }
}
