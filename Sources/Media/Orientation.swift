import CLibAV

/// How stored pixels must be turned to be seen upright: mirrored left to right first if so marked, then turned clockwise.
struct Orientation: Equatable, Sendable {
    var quarterTurns: Int
    var isMirrored: Bool

    static let upright = Orientation(quarterTurns: 0, isMirrored: false)

    var swapsSides: Bool { quarterTurns % 2 == 1 }
    var degrees: Int { quarterTurns * 90 }

    init(quarterTurns: Int, isMirrored: Bool) {
        self.quarterTurns = quarterTurns
        self.isMirrored = isMirrored
    }

    /// - Parameter exif: value of the tag 0x0112 (Exif 2.32, 4.6.4 A, Orientation), 1...8; anything else is upright.
    init(exif: Int) {
        switch exif {
        case 2: self.init(quarterTurns: 0, isMirrored: true)
        case 3: self.init(quarterTurns: 2, isMirrored: false)
        case 4: self.init(quarterTurns: 2, isMirrored: true)
        case 5: self.init(quarterTurns: 3, isMirrored: true)
        case 6: self.init(quarterTurns: 1, isMirrored: false)
        case 7: self.init(quarterTurns: 1, isMirrored: true)
        case 8: self.init(quarterTurns: 3, isMirrored: false)
        default: self = .upright
        }
    }

    /// The display matrix of a track: 3 x 3 fixed-point numbers, x' = m0 x + m3 y, y' = m1 x + m4 y (libavutil/display.h).
    /// Other angles than quarter turns are rounded to the nearest.
    init(matrix: (Int32, Int32, Int32, Int32)) {
        let (a, b, c, d) = (Int64(matrix.0), Int64(matrix.1), Int64(matrix.2), Int64(matrix.3))
        isMirrored = a * d - b * c < 0
        let (x, y) = isMirrored ? (-a, -b) : (a, b)
        quarterTurns = abs(x) >= abs(y) ? (x >= 0 ? 0 : 2) : (y > 0 ? 1 : 3)
    }

    /// What the track's header says; upright when it says nothing.
    init(of stream: UnsafePointer<AVStream>) {
        var count = 0
        guard let bytes = avFormat.av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &count), count >= 36
        else {
            self = .upright
            return
        }
        let raw = UnsafeRawPointer(bytes)
        func number(_ index: Int) -> Int32 { raw.loadUnaligned(fromByteOffset: index * 4, as: Int32.self) }
        self.init(matrix: (number(0), number(1), number(3), number(4)))
    }

    /// Writes `source` upright into `target`, whose sides must fit.
    func apply(from source: Picture, to target: Picture) {
        let (width, height) = (source.width, source.height)
        precondition(target.width == (swapsSides ? height : width) && target.height == (swapsSides ? width : height))
        let from = UnsafeRawPointer(source.bytes).assumingMemoryBound(to: UInt32.self)
        let to = UnsafeMutableRawPointer(target.bytes).assumingMemoryBound(to: UInt32.self)
        // Where the pixel (0, 0) goes, and how far one step right or down in the source moves in the target.
        let stride = target.width
        var (origin, right, down): (Int, Int, Int) =
            switch quarterTurns {
            case 1: (height - 1, stride, -1)
            case 2: ((height - 1) * stride + width - 1, -1, -stride)
            case 3: ((width - 1) * stride, -stride, 1)
            default: (0, 1, stride)
            }
        if isMirrored {
            origin += (width - 1) * right
            right = -right
        }
        let block = 32  // tiles keep both sides in the first cache
        for top in Swift.stride(from: 0, to: height, by: block) {
            for left in Swift.stride(from: 0, to: width, by: block) {
                for y in top..<min(top + block, height) {
                    for x in left..<min(left + block, width) {
                        to[origin + x * right + y * down] = from[y * width + x]
                    }
                }
            }
        }
    }
}
