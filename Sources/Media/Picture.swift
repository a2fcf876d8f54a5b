import Glibc

/// Pixels of one frame or still: what the room Media gives to and takes from the others. The room is libav in Swift: it
/// opens files, decodes, scales, encodes and writes, and nothing outside it holds libav's pointers.
///
/// 8-bit RGBA, straight alpha, in the colours of BT.709 and sRGB, rows from the top down without gaps.
///
/// Unchecked, because the memory is plain: whoever holds the picture and writes must be the only one to hold it then.
package final class Picture: @unchecked Sendable {
    package let width: Int
    package let height: Int
    /// Always `width * 4`.
    package let rowBytes: Int
    /// `height * rowBytes` bytes, aligned to 64, alive as long as the picture; 256 more belong to it, because vector code
    /// may touch what lies behind the last row.
    package let bytes: UnsafeMutablePointer<UInt8>

    /// A transparent black picture.
    /// - Parameters: sides in pixels, at least 1; their product is the caller's to bound.
    package convenience init(width: Int, height: Int) {
        guard let bytes = Self.allocate(width, height) else { preconditionFailure("no memory for a picture") }
        self.init(width, height, bytes)
    }

    /// For sizes that came from outside: a process that may not have so much memory continues.
    package static func make(width: Int, height: Int) throws(MediaError) -> Picture {
        guard let bytes = allocate(width, height) else {
            throw .tooLarge("A picture of \(width) x \(height) pixels needs more memory than is allowed.")
        }
        return Picture(width, height, bytes)
    }

    package func copy() -> Picture {
        let copy = Picture(width: width, height: height)
        copy.bytes.update(from: bytes, count: rowBytes * height)
        return copy
    }

    private init(_ width: Int, _ height: Int, _ bytes: UnsafeMutablePointer<UInt8>) {
        self.width = width
        self.height = height
        self.bytes = bytes
        rowBytes = width * 4
    }

    private static func allocate(_ width: Int, _ height: Int) -> UnsafeMutablePointer<UInt8>? {
        precondition(width > 0 && height > 0, "a picture has at least one pixel")
        let count = height * width * 4 + 256
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 64, count) == 0 else { return nil }
        return memory?.initializeMemory(as: UInt8.self, repeating: 0, count: count)
    }

    deinit { free(bytes) }

    /// Lays the picture over one colour and makes it opaque.
    package func flatten(over red: UInt8, _ green: UInt8, _ blue: UInt8) {
        let back = (UInt32(red), UInt32(green), UInt32(blue))
        var pixel = bytes
        for _ in 0..<(width * height) {
            let alpha = UInt32(pixel[3])
            if alpha != 255 {
                let rest = 255 - alpha
                pixel[0] = UInt8((UInt32(pixel[0]) * alpha + back.0 * rest + 127) / 255)
                pixel[1] = UInt8((UInt32(pixel[1]) * alpha + back.1 * rest + 127) / 255)
                pixel[2] = UInt8((UInt32(pixel[2]) * alpha + back.2 * rest + 127) / 255)
                pixel[3] = 255
            }
            pixel += 4
        }
    }
}
