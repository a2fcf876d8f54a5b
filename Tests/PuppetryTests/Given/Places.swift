@testable import Puppetry

extension Point where Vector == SIMD2<Float> {
    init(_ x: Float, _ y: Float) { self.init(x: x, y: y) }
}

extension Point where Vector == SIMD2<Double> {
    init(_ x: Double, _ y: Double) { self.init(x: x, y: y) }
}

extension Landmarks {
    /// What is looked at in a picture of the video's size.
    var seen: Landmarks<SeenSpace> { mapped { DeepPoint($0.vector) } }
}

/// Bones that leave everything where it is.
func stillBones(_ count: Int) -> [FigureMove] { [FigureMove](repeating: .identity, count: count) }
