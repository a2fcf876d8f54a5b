import Foundation

/// A mask in 8 bits with runs of equal values counted: a person's outline takes a few kilobytes.
struct MaskRuns: Equatable, Sendable {
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// - Parameter mask: 0...1.
    init(_ mask: Plane) {
        var bytes: [UInt8] = []
        mask.values.withUnsafeBufferPointer { values in
            func byte(_ at: Int) -> UInt8 { UInt8((values[at].clamped(0...1) * 255).rounded()) }
            var at = 0
            while at < values.count {
                let value = byte(at)
                var run = 1
                while run < 255, at + run < values.count, byte(at + run) == value { run += 1 }
                bytes.append(UInt8(run))
                bytes.append(value)
                at += run
            }
        }
        self.bytes = bytes
    }

    func plane(width: Int, height: Int) -> Plane {
        var mask = Plane(width: width, height: height)
        var at = 0
        for pair in stride(from: 0, to: bytes.count - 1, by: 2) {
            let (run, value) = (Int(bytes[pair]), Float(bytes[pair + 1]) / 255)
            if value > 0 { for place in at..<min(at + run, mask.values.count) { mask.values[place] = value } }
            at += run
        }
        return mask
    }
}
