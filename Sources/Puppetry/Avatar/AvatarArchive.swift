import Foundation
import Media

/// A prepared avatar, opened. Everything in it came from outside and is checked before it is used.
struct AvatarArchive: Sendable {
    private static let mostIndexBytes: Int64 = 64 << 20

    let path: String
    let index: AvatarIndex
    /// Where the frames' pictures lie in the file.
    private let pictures: [Range<Int64>]
    private let landmarks: Range<Int64>

    init(path: String) throws(PuppetryError) {
        let entries = try TarReader(path: path).entries
        var named: [String: Range<Int64>] = [:]
        var pictures: [Int: Range<Int64>] = [:]
        for (name, range) in entries {
            let parts = name.split(separator: "/")
            guard let last = parts.last else { continue }
            if parts.dropLast().last == "full_imgs", last.hasSuffix(".png"), let number = Int(last.dropLast(4)) {
                pictures[number] = range
            } else {
                named[String(last)] = range
            }
        }
        guard let json = named[AvatarIndex.name], let landmarks = named[AvatarIndex.landmarksName] else {
            throw .avatar(
                .unreadable(
                    "It holds no face track (\(AvatarIndex.name), \(AvatarIndex.landmarksName)): "
                        + "prepare it with Greenroom."))
        }
        let index = try Self.index(path, json)
        let ordered = (0..<index.frames).compactMap { pictures[$0] }
        guard ordered.count == index.frames,
            landmarks.count == index.frames * AvatarIndex.landmarkBytes
        else { throw .avatar(.unreadable("Frames or landmarks are missing in it.")) }
        self.path = path
        self.index = index
        self.pictures = ordered
        self.landmarks = landmarks
    }

    private static func index(_ path: String, _ range: Range<Int64>) throws(PuppetryError) -> AvatarIndex {
        guard range.count <= mostIndexBytes, let bytes = read(path, range),
            let index = try? JSONDecoder().decode(AvatarIndex.self, from: bytes)
        else { throw .avatar(.unreadable("Its \(AvatarIndex.name) cannot be read.")) }
        guard index.version == 1, (1...1_000_000).contains(index.frames), index.fps >= 1, index.fps <= 120,
            (16...8192).contains(index.width), (16...8192).contains(index.height), index.width % 2 == 0,
            index.height % 2 == 0
        else { throw .avatar(.unreadable("Its \(AvatarIndex.name) holds figures that make no sense.")) }
        return index
    }

    private static func read(_ path: String, _ range: Range<Int64>) -> Data? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard (try? file.seek(toOffset: UInt64(range.lowerBound))) != nil else { return nil }
        return try? file.read(upToCount: range.count)
    }

    /// The picture of a frame, opaque, of the avatar's size.
    func picture(_ frame: Int) throws(PuppetryError) -> Picture {
        let still: StillImage
        do {
            still = try StillImage.load(path: path, part: pictures[frame])
        } catch { throw .avatar(.unreadable("Frame \(frame): \(error.message)")) }
        guard still.picture.width == index.width, still.picture.height == index.height else {
            throw .avatar(.unreadable("Frame \(frame) has another size than the others."))
        }
        if still.hasAlpha { still.picture.flatten(over: 0, 0, 0) }
        return still.picture
    }

    /// The 468 points of a frame's face in pixels.
    func landmarks(_ frame: Int) throws(PuppetryError) -> Landmarks<SeenSpace> {
        let start = landmarks.lowerBound + Int64(frame * AvatarIndex.landmarkBytes)
        guard let bytes = Self.read(path, start..<(start + Int64(AvatarIndex.landmarkBytes))),
            bytes.count == AvatarIndex.landmarkBytes
        else { throw .avatar(.unreadable("Its landmarks cannot be read.")) }
        let numbers = bytes.withUnsafeBytes { raw in
            (0..<FaceObservation.landmarkFloats).map { place in
                Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * place, as: UInt32.self)))
            }
        }
        guard numbers.allSatisfy({ $0.isFinite && abs($0) < 1e5 }) else {
            throw .avatar(.unreadable("Its landmarks are damaged."))
        }
        return Landmarks(numbers: numbers)
    }

    /// Lips need more frames a second than some clips have: such a clip shows each of its frames so many times.
    private var holds: Int { index.fps < 20 ? Int((24 / index.fps).rounded(.up)) : 1 }

    /// Of a video made from the avatar.
    var frameRate: Double { index.fps * Double(holds) }

    /// The frame shown at a place of a video of any length: forth and back, without showing the ends twice.
    func frame(at place: Int) -> Int {
        guard index.frames > 1 else { return 0 }
        let step = place / holds % (2 * index.frames - 2)
        return step < index.frames ? step : 2 * index.frames - 2 - step
    }
}

/// Reads the frames of an avatar forth and back on a thread of its own, a few ahead.
final class AvatarFrames {
    struct Frame: Sendable {
        let picture: Picture
        let landmarks: Landmarks<SeenSpace>
    }

    private let frames: Stage<Frame, Void>

    /// - Parameter places: of the video's frames to come.
    init(_ archive: AvatarArchive, places: Range<Int>) {
        frames = Stage("avatar", capacity: 3) { (channel) throws(PuppetryError) in
            for place in places {
                let number = archive.frame(at: place)
                let frame = Frame(picture: try archive.picture(number), landmarks: try archive.landmarks(number))
                guard channel.send(frame) else { break }
            }
        }
    }

    func next() throws(PuppetryError) -> Frame? { try frames.next() }
}
