import CPuppetry

/// A line with a thickness: a bone with its flesh.
extension puppet_capsule {
    init<Space>(_ from: PlanePoint<Space>, _ to: PlanePoint<Space>, radius: Float) {
        self.init(x0: from.x, y0: from.y, r0: radius, x1: to.x, y1: to.y, r1: radius)
    }

    func scaled(_ scale: SIMD2<Float>) -> puppet_capsule {
        let mean = (scale.x + scale.y) / 2
        return puppet_capsule(
            x0: x0 * scale.x, y0: y0 * scale.y, r0: r0 * mean, x1: x1 * scale.x, y1: y1 * scale.y, r1: r1 * mean)
    }
}
