import Glibc

/// Pictures of BT.2100 made into pictures of BT.709: what is as bright as white paper or darker is shown as it is, what
/// is brighter shares the little room above.
struct HighDynamicRange: Sendable {
    /// Of white paper, in candela per square metre (ITU-R BT.2408, 2.1).
    private static let paper = 203.0
    /// Of the screen that Hybrid Log-Gamma is shown on (BT.2100, table 5).
    private static let screen = 1000.0
    /// Brightest light of Perceptual Quantizer pictures that is still told apart; most are made for less.
    private static let brightest = 4000.0
    /// From here on light is compressed; 1 is white paper.
    private static let knee = 0.8

    private let isLogGamma: Bool
    private let peak: Double
    /// Light of the picture's primaries to light of BT.709's.
    private let matrix: Matrix

    init(primaries: Chromaticities, transfer: Int) {
        isLogGamma = transfer == 18
        peak = (isLogGamma ? Self.screen : Self.brightest) / Self.paper
        matrix = Matrix(from: primaries, to: .standard)
    }

    /// - Parameter numbers: red, green, blue, 0...1, as are the numbers for BT.709 that come of them.
    func standard(_ numbers: SIMD3<Double>) -> SIMD3<Double> {
        let light = matrix * (isLogGamma ? Self.logGamma(numbers) : Self.quantized(numbers)) / Self.paper
        let seen = light.clamped(lowerBound: .zero, upperBound: .init(repeating: 100))
        let top = seen.max()
        let shown = top > 0 ? seen * (compressed(top) / top) : seen
        // BT.1886: what a screen makes of BT.709 numbers.
        return SIMD3(pow(shown.x, 1 / 2.4), pow(shown.y, 1 / 2.4), pow(shown.z, 1 / 2.4))
            .clamped(lowerBound: .zero, upperBound: .one)
    }

    /// The knee: straight below, then bending so that the peak becomes 1.
    private func compressed(_ light: Double) -> Double {
        guard light > Self.knee else { return light }
        let room = 1 - Self.knee
        let (above, most) = ((light - Self.knee) / room, (peak - Self.knee) / room)
        return min(1, Self.knee + room * above * (1 + above / (most * most)) / (1 + above))
    }

    /// Hybrid Log-Gamma with the system gamma of its screen (BT.2100, table 5); candela per square metre. The gamma is
    /// taken channel by channel, as in BT.709, so that a scene has the colours that a BT.709 camera gives it (scene-light
    /// conversion, ITU-R BT.2390, 7.2); by the luminance, as an HDR screen takes it, saturated colours would pale.
    private static func logGamma(_ numbers: SIMD3<Double>) -> SIMD3<Double> {
        let (a, b, c) = (0.17883277, 0.28466892, 0.55991073)
        func scene(_ value: Double) -> Double {
            value <= 0.5 ? value * value / 3 : (exp((value - c) / a) + b) / 12
        }
        func light(_ value: Double) -> Double { screen * pow(scene(value), 1.2) }
        return SIMD3(light(numbers.x), light(numbers.y), light(numbers.z))
    }

    /// Perceptual Quantizer (BT.2100, table 4); candela per square metre.
    private static func quantized(_ numbers: SIMD3<Double>) -> SIMD3<Double> {
        func light(_ value: Double) -> Double {
            let root = pow(value, 1 / 78.84375)
            return 10_000 * pow(max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root), 1 / 0.1593017578125)
        }
        return SIMD3(light(numbers.x), light(numbers.y), light(numbers.z))
    }
}

/// Light of one set of primaries as light of another; both white lights are daylight.
struct Matrix: Sendable {
    private var columns: [SIMD3<Double>]

    init(from: Chromaticities, to: Chromaticities) {
        let there = Matrix(columns: to.light).inverse
        columns = from.light.map { there * $0 }
    }

    private init(columns: [SIMD3<Double>]) { self.columns = columns }

    static func * (matrix: Matrix, vector: SIMD3<Double>) -> SIMD3<Double> {
        matrix.columns[0] * vector.x + matrix.columns[1] * vector.y + matrix.columns[2] * vector.z
    }

    fileprivate var inverse: Matrix {
        let (a, b, c) = (columns[0], columns[1], columns[2])
        let rows = [Self.cross(b, c), Self.cross(c, a), Self.cross(a, b)].map { $0 / (a * Self.cross(b, c)).sum() }
        return Matrix(columns: (0..<3).map { SIMD3(rows[0][$0], rows[1][$0], rows[2][$0]) })
    }

    private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }

    fileprivate init(light primaries: [SIMD3<Double>]) { columns = primaries }
}

extension Chromaticities {
    /// X, Y and Z of red, green and blue light that together make white of Y = 1.
    fileprivate var light: [SIMD3<Double>] {
        func full(_ place: Place) -> SIMD3<Double> {
            SIMD3(place.x / place.y, 1, (1 - place.x - place.y) / place.y)
        }
        let colours = [full(red), full(green), full(blue)]
        let amounts = Matrix(light: colours).inverse * full(white)
        return (0..<3).map { colours[$0] * amounts[$0] }
    }
}

extension SIMD3<Double> {
    fileprivate static let one = SIMD3(repeating: 1)
}
