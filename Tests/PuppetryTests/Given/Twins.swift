import CPuppetry
import Foundation

@testable import Media
@testable import Puppetry

/// The kernels once more, as plainly as they can be said. Slow.
enum Twin {
    /// A picture whose every pixel differs from its neighbours, the same each time.
    static func noise(width: Int, height: Int, seed: UInt64 = 1) -> Picture {
        let picture = Picture(width: width, height: height)
        var state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493
        for index in 0..<(width * height * 4) {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            picture.bytes[index] = index % 4 == 3 ? 255 : UInt8(truncatingIfNeeded: state >> 40)
        }
        return picture
    }

    /// A picture that changes slowly from place to place.
    static func gradient(width: Int, height: Int) -> Picture {
        let picture = Picture(width: width, height: height)
        for y in 0..<height {
            for x in 0..<width {
                let pixel = picture.bytes + y * picture.rowBytes + 4 * x
                pixel[0] = UInt8(255 * x / max(width - 1, 1))
                pixel[1] = UInt8(255 * y / max(height - 1, 1))
                pixel[2] = UInt8(127 * (x + y) / max(width + height - 2, 1))
                pixel[3] = 255
            }
        }
        return picture
    }

    static func colour(_ picture: Picture, _ x: Int, _ y: Int) -> SIMD3<Double> {
        let column = min(max(x, 0), picture.width - 1)
        let row = min(max(y, 0), picture.height - 1)
        let pixel = picture.bytes + row * picture.rowBytes + 4 * column
        return SIMD3(Double(pixel[0]), Double(pixel[1]), Double(pixel[2]))
    }

    /// Bilinear, edge pixels continued; pixel centres at .5.
    static func bilinear(_ picture: Picture, _ at: SIMD2<Double>) -> SIMD3<Double> {
        let u = min(max(at.x - 0.5, 0), Double(picture.width - 1))
        let v = min(max(at.y - 0.5, 0), Double(picture.height - 1))
        let (x, y) = (Int(u), Int(v))
        let (fx, fy) = (u - Double(x), v - Double(y))
        let upper = colour(picture, x, y) * (1 - fx) + colour(picture, x + 1, y) * fx
        let lower = colour(picture, x, y + 1) * (1 - fx) + colour(picture, x + 1, y + 1) * fx
        return upper * (1 - fy) + lower * fy
    }

    static func crop(
        _ picture: Picture, _ transform: PlaneTransform<InputSpace, SeenSpace>, side: Int, scale: Double, bias: Double
    )
        -> [Double]
    {
        (0..<(side * side)).flatMap { index -> [Double] in
            let at = transform(FinePoint(Double(index % side) + 0.5, Double(index / side) + 0.5)).vector
            let isInside = at.x >= 0 && at.y >= 0 && at.x < Double(picture.width) && at.y < Double(picture.height)
            let colour = isInside ? bilinear(picture, at) * scale : .zero
            return [colour.x + bias, colour.y + bias, colour.z + bias]
        }
    }

    /// Weights of a point in a triangle; nil outside.
    static func barycentric(_ p: SIMD2<Double>, _ corners: [puppet_vertex]) -> SIMD3<Double>? {
        func area(_ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>) -> Double {
            (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)
        }
        let c = corners.map { SIMD2(Double($0.x), Double($0.y)) }
        let whole = area(c[0], c[1], c[2])
        let weights = SIMD3(area(p, c[1], c[2]), area(c[0], p, c[2]), area(c[0], c[1], p)) / whole
        return weights.min() >= 0 ? weights : nil
    }

    /// Whether a point lies in a polygon, by the winding of its sides.
    static func isInside(_ p: SIMD2<Double>, _ corners: [SIMD2<Double>]) -> Bool {
        var winding = 0
        for (a, b) in zip(corners, corners.dropFirst() + corners.prefix(1)) {
            let side = (b.x - a.x) * (p.y - a.y) - (p.x - a.x) * (b.y - a.y)
            if a.y <= p.y, b.y > p.y, side > 0 { winding += 1 }
            if a.y > p.y, b.y <= p.y, side < 0 { winding -= 1 }
        }
        return winding != 0
    }
}

/// Peak signal to noise of two pictures in decibels, where `counts` is true.
func decibels(_ a: Picture, _ b: Picture, where counts: (Int, Int) -> Bool = { _, _ in true }) -> Double {
    var (sum, count) = (0.0, 0.0)
    for y in 0..<a.height {
        for x in 0..<a.width where counts(x, y) {
            let off = Twin.colour(a, x, y) - Twin.colour(b, x, y)
            sum += (off * off).sum()
            count += 3
        }
    }
    return 10 * log10(255 * 255 / max(sum / count, 1e-9))
}
