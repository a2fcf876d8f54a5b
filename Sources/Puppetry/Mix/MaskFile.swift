import Foundation
import Media

/// Masks of a clip's frames on disk, of any number, in a file that has no name and vanishes with the process. Each is kept
/// in 8 bits with runs of equal values counted: a person's outline takes a few kilobytes.
final class MaskFile {
    let width: Int
    let height: Int
    private let file: Int32
    private var places: [(offset: Int, count: Int)] = []
    private var end = 0

    /// - Parameters:
    ///   - width, height: of the masks.
    ///   - folder: where the file may be made.
    init(width: Int, height: Int, folder: String) throws(PuppetryError) {
        (self.width, self.height) = (width, height)
        var name = Array((folder + "/.masks-XXXXXX").utf8CString)
        file = mkstemp(&name)
        guard file >= 0 else { throw .output(.writeFailed("The engine's temporary file could not be made.")) }
        unlink(name)
    }

    deinit { close(file) }

    /// - Parameter mask: of the file's size, 0...1; nil for one that is 0 everywhere.
    func append(_ mask: Plane?) throws(PuppetryError) {
        var bytes: [UInt8] = []
        if let mask {
            precondition(mask.width == width && mask.height == height, "a mask of another size")
            var at = 0
            while at < mask.values.count {
                let value = Self.byte(mask.values[at])
                var run = 1
                while run < 255, at + run < mask.values.count, Self.byte(mask.values[at + run]) == value { run += 1 }
                bytes.append(UInt8(run))
                bytes.append(value)
                at += run
            }
        }
        guard pwrite(file, bytes, bytes.count, off_t(end)) == bytes.count else {
            throw .output(.writeFailed("The engine's temporary file could not be written; the disk may be full."))
        }
        places.append((end, bytes.count))
        end += bytes.count
    }

    private static func byte(_ value: Float) -> UInt8 { UInt8((value.clamped(0...1) * 255).rounded()) }

    /// - Returns: nil for a mask that is 0 everywhere.
    func mask(_ index: Int) throws(PuppetryError) -> Plane? {
        let place = places[index]
        guard place.count > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: place.count)
        guard pread(file, &bytes, place.count, off_t(place.offset)) == place.count else {
            throw .output(.writeFailed("The engine's temporary file could not be read."))
        }
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
