/// A part of a picture, as shares of its sides, from the upper left corner.
package struct CutArea: Equatable, Sendable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    static let whole = CutArea(x: 0, y: 0, width: 1, height: 1)

    package init(x: Double, y: Double, width: Double, height: Double) {
        (self.x, self.y, self.width, self.height) = (x, y, width, height)
    }

    struct Box: Equatable {
        var left: Int
        var top: Int
        var width: Int
        var height: Int
    }

    /// In pixels of a picture, inside it.
    /// - Parameter step: sides are whole multiples of it, where the picture is large enough.
    func box(in width: Int, _ height: Int, step: Int = 1) -> Box {
        let (left, across) = Self.span(x, self.width, of: width, step)
        let (top, down) = Self.span(y, self.height, of: height, step)
        return Box(left: left, top: top, width: across, height: down)
    }

    private static func span(_ start: Double, _ length: Double, of side: Int, _ step: Int) -> (Int, Int) {
        let share = min(max(length.isFinite ? length : 1, 0), 1)
        let wanted = Int((share * Double(side) / Double(step)).rounded()) * step
        let size = min(max(wanted, step), max(side / step * step, 1))
        let place = Int((min(max(start.isFinite ? start : 0, 0), 1) * Double(side)).rounded())
        return (min(place, side - size), size)
    }
}

extension Picture {
    /// Copies a part of it into a picture of that size.
    func copy(_ box: CutArea.Box, into target: Picture) {
        for row in 0..<box.height {
            (target.bytes + row * target.rowBytes)
                .update(from: bytes + (box.top + row) * rowBytes + box.left * 4, count: box.width * 4)
        }
    }
}
