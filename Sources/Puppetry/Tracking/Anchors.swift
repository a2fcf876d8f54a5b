import Foundation

/// The places a detector's answers are relative to, in 0...1 of its input, in the order of its outputs.
enum Anchors {
    /// One layer of cells for each run of equal strides; two anchors a cell for each stride of the run.
    static func layered(strides: [Int], inputSide: Int) -> [SIMD2<Float>] {
        var anchors: [SIMD2<Float>] = []
        var at = 0
        while at < strides.count {
            let run = strides[at...].prefix { $0 == strides[at] }.count
            let cells = (inputSide + strides[at] - 1) / strides[at]
            anchors += grid(cells: cells, perCell: 2 * run)
            at += run
        }
        return anchors
    }

    static func grid(cells: Int, perCell: Int) -> [SIMD2<Float>] {
        (0..<(cells * cells)).flatMap { cell in
            let (x, y) = (Float(cell % cells), Float(cell / cells))
            return repeatElement((SIMD2(x, y) + 0.5) / Float(cells), count: perCell)
        }
    }
}
