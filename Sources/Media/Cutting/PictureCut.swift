import Glibc

/// A part of a picture, upright, in the colours of sRGB.
enum PictureCut {
    /// Of the picture; what is larger is made smaller.
    private static let maxSide = 8192

    /// Writes a JPEG, or a PNG where the picture is transparent.
    /// - Parameter output: replaced when it exists.
    static func write(_ path: String, to output: String, area: CutArea) throws(MediaError) {
        let image = try StillImage.load(path: path, maxSide: maxSide)
        let box = area.box(in: image.picture.width, image.picture.height)
        let piece = try Picture.make(width: box.width, height: box.height)
        image.picture.copy(box, into: piece)
        guard image.hasAlpha else { return try StillImage.writeJPEG(piece, to: output, quality: 100) }
        let bytes = try PNGEncoder(width: box.width, height: box.height, hasAlpha: true).encode(piece)
        try bytes.withUnsafeBufferPointer { (bytes) throws(MediaError) in
            try StillImage.save(UnsafeRawBufferPointer(bytes), to: output)
        }
    }
}
