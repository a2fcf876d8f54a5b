import Foundation

/// Shares a plane out among bones: each place goes to whoever reaches it first, walking one thickness of its own a step.
struct Territory {
    /// Steps are counted in this part of a bone's thickness.
    private static let unit: Float = 24
    private static let unowned = -1
    /// What a step from black to white costs, in steps.
    private static let edgeCost: Float = 30

    private let width: Int
    private let height: Int
    /// 1 within the figure, more outside.
    private let toll: [Float]
    /// What tells one part of the figure from the next; nil when the outline alone counts.
    private let colours: [SIMD3<Float>]?
    private var owner: [Int]
    private var cost: [Int]
    private var radius: [Int: Float] = [:]
    /// Places whose cost is the index, at the time they were put there.
    private var waiting: [[Int32]] = []

    /// - Parameters:
    ///   - mask: of the figure.
    ///   - colours: of the same places, 0...1 each; where they change a step costs more.
    init(_ mask: Plane, outsideCost: Float, colours: [SIMD3<Float>]? = nil) {
        (width, height) = (mask.width, mask.height)
        self.colours = colours
        toll = mask.values.map { $0 > 0.4 ? 1 : outsideCost }
        owner = [Int](repeating: Self.unowned, count: mask.values.count)
        cost = [Int](repeating: .max, count: mask.values.count)
    }

    /// Gives a bone the places along a line.
    mutating func settle(bone: Int, radius: Float, line: [SIMD2<Float>]) {
        self.radius[bone] = radius
        for (a, b) in zip(line, line.dropFirst()) {
            let steps = max(1, Int((b - a).length * 2))
            for step in 0...steps { take(a + (b - a) * (Float(step) / Float(steps)), bone) }
        }
    }

    /// Gives a bone the places of a convex area that no other has.
    mutating func settle(bone: Int, radius: Float, area corners: [SIMD2<Float>]) {
        self.radius[bone] = radius
        let middle = corners.reduce(.zero, +) / Float(corners.count)
        for y in 0..<height {
            for x in 0..<width {
                let point = SIMD2(Float(x), Float(y)) + 0.5
                let isInside = zip(corners, corners.dropFirst() + corners.prefix(1)).allSatisfy { a, b in
                    func side(_ p: SIMD2<Float>) -> Float { (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) }
                    return side(point) * side(middle) >= 0
                }
                if isInside, owner[y * width + x] == Self.unowned { take(point, bone) }
            }
        }
    }

    private mutating func take(_ point: SIMD2<Float>, _ bone: Int) {
        guard point.x >= 0, point.y >= 0, point.x < Float(width), point.y < Float(height) else { return }
        put(Int(point.y) * width + Int(point.x), bone, 0)
    }

    private mutating func put(_ place: Int, _ bone: Int, _ newCost: Int) {
        guard newCost < cost[place] else { return }
        cost[place] = newCost
        owner[place] = bone
        while waiting.count <= newCost { waiting.append([]) }
        waiting[newCost].append(Int32(place))
    }

    /// The bone of each place; the first bone where none was settled.
    mutating func owners() -> [Int] {
        var level = 0
        while level < waiting.count {
            var at = 0
            while at < waiting[level].count {
                let place = Int(waiting[level][at])
                at += 1
                if cost[place] == level { visitNeighbours(of: place, level) }
            }
            waiting[level] = []
            level += 1
        }
        return owner.map { max($0, 0) }
    }

    private mutating func visitNeighbours(of place: Int, _ level: Int) {
        let (x, y, bone) = (place % width, place / width, owner[place])
        let step = Self.unit / (radius[bone] ?? 1)
        for dy in -1...1 {
            for dx in -1...1 where dx != 0 || dy != 0 {
                let (nx, ny) = (x + dx, y + dy)
                guard nx >= 0, ny >= 0, nx < width, ny < height else { continue }
                let length: Float = dx != 0 && dy != 0 ? 1.414 : 1
                let next = ny * width + nx
                var edge: Float = 1
                if let colours { edge += Self.edgeCost * (colours[next] - colours[place]).length }
                put(next, bone, level + max(1, Int((step * length * toll[next] * edge).rounded())))
            }
        }
    }
}
