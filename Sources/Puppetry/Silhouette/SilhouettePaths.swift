import CPuppetry
import Foundation

/// The trunk of an outline and the ways from it to the ends of whatever sticks out.
struct SilhouettePaths {
    /// Height of the plane the ways are looked for in.
    static let height = 140
    private static let mostEnds = 8

    /// From the trunk outwards, places of the plane.
    let paths: [[SIMD2<Float>]]
    let trunk: SIMD2<Float>
    /// From the trunk's middle to the nearest edge.
    let trunkRadius: Float
    /// The outline's box.
    let low: SIMD2<Float>
    let high: SIMD2<Float>
    private let thickness: Plane

    /// - Parameter mask: about ``height`` high.
    /// - Returns: nil for an empty mask.
    init?(_ mask: Plane) {
        let inside = mask.values.indices.filter { mask.values[$0] > 0.5 }
        guard inside.count > 20 else { return nil }
        let (w, columns) = (mask.width, inside.map { $0 % mask.width })
        let rows = inside.map { $0 / w }
        low = SIMD2(Float(columns.min() ?? 0), Float(rows.min() ?? 0))
        high = SIMD2(Float(columns.max() ?? 0) + 1, Float(rows.max() ?? 0) + 1)
        let tall = high.y - low.y
        let thickness = Self.thickness(mask)
        self.thickness = thickness
        let top = low.y
        let weights = inside.map { place -> Float in
            let off = (Float(place / w) - top - 0.48 * tall) / (0.22 * tall)
            return thickness.values[place] * exp(-off * off / 2)
        }
        guard let best = weights.indices.max(by: { weights[$0] < weights[$1] }) else { return nil }
        let seed = inside[best]
        trunk = SIMD2(Float(seed % w) + 0.5, Float(seed / w) + 0.5)
        trunkRadius = max(thickness.values[seed], 1)
        paths = Self.paths(mask, from: seed, least: max(1.5 * trunkRadius, 0.18 * tall), tube: 0.11 * tall)
    }

    /// Distance of each place to the nearest outside.
    private static func thickness(_ mask: Plane) -> Plane {
        // A frame of outside, so that a figure that fills the picture has an edge.
        let (width, height) = (mask.width + 2, mask.height + 2)
        var nearest = [Int16](repeating: -1, count: 2 * width * height)
        for y in 0..<height {
            for x in 0..<width {
                let isFrame = x == 0 || y == 0 || x == width - 1 || y == height - 1
                guard isFrame || mask[x - 1, y - 1] <= 0.5 else { continue }
                nearest[2 * (y * width + x)] = Int16(x)
                nearest[2 * (y * width + x) + 1] = Int16(y)
            }
        }
        puppet_nearest_seed(&nearest, Int32(width), Int32(height))
        var thickness = Plane(width: mask.width, height: mask.height)
        for y in 0..<mask.height {
            for x in 0..<mask.width {
                let at = 2 * ((y + 1) * width + x + 1)
                thickness[x, y] = SIMD2(Float(Int(nearest[at]) - x - 1), Float(Int(nearest[at + 1]) - y - 1)).length
            }
        }
        return thickness
    }

    func thickness(at place: SIMD2<Float>) -> Float { thickness.sampled(place) }

    /// The farthest ends one after another, by the way within the outline.
    private static func paths(_ mask: Plane, from seed: Int, least: Float, tube: Float) -> [[SIMD2<Float>]] {
        let (distance, parent) = walk(mask, from: seed)
        var open = distance.map { $0 < .infinity }
        var paths: [[SIMD2<Float>]] = []
        while paths.count < mostEnds {
            guard let end = open.indices.filter({ open[$0] }).max(by: { distance[$0] < distance[$1] }),
                distance[end] > least
            else { break }
            var path: [SIMD2<Float>] = []
            var at = end
            while at >= 0 {
                path.append(SIMD2(Float(at % mask.width) + 0.5, Float(at / mask.width) + 0.5))
                at = parent[at]
            }
            // What is near the outer part of this way is the same limb.
            let outer = path.prefix(max(1, path.count * 7 / 10))
            for place in open.indices where open[place] {
                let point = SIMD2(Float(place % mask.width) + 0.5, Float(place / mask.width) + 0.5)
                if outer.contains(where: { ($0 - point).length < tube }) { open[place] = false }
            }
            paths.append(path.reversed())
        }
        return paths
    }

    /// Shortest ways within the outline (Dijkstra, eight neighbours): distance, and the place before.
    private static func walk(_ mask: Plane, from seed: Int) -> (distance: [Float], parent: [Int]) {
        var distance = [Float](repeating: .infinity, count: mask.values.count)
        var parent = [Int](repeating: -1, count: mask.values.count)
        // Distances are sums of 1 and 1.4: buckets of a fifth keep the order well enough.
        var buckets: [[Int]] = [[seed]]
        distance[seed] = 0
        var level = 0
        while level < buckets.count {
            var at = 0
            while at < buckets[level].count {
                let place = buckets[level][at]
                at += 1
                let (x, y) = (place % mask.width, place / mask.width)
                for dy in -1...1 {
                    for dx in -1...1 where dx != 0 || dy != 0 {
                        let (nx, ny) = (x + dx, y + dy)
                        guard nx >= 0, ny >= 0, nx < mask.width, ny < mask.height, mask[nx, ny] > 0.5 else { continue }
                        let next = ny * mask.width + nx
                        let way = distance[place] + (dx != 0 && dy != 0 ? 1.4142 : 1)
                        guard way < distance[next] - 1e-4 else { continue }
                        distance[next] = way
                        parent[next] = place
                        let bucket = Int(way * 5)
                        while buckets.count <= bucket { buckets.append([]) }
                        buckets[bucket].append(next)
                    }
                }
            }
            level += 1
        }
        return (distance, parent)
    }
}
