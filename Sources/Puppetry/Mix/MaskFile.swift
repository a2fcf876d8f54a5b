import Foundation
import Media

/// Masks of a clip's frames on disk, of any number, in a file without a name.
final class MaskFile {
    let width: Int
    let height: Int
    private let file: NamelessFile
    private var places: [(offset: Int, count: Int)] = []
    private var end = 0

    /// - Parameters:
    ///   - width, height: of the masks.
    ///   - folder: where the file may be made.
    init(width: Int, height: Int, folder: String) throws(PuppetryError) {
        (self.width, self.height) = (width, height)
        do throws(MediaError) { file = try NamelessFile(in: folder) } catch { throw .output(error) }
    }

    /// - Parameter mask: of the file's size; nil for one that is 0 everywhere.
    func append(_ mask: MaskRuns?) throws(PuppetryError) {
        let bytes = mask?.bytes ?? []
        do throws(MediaError) {
            try file.write(bytes, at: end)
        } catch { throw .output(error) }
        places.append((end, bytes.count))
        end += bytes.count
    }

    /// - Returns: nil for a mask that is 0 everywhere.
    func mask(_ index: Int) throws(PuppetryError) -> Plane? {
        let place = places[index]
        guard place.count > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: place.count)
        do throws(MediaError) {
            try file.read(into: &bytes, at: place.offset)
        } catch { throw .output(error) }
        return MaskRuns(bytes: bytes).plane(width: width, height: height)
    }
}

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
