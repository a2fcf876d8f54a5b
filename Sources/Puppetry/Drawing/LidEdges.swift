import CPuppetry
import Media

/// How lids end. Open, they end where the tracked outline is; that lies a little inside the eye, and a rim of iris and
/// white would come along when they shut. There the lids end in their lashes, which keep their width while the skin
/// above them is drawn out; where there are none, in skin.
struct LidEdges: Sendable {
    /// How far beyond the outline is looked, shares of the eye's width.
    private static let reach: (upper: Float, lower: Float) = (0.2, 0.16)
    private static let steps = 12
    /// Lashes are no wider than this, shares of the eye's width: what is wider is an iris.
    private static let lashes: Float = 0.07
    /// Closings between which the rim is covered.
    private static let covering: (from: Float, to: Float) = (0.25, 0.7)

    /// One point of a lid's edge.
    private struct Edge: Sendable {
        let landmark: Int
        /// What the lid is drawn out from; nil on a lower lid, which hardly moves.
        let fold: Int?
        let eye: Int
        /// From the landmark to where the lashes begin and end, in the texture; and to their end in pixels of the video.
        var inner: SIMD2<Float>
        var outer: SIMD2<Float>
        var width: Float
        var rim: Float
    }

    private let edges: [Edge]
    private let eyeWidths: [Float]

    init(_ source: SourceFace, texture: SourceTexture) {
        var edges: [Edge] = []
        var widths: [Float] = []
        for (side, eye) in source.eyes.enumerated() {
            let numbers = eye.numbers
            let across = source.landmarks[numbers.right].xy - source.landmarks[numbers.left].xy
            let down = SIMD2(-across.y, across.x)
            widths.append(max(across.length, 1e-3))
            edges += Self.edges(
                numbers.upper, side, reach: Self.reach.upper * across.length, source, texture, folds: numbers.fold,
                ends: numbers.fold.map { source.landmarks[$0].xy })
            edges += Self.edges(
                numbers.lower, side, reach: Self.reach.lower * across.length, source, texture, folds: nil,
                ends: numbers.lower.map { source.landmarks[$0].xy + down })
        }
        self.edges = edges
        eyeWidths = widths
    }

    private static func edges(
        _ landmarks: [Int], _ side: Int, reach: Float, _ source: SourceFace, _ texture: SourceTexture, folds: [Int]?,
        ends: [PlanePoint<VideoSpace>]
    ) -> [Edge] {
        let numbers = source.eyes[side].numbers
        let width = (source.landmarks[numbers.right].xy - source.landmarks[numbers.left].xy).length
        let ways = landmarks.indices.map { place -> SIMD2<Float> in
            let way = ends[place] - source.landmarks[landmarks[place]].xy
            return way / max(way.length, 1e-3) * min(reach, 0.85 * way.length)
        }
        let found = landmarks.indices.map { place in
            let at = source.landmarks[landmarks[place]].xy
            return edge(
                (0...steps).map { colour(texture, at + ways[place] * (Float($0) / Float(steps))) },
                lashes: lashes * width / max(ways[place].length, 1e-3))
        }
        return landmarks.indices.map { place in
            let near = found[max(0, place - 1)...min(found.count - 1, place + 1)]
            let (inner, outer) = (near.map(\.inner).mean, near.map(\.outer).mean)
            let at = source.landmarks[landmarks[place]].xy
            func shift(_ share: Float) -> SIMD2<Float> { texture.place(at + ways[place] * share) - texture.place(at) }
            return Edge(
                landmark: landmarks[place], fold: folds?[place], eye: side, inner: shift(inner), outer: shift(outer),
                width: outer * ways[place].length, rim: inner * ways[place].length)
        }
    }

    /// Where lashes begin and end between the outline and the skin, or the skin begins, shares of the way.
    /// - Parameter lashes: their greatest width.
    private static func edge(_ colours: [SIMD3<Float>], lashes: Float) -> (inner: Float, outer: Float) {
        let lumas = colours.map(\.luma)
        let (end, count) = (colours.count - 1, Float(steps))
        let dark = lumas.indices.dropLast(2).min { lumas[$0] < lumas[$1] } ?? 0
        guard lumas[dark] < 0.88 * lumas[end] else {
            let off = colours.map { ($0 - colours[end]).length }
            let skin = off[0] > 12 ? off.firstIndex { $0 < 0.3 * off[0] } ?? 0 : 0
            return (Float(skin) / count, Float(min(skin + 1, end)) / count)
        }
        let bright = lumas[dark] + 0.6 * (lumas[end] - lumas[dark])
        let outer = Float((dark...end).first { lumas[$0] >= bright } ?? end) / count
        return (max(Float(max(0, dark - 1)) / count, outer - lashes), outer)
    }

    private static func colour(_ texture: SourceTexture, _ point: PlanePoint<VideoSpace>) -> SIMD3<Float> {
        texture.picture.meanColour(at: texture.place(point), radius: 0.75) ?? .zero
    }

    /// Moves the lids' edges in the texture.
    /// - Parameter shut: of both eyes, 0 open ... 1 shut.
    func cover(_ places: inout [TexturePoint], shut: SIMD2<Float>) {
        guard shut.max() > Self.covering.from else { return }
        for edge in edges { places[edge.landmark] += edge.inner * Self.covered(shut[edge.eye]) }
    }

    private static func covered(_ shut: Float) -> Float { smoothStep(covering.from, covering.to, shut) }

    /// The upper lids of closing eyes, to be laid over the skin: lashes, and the skin between them and the fold.
    /// - Parameters:
    ///   - skin: the face's corners in the same frame.
    ///   - places: of the landmarks in the texture, when the eyes are open.
    func lids(
        _ pose: FacePose, skin: [puppet_vertex], places: [TexturePoint]
    ) -> (vertices: [puppet_vertex], triangles: [UInt16]) {
        var vertices: [puppet_vertex] = []
        var triangles: [UInt16] = []
        for (side, eye) in EyeNumbers.both.enumerated() where pose.shut[side] > 0 {
            let width = (pose.points[eye.right].xy - pose.points[eye.left].xy).length
            let lids = edges.filter { $0.eye == side && $0.fold != nil }
            func corner(_ landmark: Int) -> [puppet_vertex] { [skin[landmark], skin[landmark], skin[landmark]] }
            let first = vertices.count
            vertices += corner(eye.ring[0])
            for edge in lids {
                guard let fold = edge.fold else { continue }
                let (rim, above) = (skin[edge.landmark], skin[fold])
                let way = SIMD2(above.x - rim.x, above.y - rim.y)
                let lashes = (edge.width - edge.rim * Self.covered(pose.shut[side])) * width / eyeWidths[side]
                let share = min(lashes / max(way.length, 1e-3), 0.85)
                let place = places[edge.landmark] + edge.outer
                vertices += [
                    rim,
                    puppet_vertex(
                        at: PlanePoint(x: rim.x + way.x * share, y: rim.y + way.y * share), shows: place,
                        alpha: min(rim.alpha, above.alpha)),
                    above,
                ]
            }
            vertices += corner(eye.ring[8])
            for column in 0..<(lids.count + 1) {
                for row in 0..<2 {
                    let a = first + 3 * column + row
                    triangles += [a, a + 1, a + 4, a, a + 4, a + 3].map(UInt16.init)
                }
            }
        }
        return (vertices, triangles)
    }
}
