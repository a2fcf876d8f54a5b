import Glibc

/// How numbers become light (ITU-T H.273, table 3), as far as one curve for each channel tells it.
enum TransferCurve: Hashable, Sendable {
    /// As screens show them: BT.709, BT.601, BT.2020 and sRGB, whose numbers are shown alike.
    case screen
    case power(Double)
    case logarithmic(decades: Double)

    /// Of an unknown code: the screen's.
    init(code: Int) {
        switch code {
        case 4: self = .power(2.2)
        case 5: self = .power(2.8)
        case 8: self = .power(1)
        case 9: self = .logarithmic(decades: 2)
        case 10: self = .logarithmic(decades: 2.5)
        case 17: self = .power(2.6)
        default: self = .screen
        }
    }

    /// Perceptual Quantizer and Hybrid Log-Gamma of BT.2100.
    static func isHighDynamicRange(_ code: Int) -> Bool { code == 16 || code == 18 }

    /// - Parameter value: 0...1, as the light is.
    func light(_ value: Double) -> Double {
        switch self {
        case .screen: value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        case .power(let exponent): pow(value, exponent)
        case .logarithmic(let decades): value <= 0 ? 0 : pow(10, (value - 1) * decades)
        }
    }
}
