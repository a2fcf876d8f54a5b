import CLibAV

/// Draws how loud a sound is over its length.
enum Waveform {
    private static let back: SIMD4<Float> = [24, 27, 38, 255]
    private static let front: SIMD4<Float> = [122, 162, 247, 255]

    /// - Returns: a picture of this width, twice as wide as high.
    static func draw(path: String, width: Int) throws(MediaError) -> Picture {
        let bars = max(16, width / 6)
        let loudness = try loudness(of: path, bars: bars)
        let picture = Picture(width: width, height: max(32, width / 2))
        fill(picture)
        let step = Double(width) / Double(bars)
        let peak = max(loudness.max() ?? 0, 1e-4)
        for (index, value) in loudness.enumerated() {
            let part = Double((value / peak).squareRoot())  // quiet passages stay visible
            let half = max(step * 0.3, part * Double(picture.height) * 0.42)
            bar(picture, centre: (Double(index) + 0.5) * step, radius: step * 0.3, half: half)
        }
        return picture
    }

    private static func fill(_ picture: Picture) {
        for y in 0..<picture.height {
            for x in 0..<picture.width { put(picture, x, y, back) }
        }
    }

    /// A bar with round ends, its edge smoothed over one pixel.
    private static func bar(_ picture: Picture, centre: Double, radius: Double, half: Double) {
        let middle = Double(picture.height) / 2
        let columns = max(0, Int(centre - radius - 1))...min(picture.width - 1, Int(centre + radius + 1))
        for y in max(0, Int(middle - half - 1))...min(picture.height - 1, Int(middle + half + 1)) {
            for x in columns {
                let dx = Double(x) + 0.5 - centre
                let dy = max(0, abs(Double(y) + 0.5 - middle) - max(half - radius, 0))
                let cover = Float(min(max(radius - (dx * dx + dy * dy).squareRoot() + 0.5, 0), 1))
                if cover > 0 { put(picture, x, y, back + (front - back) * cover) }
            }
        }
    }

    private static func put(_ picture: Picture, _ x: Int, _ y: Int, _ colour: SIMD4<Float>) {
        let pixel = picture.bytes + y * picture.rowBytes + x * 4
        for channel in 0..<4 { pixel[channel] = UInt8(colour[channel].rounded()) }
    }

    /// Root mean square of each stretch. The length is not trusted: stretches are joined in pairs as more sound comes.
    private static func loudness(of path: String, bars: Int) throws(MediaError) -> [Float] {
        let file = try InputFile(try MediaBytes(path: path))
        try file.readAhead()
        guard let stream = file.bestAudio else { throw .unsupported("The file holds neither video nor sound.") }
        let decoder = try StreamDecoder(file, stream, threads: 1)
        let meter = try LoudnessMeter(slots: bars * 8)
        while let frame = decoder.next() { try meter.add(frame) }
        return meter.bars(bars)
    }
}

/// Collects energy over time in a fixed number of slots, whatever the length.
private final class LoudnessMeter {
    private let resampler: Resampler
    private var slots: [Float] = []
    private let capacity: Int
    private var samplesPerSlot = 64
    private var sum: Float = 0
    private var count = 0

    init(slots: Int) throws(MediaError) {
        capacity = slots
        resampler = try Resampler(rate: 8000, channels: 1)
    }

    func add(_ frame: UnsafePointer<AVFrame>) throws(MediaError) {
        guard try resampler.put(frame) else { return }
        resampler.drain { sample in
            sum += sample * sample
            count += 1
            if count == samplesPerSlot { endSlot() }
        }
    }

    private func endSlot() {
        slots.append(sum.isFinite ? sum / Float(count) : 0)
        (sum, count) = (0, 0)
        if slots.count == capacity * 2 {
            slots = stride(from: 0, to: slots.count, by: 2).map { (slots[$0] + slots[$0 + 1]) / 2 }
            samplesPerSlot *= 2
        }
    }

    func bars(_ number: Int) -> [Float] {
        if count > 0 { endSlot() }
        guard !slots.isEmpty else { return [Float](repeating: 0, count: number) }
        return (0..<number).map { bar in
            let first = bar * slots.count / number
            let last = max(first + 1, (bar + 1) * slots.count / number)
            let part = slots[first..<min(last, slots.count)]
            return (part.reduce(0, +) / Float(part.count)).squareRoot()
        }
    }
}
