import CPuppetry
import Foundation
import Media

/// Finds faces of any size in a whole picture.
final class FaceDetector {
    private let near: BoxNetwork
    private var far: BoxNetwork?
    private let loadFar: () throws(PuppetryError) -> BoxNetwork

    init(_ runtime: InferenceRuntime, threads: Int) throws(PuppetryError) {
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
    /// - Parameter thorough: false leaves out the parts (18 looks more), for frames of a clip.
    func faces(in picture: Picture, thorough: Bool) throws(PuppetryError) -> [FaceDetection] {
        let whole = Region.letterbox(width: picture.width, height: picture.height)
        let close = joined(try near.boxes(in: picture, region: whole, least: 0.5))
        if !close.isEmpty { return close }
        if far == nil { far = try loadFar() }
        guard let far else { return [] }
        let distant = joined(try far.boxes(in: picture, region: whole, least: 0.5))
        if !distant.isEmpty { return distant }
        guard thorough else { return [] }
        var found: [FaceDetection] = []
        for share in [0.6, 0.4] {
            let side = share * whole.side
            for row in 0..<3 {
                for column in 0..<3 {
                    let corner = SIMD2(
                        Self.start(column, side, Double(picture.width)), Self.start(row, side, Double(picture.height)))
                    let tile = Region(centre: corner + side / 2, side: side, turn: 0)
                    found += try near.boxes(in: picture, region: tile, least: 0.6)
                }
            }
        }
        return joined(found)
    }

    /// Three tiles from edge to edge; in the middle when one covers the length.
    private static func start(_ place: Int, _ side: Double, _ length: Double) -> Double {
        length <= side ? (length - side) / 2 : (length - side) * Double(place) / 2
    }
}

/// A detector with anchors: for each a box, key points and a score.
final class BoxNetwork {
    private let network: Network
    private let inputSide: Int
    private let names: (boxes: String, scores: String)
    private let anchors: [SIMD2<Float>]
    /// Centre, size and six key points, x and y each.
    private static let numbersPerBox = 16

    init(_ network: Network, inputSide: Int, boxes: String, scores: String, anchors: [SIMD2<Float>]) {
        self.network = network
        self.inputSide = inputSide
        names = (boxes, scores)
        self.anchors = anchors
    }

    /// - Parameter least: scores from here on count, 0...1.
    func boxes(in picture: Picture, region: Region, least: Double) throws(PuppetryError) -> [FaceDetection] {
        let side = Int32(inputSide)
        puppet_crop_rgb(
            picture.view, region.transform(inputSide: inputSide).floats, network.input.baseAddress, side, side,
            2 / 255, -1, false)
        try network.run()
        let raw = try network.output(names.boxes, count: anchors.count * Self.numbersPerBox)
        let scores = try network.output(names.scores, count: anchors.count)
        let origin = region.centre - region.side / 2
        var found: [FaceDetection] = []
        for (index, anchor) in anchors.enumerated() {
            let score = 1 / (1 + exp(-Double(scores[index]).clamped(-60...60)))
            guard score >= least else { continue }
            let box = raw[(index * Self.numbersPerBox)..<((index + 1) * Self.numbersPerBox)]
            func pair(_ at: Int) -> SIMD2<Double> {
                SIMD2(Double(box[box.startIndex + at]), Double(box[box.startIndex + at + 1])) / Double(inputSide)
            }
            func place(_ at: Int) -> SIMD2<Double> { (pair(at) + SIMD2<Double>(anchor)) * region.side + origin }
            found.append(
                FaceDetection(
                    centre: place(0), size: pair(2) * region.side, eyes: (place(4), place(6)), score: score))
        }
        return found
    }
}
