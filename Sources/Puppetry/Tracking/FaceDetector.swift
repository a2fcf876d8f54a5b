import CPuppetry
import Foundation
import Media

/// Finds faces of any size in a whole picture.
final class FaceDetector {
    /// Shares of the picture's longer side that are looked at round a place where somebody sees a face.
    private static let closer = [0.6, 0.35, 0.2, 0.12]

    private let near: BoxNetwork
    private var far: BoxNetwork?
    private let loadFar: () throws(PuppetryError) -> BoxNetwork

    init(_ runtime: VisionNetworks, threads: Int) throws(PuppetryError) {
        near = BoxNetwork(
            try runtime.network("face_detection_short_range", threads: threads), inputSide: 128, boxes: "regressors",
            scores: "classificators", anchors: Anchors.layered(strides: [8, 16, 16, 16], inputSide: 128))
        // Seldom needed, and it would cost every start.
        loadFar = { () throws(PuppetryError) in
            BoxNetwork(
                try runtime.network("face_detection_full_range_sparse", threads: threads), inputSide: 192,
                boxes: "Identity", scores: "Identity_1", anchors: Anchors.grid(cells: 48, perCell: 1))
        }
    }

    /// All faces. First one network for near faces, then one for far ones, then the first again on parts of the picture.
    /// - Parameters:
    ///   - thorough: false leaves out the parts (18 looks more), for frames of a clip.
    ///   - point: where a face must be, however small beside the others; nil for wherever they are.
    func faces(
        in picture: Picture, thorough: Bool, near point: FinePoint<SeenSpace>? = nil
    ) throws(PuppetryError) -> [Detection] {
        let found = try faces(in: picture, thorough: thorough)
        guard let point, !found.contains(where: { $0.holds(point) }) else { return found }
        let side = Region.letterbox(width: picture.width, height: picture.height).side
        for share in Self.closer {
            let part = Region(centre: point, side: share * side, turn: 0)
            let near = try near.boxes(in: picture, region: part, least: 0.5)
            if near.contains(where: { $0.holds(point) }) { return merged(found + near) }
        }
        return found
    }

    private func faces(in picture: Picture, thorough: Bool) throws(PuppetryError) -> [Detection] {
        let whole = Region.letterbox(width: picture.width, height: picture.height)
        let close = merged(try near.boxes(in: picture, region: whole, least: 0.5))
        if !close.isEmpty { return close }
        if far == nil { far = try loadFar() }
        guard let far else { return [] }
        let distant = merged(try far.boxes(in: picture, region: whole, least: 0.5))
        if !distant.isEmpty { return distant }
        guard thorough else { return [] }
        var found: [Detection] = []
        for share in [0.6, 0.4] {
            let side = share * whole.side
            for row in 0..<3 {
                for column in 0..<3 {
                    let corner = SIMD2(
                        Self.start(column, side, Double(picture.width)), Self.start(row, side, Double(picture.height)))
                    let tile = Region(centre: FinePoint(corner + side / 2), side: side, turn: 0)
                    found += try near.boxes(in: picture, region: tile, least: 0.6)
                }
            }
        }
        return merged(found)
    }

    /// Three tiles from edge to edge; in the middle when one covers the length.
    private static func start(_ place: Int, _ side: Double, _ length: Double) -> Double {
        length <= side ? (length - side) / 2 : (length - side) * Double(place) / 2
    }
}
