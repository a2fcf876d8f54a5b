import CPuppetry

/// Where a mesh takes a colour.
typealias TexturePoint = PlanePoint<TextureSpace>

extension puppet_vertex {
    /// - Parameters:
    ///   - place: in the picture drawn on.
    ///   - texture: what is seen there.
    init(at place: PlanePoint<VideoSpace>, shows texture: TexturePoint, alpha: Float = 1) {
        self.init(x: place.x, y: place.y, u: texture.x, v: texture.y, alpha: alpha)
    }
}
