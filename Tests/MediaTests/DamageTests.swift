import Foundation
import Testing

/// Damaged files, the same ones in every run: each gives facts, or a refusal, and never ends the program by a signal.
@Suite struct DamageTests {
    static let victims = [
        "h264.mp4", "fragments.mp4", "vp9.webm", "live.webm", "mpeg4.avi", "mjpeg.avi", "theora.ogg", "pcm.mov",
        "sound.wav", "sound.mp3", "sound.ogg", "sound.flac", "lossless.m4a", "rgb.png", "picture.jpg", "alpha.webp",
        "picture.bmp", "picture.gif", "picture.tiff", "raw.aac",
    ]

    @Test(arguments: victims)
    func `a damaged file ends nothing`(_ name: String) async throws {
        let whole = try bytes(of: try await MediaSample.file(name))
        var chance = Chance(seed: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })

        for round in 0..<16 {
            let path = try Fixture.shared.file(name, bytes: damage(whole, round, &chance))
            for arguments in [["probe", path], ["poster", path, "-o", path + ".jpg", "--width", "64"]] {
                let outcome = try await Program.run(Program.greenroomMedia, arguments)

                #expect(!outcome.wasKilled, "round \(round) of \(arguments[0]): signal \(outcome.status)")
                #expect([0, 3].contains(outcome.status), "round \(round): \(outcome.errors)")
                #expect(outcome.status == 0 || outcome.output.contains("\"unsupported_media\""))
            }
            try? FileManager.default.removeItem(atPath: path)
            try? FileManager.default.removeItem(atPath: path + ".jpg")
        }
    }

    private func damage(_ whole: [UInt8], _ round: Int, _ chance: inout Chance) -> [UInt8] {
        var bytes = whole
        switch round % 4 {
        case 0:  // cut off
            return Array(bytes.prefix(Int(chance.next() % UInt64(max(bytes.count, 1)))))
        case 1:  // single bytes in the headers
            for _ in 0..<(1 + Int(chance.next() % 12)) {
                bytes[Int(chance.next() % UInt64(min(bytes.count, 1500)))] = UInt8(truncatingIfNeeded: chance.next())
            }
        case 2:  // whole numbers of the worst kind
            let worst: [[UInt8]] = [
                [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], [0, 0, 0, 0],
            ]
            for _ in 0..<3 {
                let start = Int(chance.next() % UInt64(max(bytes.count - 4, 1)))
                bytes.replaceSubrange(start..<(start + 4), with: worst[Int(chance.next() % 4)])
            }
        default:  // noise all over
            for _ in 0..<(bytes.count / 200 + 1) {
                bytes[Int(chance.next() % UInt64(bytes.count))] ^= UInt8(truncatingIfNeeded: chance.next())
            }
        }
        return bytes
    }
}

/// A small generator (splitmix64) whose numbers are the same on every machine.
private struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
