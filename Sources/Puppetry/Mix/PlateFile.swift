import Media

/// The plates of a clip's scenes on disk, of any number, in a file without a name.
final class PlateFile {
    private struct Place {
        let firstFrame: Int
        let offset: Int
        let width: Int
        let height: Int
        let fromScene: PlaneTransform<SceneSpace, PlateSpace>
    }

    private let file: TemporaryFile
    private var places: [Place] = []
    private var end = 0

    /// - Parameter folder: where the file may be made.
    init(folder: String) throws(PuppetryError) {
        do throws(MediaError) { file = try TemporaryFile(in: folder) } catch { throw .output(error) }
    }

    /// - Parameter firstFrame: of the scene; later than the one before.
    func append(_ plate: ScenePlate, from firstFrame: Int) throws(PuppetryError) {
        let bytes = UnsafeRawBufferPointer(
            start: plate.picture.bytes, count: plate.picture.rowBytes * plate.picture.height)
        do throws(MediaError) { try file.write(bytes, at: end) } catch { throw .output(error) }
        places.append(
            Place(
                firstFrame: firstFrame, offset: end, width: plate.picture.width, height: plate.picture.height,
                fromScene: plate.fromScene))
        end += bytes.count
    }

    /// Which plate a frame belongs to.
    func number(of frame: Int) -> Int { places.lastIndex { $0.firstFrame <= frame } ?? 0 }

    func plate(_ number: Int) throws(PuppetryError) -> ScenePlate {
        let place = places[number]
        let picture = Picture(width: place.width, height: place.height)
        let bytes = UnsafeMutableRawBufferPointer(start: picture.bytes, count: picture.rowBytes * picture.height)
        do throws(MediaError) { try file.read(into: bytes, at: place.offset) } catch { throw .output(error) }
        return ScenePlate(picture, fromScene: place.fromScene)
    }
}
