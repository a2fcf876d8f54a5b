import Foundation
import Testing

@testable import Media
@testable import Puppetry

/// Preparing an avatar of a clip of a talking head, and what the archive is worth to others.
@Suite(.serialized) struct AvatarTests {
    private let scratch: Scratch
    private let clip: String

    init() throws {
        scratch = try Scratch()
        clip = try Portraits.assets().folder + "/demo/clip.mp4"
    }

    private func frames(_ count: Int) throws -> [Picture] {
        let reader = try VideoReader(path: clip)
        return try (0..<count).compactMap { _ in try reader.next()?.picture }
    }

    private func run(_ program: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let said = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: said, as: UTF8.self)
    }

    @Test func `makes an archive that Python and tar read as LiveTalking does`() throws {
        let job = scratch.avatar(of: try scratch.clip(frames(30)))

        let result = try Portraits.avatarEngine().prepare(job)

        #expect(result.frames == 30 && result.report.framesWithFace == 30)
        let script = """
            import tarfile, pickle, json, sys
            tar = tarfile.open(sys.argv[1])
            names = tar.getnames()
            boxes = pickle.load(tar.extractfile('tester/coords.pkl'))
            index = json.load(tar.extractfile('tester/coords.json'))
            assert [list(box) for box in boxes] == index['coords'] and all(type(box) is tuple for box in boxes)
            assert all(0 <= y1 < y2 <= 144 and 0 <= x1 < x2 <= 192 for y1, y2, x1, x2 in boxes)
            for folder in ('full_imgs', 'face_imgs'):
                assert [n for n in names if folder + '/' in n] == ['tester/%s/%08d.png' % (folder, i) for i in range(30)]
            print(len(boxes), len(tar.extractfile('tester/landmarks.f32').read()) // (468 * 12), index['valid'].count(True))
            """
        #expect(try run("python3", ["-c", script, job.output]) == "30 30 30\n")
        #expect(try run("tar", ["-tf", job.output]).hasPrefix("tester/\ntester/full_imgs/\n"))
    }

    @Test func `gives back the clip's own frames and follows its face`() throws {
        let pictures = try frames(30)
        let job = scratch.avatar(of: try scratch.clip(pictures))
        _ = try Portraits.avatarEngine().prepare(job)

        let archive = try AvatarArchive(path: job.output)

        for number in [0, 13, 29] {
            let picture = try archive.picture(number)
            #expect(decibels(picture, pictures[number]) > 30)
            let box = archive.index.coords[number]
            for point in try archive.landmarks(number) {
                #expect(Int(point.y) >= box[0] - 2 && Int(point.y) <= box[1] + 2)
                #expect(Int(point.x) >= box[2] - 2 && Int(point.x) <= box[3] + 2)
            }
        }
    }

    @Test func `plays forth and back without showing the ends twice`() throws {
        let job = scratch.avatar(of: try scratch.clip(frames(26)))
        _ = try Portraits.avatarEngine().prepare(job)
        let archive = try AvatarArchive(path: job.output)

        let shown = (0..<200).map { archive.frame(at: $0) }

        #expect(shown.prefix(26).elementsEqual(0..<26) && shown[26] == 24 && shown[50] == 0 && shown[51] == 1)
        #expect(zip(shown, shown.dropFirst()).allSatisfy { abs($0 - $1) == 1 })
    }

    @Test func `takes the longest part between cuts and says so`() throws {
        let pictures = try frames(44)
        let empty = [Picture](repeating: Twin.gradient(width: 192, height: 144), count: 6)
        let job = scratch.avatar(of: try scratch.clip(Array(pictures[0..<10]) + empty + Array(pictures[10..<44])))

        let report = try Portraits.avatarEngine().prepare(job).report

        #expect(report.fromSeconds > 0.5 && report.toSeconds - report.fromSeconds > 1.2)
        let codes = report.findings.map(\.code)
        #expect(codes.contains(.missingFace) && codes.contains(.smallFace) && codes.contains(.short))
        #expect(report.verdict == .poor && report.summary.contains("No face was seen in 6 of 50 frames"))
        let json = try #require(String(data: try report.json(), encoding: .utf8))
        #expect(json.contains("\"verdict\" : \"poor\"") && json.contains("\"code\" : \"missing_face\""))
    }

    @Test func `sees darkness and blur in a clip`() throws {
        let pictures = try frames(26)
        for picture in pictures {
            for index in 0..<(picture.rowBytes * picture.height) where index % 4 != 3 { picture.bytes[index] /= 4 }
        }

        let report = try Portraits.avatarEngine().prepare(scratch.avatar(of: try scratch.clip(pictures))).report

        #expect(report.findings.contains { $0.code == .dark && $0.isSerious && $0.message.contains("of 255") })
    }

    @Test func `refuses clips without a face, too short or too long, and leaves nothing`() throws {
        let empty = try scratch.clip(
            [Picture](repeating: Twin.gradient(width: 320, height: 240), count: 30), named: "empty.mp4")
        let short = try scratch.clip(frames(12), named: "short.mp4")
        func code(_ clip: String, longest: Double = 600) throws -> String? {
            (#expect(throws: PuppetryError.self) {
                try Portraits.avatarEngine().prepare(scratch.avatar(of: clip, longest: longest))
            })?.code
        }

        #expect(try code(empty) == "no_face")
        #expect(try code(short) == "clip_too_short")
        #expect(try code(clip, longest: 2) == "clip_too_long")
        #expect(throws: PuppetryError.avatar(.noFace(share: 0))) {
            try Portraits.avatarEngine().check(scratch.avatar(of: empty))
        }
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/avatar.tar"))
    }

    @Test func `stops when it is cancelled and leaves no archive`() throws {
        var asked = 0
        let engine = try Portraits.avatarEngine(isCancelled: {
            asked += 1
            return asked > 40  // in the middle of writing: each pass asks once a frame
        })

        #expect(throws: PuppetryError.cancelled) {
            try engine.prepare(scratch.avatar(of: try scratch.clip(frames(26))))
        }

        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/avatar.tar"))
    }

    @Test func `says before the work how long it takes`() throws {
        let check = try Portraits.avatarEngine().check(scratch.avatar(of: clip))

        #expect(check.frames == 120 && check.seconds > 0.3 && check.seconds < 60 && check.warnings.isEmpty)
    }
}

