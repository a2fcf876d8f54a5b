extension Picture {
    func makeOpaque() {
        for index in stride(from: 3, to: rowBytes * height, by: 4) { bytes[index] = 255 }
    }

    /// A smaller picture by area average, colours weighted by alpha, so that hidden colours stay hidden.
    /// - Parameters: sides of the result, at most those of this picture, at least 1.
    package func reduced(toWidth newWidth: Int, height newHeight: Int) -> Picture {
        let result = Picture(width: newWidth, height: newHeight)
        let columns = (0..<newWidth).map { Span(of: $0, from: width, to: newWidth) }
        for y in 0..<newHeight {
            let rows = Span(of: y, from: height, to: newHeight)
            for x in 0..<newWidth {
                let average = average(rows: rows, columns: columns[x])
                let out = result.bytes + y * result.rowBytes + x * 4
                for channel in 0..<4 { out[channel] = UInt8(min(max(average[channel] + 0.5, 0), 255)) }
            }
        }
        return result
    }

    /// The source pixels a target pixel covers along one side, the first and last in part.
    private struct Span {
        let first: Int
        let last: Int
        let firstWeight: Float
        let lastWeight: Float

        init(of index: Int, from old: Int, to new: Int) {
            let start = Double(index) * Double(old) / Double(new)
            let end = Double(index + 1) * Double(old) / Double(new)
            first = min(Int(start), old - 1)
            last = max(first, min(Int(end.rounded(.up)) - 1, old - 1))
            firstWeight = Float(min(Double(first + 1), end) - start)
            lastWeight = first == last ? firstWeight : Float(end - Double(last))
        }

        func weight(_ position: Int) -> Float {
            position == first ? firstWeight : position == last ? lastWeight : 1
        }
    }

    private func average(rows: Span, columns: Span) -> SIMD4<Float> {
        var sum = SIMD4<Float>.zero
        var area: Float = 0
        for y in rows.first...rows.last {
            let row = bytes + y * rowBytes
            for x in columns.first...columns.last {
                let weight = rows.weight(y) * columns.weight(x)
                let pixel = row + x * 4
                let alpha = Float(pixel[3]) * weight
                sum += SIMD4(Float(pixel[0]) * alpha, Float(pixel[1]) * alpha, Float(pixel[2]) * alpha, alpha)
                area += weight
            }
        }
        guard sum.w > 0, area > 0 else { return .zero }
        return SIMD4(sum.x / sum.w, sum.y / sum.w, sum.z / sum.w, sum.w / area)
    }
}
