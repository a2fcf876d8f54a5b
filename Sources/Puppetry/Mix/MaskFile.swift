import Foundation
import Media

/// Masks of a clip's frames on disk, of any number, in a file without a name.
final class MaskFile {
    let width: Int
    let height: Int
    private let file: TemporaryFile
    private var places: [(offset: Int, count: Int)] = []
    private var end = 0

    /// - Parameters:
    ///   - width, height: of the masks.
    ///   - folder: where the file may be made.
    init(width: Int, height: Int, folder: String) throws(PuppetryError) {
        (self.width, self.height) = (width, height)
        do throws(MediaError) { file = try TemporaryFile(in: folder) } catch { throw .output(error) }
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

    /// What a mask covers in the frame itself, the one before or the one after: what moves is blurred from here to there, and
    /// a network's mask lags behind it.
    /// - Parameter scene: frames outside show something else.
    func swept(_ index: Int, within scene: Range<Int>) throws(PuppetryError) -> Plane? {
        var swept: Plane?
        for near in (index - 1)...(index + 1) where scene.contains(near) {
            guard let mask = try mask(near) else { continue }
            guard swept != nil else {
                swept = mask
                continue
            }
            swept?.join(mask)
        }
        return swept
    }
}
