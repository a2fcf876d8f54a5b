import CPuppetry
import Media

/// The source picture as a texture, continued by its mirror beyond the edges, so that what lies outside can come in when
/// the head moves away from an edge.
struct SourceTexture: Sendable {
    /// Share of the longer side that is added all round.
    static let margin = 0.2

    let picture: Picture
    /// Size of the video.
    let width: Int
    let height: Int
    /// Pixels of the texture per pixel of the video, and the place of the video's corner in the texture.
    private let scale: SIMD2<Float>
    private let origin: SIMD2<Float>

    /// - Parameters:
    ///   - source: opaque, of any size.
    ///   - width, height: of the video.
    init(of source: Picture, width: Int, height: Int) {
        self.width = width
        self.height = height
        let pad = max(1, Int(Double(max(source.width, source.height)) * Self.margin))
        let padded = Picture(width: source.width + 2 * pad, height: source.height + 2 * pad)
        for y in 0..<padded.height {
            let from = source.bytes + Self.mirrored(y - pad, source.height) * source.rowBytes
            let to = padded.bytes + y * padded.rowBytes
            for x in 0..<pad {
                Self.copyPixel(from, Self.mirrored(x - pad, source.width), to, x)
                Self.copyPixel(from, Self.mirrored(source.width + x, source.width), to, pad + source.width + x)
            }
            (to + 4 * pad).update(from: from, count: source.rowBytes)
        }
        picture = padded
        scale = SIMD2(Float(source.width) / Float(width), Float(source.height) / Float(height))
        origin = SIMD2(repeating: Float(pad))
    }

    /// How far beyond the video's edges the texture reaches, in the video's pixels.
    var reach: SIMD2<Float> { origin / scale }

    /// Where a point of the video's frame lies in the texture.
    func place(_ point: PlanePoint<VideoSpace>) -> TexturePoint { TexturePoint(point.vector * scale + origin) }

    /// The source at the video's size.
    var still: Picture {
        let still = Picture(width: width, height: height)
        let (right, bottom) = (Float(width), Float(height))
        let corners = [SIMD2(0, 0), SIMD2(right, 0), SIMD2(0, bottom), SIMD2(right, bottom)].map { corner in
            puppet_vertex(at: PlanePoint(corner), shows: place(PlanePoint(corner)))
        }
        puppet_draw_triangles(
            still.view, 0, Int32(height), picture.view, corners, 4, [0, 1, 3, 0, 3, 2], 2, false)
        return still
    }

    private static func mirrored(_ at: Int, _ count: Int) -> Int {
        let period = 2 * count
        let folded = ((at % period) + period) % period
        return folded < count ? folded : period - 1 - folded
    }

    private static func copyPixel(
        _ from: UnsafePointer<UInt8>, _ column: Int, _ to: UnsafeMutablePointer<UInt8>, _ place: Int
    ) {
        (to + 4 * place).update(from: from + 4 * column, count: 4)
    }
}