struct AvatarArchiveTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func archive(_ entries: [(String, [UInt8])], named name: String = "a.tar") throws -> String {
        let tar = try TarWriter(path: scratch.path + "/" + name, modified: 0)
        for (name, bytes) in entries { try tar.add(name, bytes) }
        try tar.finish()
        return scratch.path + "/" + name
    }

    private func index(frames: Int, width: Int = 32, fps: Double = 25) throws -> [UInt8] {
        Array(
            try JSONEncoder().encode(
                AvatarIndex(frames: frames, fps: fps, width: width, height: 32, coords: [], valid: [])))
    }

    private func reason(_ path: String) -> String? {
        (#expect(throws: PuppetryError.self) { try AvatarArchive(path: path) })?.message
    }

    @Test func `says what is wrong with an archive instead of reading nonsense`() throws {
        let picture = try PNGEncoder(width: 32, height: 32).encode(Twin.gradient(width: 32, height: 32))
        let marks = [UInt8](repeating: 0, count: AvatarIndex.landmarkBytes)
        func with(_ index: [UInt8], _ landmarks: [UInt8]) throws -> String {
            try archive([
                ("x/full_imgs/00000000.png", picture), ("x/coords.json", index), ("x/landmarks.f32", landmarks),
            ])
        }
        let text = scratch.path + "/text.tar"
        try Data(repeating: 65, count: 4096).write(to: URL(fileURLWithPath: text))

        #expect(reason(text)?.contains("no tar") == true)
        #expect(reason(scratch.path + "/missing.tar")?.contains("cannot be opened") == true)
        #expect(reason(try archive([("x/full_imgs/00000000.png", picture)]))?.contains("no face track") == true)
        #expect(reason(try with(Array("{".utf8), marks))?.contains("cannot be read") == true)
        #expect(reason(try with(index(frames: 2), marks))?.contains("missing") == true)
        #expect(reason(try with(index(frames: 1), Array(marks.dropLast())))?.contains("missing") == true)
        #expect(reason(try with(index(frames: 1, width: 31), marks))?.contains("no sense") == true)
        #expect(reason(try with(index(frames: -5), marks))?.contains("no sense") == true)
        #expect(reason(try with(index(frames: 1, fps: 1e9), marks))?.contains("no sense") == true)
    }

    @Test func `refuses pictures of another size and landmarks that are no numbers`() throws {
        let picture = try PNGEncoder(width: 16, height: 32).encode(Twin.gradient(width: 16, height: 32))
        let marks = [UInt8](repeating: 0xFF, count: AvatarIndex.landmarkBytes)
        let avatar = try AvatarArchive(
            path: archive([
                ("x/full_imgs/00000000.png", picture), ("x/coords.json", index(frames: 1)), ("x/landmarks.f32", marks),
            ]))

        #expect(throws: PuppetryError.self) { try avatar.picture(0) }
        #expect(throws: PuppetryError.self) { try avatar.landmarks(0) }
    }

    @Test func `gives lips enough frames when the clip has few`() throws {
        let picture = try PNGEncoder(width: 32, height: 32).encode(Twin.gradient(width: 32, height: 32))
        let entries = (0..<3).map { ("x/full_imgs/0000000\($0).png", picture) }
        let marks = [UInt8](repeating: 0, count: 3 * AvatarIndex.landmarkBytes)
        let avatar = try AvatarArchive(
            path: archive(
                entries + [("x/coords.json", index(frames: 3, fps: 12)), ("x/landmarks.f32", marks)]))

        #expect(avatar.frameRate == 24)
        #expect((0..<12).map { avatar.frame(at: $0) } == [0, 0, 1, 1, 2, 2, 1, 1, 0, 0, 1, 1])
    }

    @Test func `notices a cut-off archive wherever it ends`() throws {
        let path = try archive([("x/a.bin", [UInt8](repeating: 7, count: 3000)), ("x/b.bin", [1, 2, 3])])
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(try TarReader(path: path).entries.mapValues(\.count) == ["x/a.bin": 3000, "x/b.bin": 3])

        for length in [513, 1500, 3500] {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            #expect(throws: PuppetryError.self) { try TarReader(path: path) }
        }
        // A header that lies about the size.
        var lying = whole
        lying.replaceSubrange(124..<135, with: Array("77777777777".utf8))
        try lying.write(to: URL(fileURLWithPath: path))
        #expect(throws: PuppetryError.self) { try TarReader(path: path) }
    }

    @Test func `smooths the crop without ever cutting the face`() {
        var boxes = FaceBoxes()
        let middle = DeepPoint<SeenSpace>(SIMD3(100, 100, 0))
        // The face grows for a moment, as when the mouth opens.
        for frame in 0..<60 {
            let half: Float = (25..<30).contains(frame) ? 50 : 40
            boxes.add(Landmarks([middle - SIMD3(half, half, 0), middle + SIMD3(half, half, 0), middle]))
        }

        let smooth = boxes.smoothed(frameRate: 25, width: 640, height: 480)

        #expect(smooth.allSatisfy { $0.left <= 60 && $0.right >= 140 })
        #expect(smooth[25..<30].allSatisfy { $0.left <= 50 && $0.right >= 150 } && smooth[0].left >= 58)
        #expect(zip(smooth, smooth.dropFirst()).allSatisfy { abs($0.width - $1.width) <= 4 })
    }
}
