import CLibAV

/// What the numbers of a picture mean as colours. Everything is brought to one meaning by ``ColourTransform``: that of
/// BT.709 video and sRGB pictures, whose numbers a screen shows alike.
enum ColourSpace: Hashable, Sendable {
    /// Nothing to do.
    case standard
    /// By the codes of ITU-T H.273, 8.1 and 8.2, as they stand in videos, HEIC, AVIF and PNG's cICP.
    case coded(primaries: Int, transfer: Int)
    /// By PNG's cHRM and gAMA.
    case measured(Chromaticities, gamma: Double)
    /// By an ICC profile.
    case profile([UInt8])

    /// What a frame says of itself.
    init(of frame: UnsafePointer<AVFrame>) {
        self.init(
            primaries: Int(frame.pointee.color_primaries.rawValue), transfer: Int(frame.pointee.color_trc.rawValue))
    }

    /// - Parameters: codes of H.273; 2 is unknown. What is not said is taken to be as in BT.709, or as in BT.2100 where
    ///   the transfer is one of its two.
    init(primaries: Int, transfer: Int) {
        let isHigh = TransferCurve.isHighDynamicRange(transfer)
        let known = Chromaticities(code: primaries) != nil
        let primaries = known ? primaries : isHigh ? 9 : 1
        let isPlain = !isHigh && TransferCurve(code: transfer) == .screen
        self = primaries == 1 && isPlain ? .standard : .coded(primaries: primaries, transfer: transfer)
    }

    /// The ICC profile that goes with a frame; nil when there is none of sensible size.
    static func profile(of frame: UnsafePointer<AVFrame>) -> ColourSpace? {
        guard let data = av.av_frame_get_side_data(frame, AV_FRAME_DATA_ICC_PROFILE), let bytes = data.pointee.data
        else { return nil }
        return profile(bytes, count: Int(data.pointee.size))
    }

    /// The ICC profile of a movie's track.
    static func profile(of stream: UnsafePointer<AVStream>) -> ColourSpace? {
        var count = 0
        guard let bytes = avFormat.av_stream_get_side_data(stream, AV_PKT_DATA_ICC_PROFILE, &count) else { return nil }
        return profile(bytes, count: count)
    }

    private static func profile(_ bytes: UnsafePointer<UInt8>, count: Int) -> ColourSpace? {
        (128...(4 << 20)).contains(count) ? .profile(Array(UnsafeBufferPointer(start: bytes, count: count))) : nil
    }
}

/// The colours of red, green, blue and white light, as x and y of CIE 1931.
struct Chromaticities: Hashable, Sendable {
    typealias Place = SIMD2<Double>

    var red: Place
    var green: Place
    var blue: Place
    var white: Place

    static let daylight = Place(0.3127, 0.3290)
    static let standard = Chromaticities(
        red: [0.640, 0.330], green: [0.300, 0.600], blue: [0.150, 0.060], white: daylight)

    init(red: Place, green: Place, blue: Place, white: Place) {
        (self.red, self.green, self.blue, self.white) = (red, green, blue, white)
    }

    /// - Parameter code: ColourPrimaries of H.273, table 2; nil for one that is reserved or unknown.
    init?(code: Int) {
        let illuminantC = Place(0.310, 0.316)
        switch code {
        case 1: self = .standard
        case 4: self.init(red: [0.67, 0.33], green: [0.21, 0.71], blue: [0.14, 0.08], white: illuminantC)
        case 5: self.init(red: [0.64, 0.33], green: [0.29, 0.60], blue: [0.15, 0.06], white: Self.daylight)
        case 6, 7: self.init(red: [0.630, 0.340], green: [0.310, 0.595], blue: [0.155, 0.070], white: Self.daylight)
        case 8: self.init(red: [0.681, 0.319], green: [0.243, 0.692], blue: [0.145, 0.049], white: illuminantC)
        case 9: self.init(red: [0.708, 0.292], green: [0.170, 0.797], blue: [0.131, 0.046], white: Self.daylight)
        case 11: self.init(red: [0.680, 0.320], green: [0.265, 0.690], blue: [0.150, 0.060], white: [0.314, 0.351])
        case 12: self.init(red: [0.680, 0.320], green: [0.265, 0.690], blue: [0.150, 0.060], white: Self.daylight)
        case 22: self.init(red: [0.630, 0.340], green: [0.295, 0.605], blue: [0.155, 0.077], white: Self.daylight)
        default: return nil
        }
    }

    /// Whether light can be made of them at all.
    var isSensible: Bool {
        let all = [red, green, blue, white]
        guard all.allSatisfy({ $0.x >= 0 && $0.x <= 1 && $0.y > 0.001 && $0.y <= 1 }) else { return false }
        let (u, v) = (green - red, blue - red)
        return abs(u.x * v.y - u.y * v.x) > 1e-4
    }

    func isNear(_ other: Chromaticities) -> Bool {
        zip([red, green, blue, white], [other.red, other.green, other.blue, other.white]).allSatisfy {
            abs($0.x - $1.x) < 0.002 && abs($0.y - $1.y) < 0.002
        }
    }
}
