import CPuppetry

/// A place in a texture, in the texture's pixels: where a mesh takes its colours. Places in the video are plain vectors.
struct TexturePoint: Equatable, Sendable {
    var pixel: SIMD2<Float>

    static func + (point: TexturePoint, offset: SIMD2<Float>) -> TexturePoint {
        TexturePoint(pixel: point.pixel + offset)
    }

    static func += (point: inout TexturePoint, offset: SIMD2<Float>) { point.pixel += offset }

    static func - (to: TexturePoint, from: TexturePoint) -> SIMD2<Float> { to.pixel - from.pixel }
}

extension puppet_vertex {
    /// - Parameters:
    ///   - place: in the picture drawn on.
    ///   - texture: what is seen there.
    init(at place: SIMD2<Float>, shows texture: TexturePoint, alpha: Float = 1) {
        self.init(x: place.x, y: place.y, u: texture.pixel.x, v: texture.pixel.y, alpha: alpha)
    }
}
