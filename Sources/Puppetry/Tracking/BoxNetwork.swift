import CPuppetry
import Foundation
import Media

/// A detector with anchors: for each a box, key points and a score.
final class BoxNetwork {
    private let network: Network
    private let inputSide: Int
    private let names: (boxes: String, scores: String)
    private let anchors: [SIMD2<Float>]
    /// Centre, size and key points, x and y each.
    private let numbersPerBox: Int

    /// - Parameter keyPoints: that the network gives for each box; the first two are taken.
    init(
        _ network: Network, inputSide: Int, keyPoints: Int = 6, boxes: String, scores: String, anchors: [SIMD2<Float>]
    ) {
        self.network = network
        numbersPerBox = 4 + 2 * keyPoints
        self.inputSide = inputSide
        names = (boxes, scores)
        self.anchors = anchors
    }

    /// - Parameter least: scores from here on count, 0...1.
    func boxes(in picture: Picture, region: Region, least: Double) throws(PuppetryError) -> [Detection] {
        let side = Int32(inputSide)
        puppet_crop_rgb(
            picture.view, region.transform(inputSide: inputSide).floats, network.input.baseAddress, side, side,
            2 / 255, -1, false)
        try network.run()
        let raw = try network.output(names.boxes, count: anchors.count * numbersPerBox)
        let scores = try network.output(names.scores, count: anchors.count)
        let origin = region.centre - SIMD2(repeating: region.side / 2)
        var found: [Detection] = []
        for (index, anchor) in anchors.enumerated() {
            let score = 1 / (1 + exp(-Double(scores[index]).clamped(-60...60)))
            guard score >= least else { continue }
            let box = raw[(index * numbersPerBox)..<((index + 1) * numbersPerBox)]
            func pair(_ at: Int) -> SIMD2<Double> {
                SIMD2(Double(box[box.startIndex + at]), Double(box[box.startIndex + at + 1])) / Double(inputSide)
            }
            func place(_ at: Int) -> FinePoint<SeenSpace> {
                origin + ((pair(at) + SIMD2<Double>(anchor)) * region.side)
            }
            found.append(
                Detection(
                    centre: place(0), size: pair(2) * region.side, keys: (place(4), place(6)), score: score))
        }
        return found
    }
}
