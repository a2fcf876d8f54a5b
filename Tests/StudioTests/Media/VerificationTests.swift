import Domain
import Foundation
import Logging
import TestSupport
import Testing

@testable import Storage
@testable import Studio

/// What a disk or a bucket has lost is found before somebody needs it, and comes back where there is a copy.
struct VerificationTests {
    private let mirror = StubMirror()
    private let house: TestHouse

    init() throws {
        house = try TestHouse(sendsMail: true, mirrors: [MirrorPort(mirror, rule: .everything)])
    }

    /// Uploads, each with a copy in the mirror.
    private func files(_ count: Int, of account: AccountID) async throws -> [MediaFile] {
        try await house.mirrors.open()
        while try await house.store.fillNext(at: .now()) {}
        var files: [MediaFile] = []
        for number in 0..<count {
            files.append(try await house.upload("IMG \(number) \(UUID())", account: account))
        }
        try await copyAll()
        return files.sorted { $0.blob.hex < $1.blob.hex }
    }

    private func copyAll() async throws {
        let outbox = Outbox(store: house.store, handlers: [], logger: Logger(label: "test"))
        while try await outbox.carryOutOne(MirrorCopier(mirrors: house.mirrors)) {}
    }

    private func verify(readingMirrors: Bool = false) async throws -> VerificationReport {
        let pass = VerificationPass(
            id: sampleIDs.next(), reason: .manual, readsMirrors: readingMirrors, startedAt: .now())
        let begun = try await house.store.begin(pass)
        try await carryOut()
        return try #require(try await house.store.report(on: begun.id, faults: 100))
    }

    private func carryOut() async throws {
        let outbox = Outbox(store: house.store, handlers: [], logger: Logger(label: "test"))
        let pace = VerificationPace(width: 1, bytesPerSecond: nil, pauses: [])
        while try await outbox.carryOutOne(VerificationHandler(house.verification, pace: pace)) {}
    }

    private func path(_ file: MediaFile) -> String { house.blobs.path(of: file.blob) }

    private func letters() async throws -> Int {
        try await house.store.outboxBacklog()[.verificationLetter]?.waiting ?? 0
    }

    @Test func `brings back what the disk has lost, has the mirror get what it has lost, and writes about it`()
        async throws
    {
        let admin = try await house.store.someone()
        let files = try await files(4, of: admin.id)
        let kept = try files.map { try Data(contentsOf: URL(filePath: path($0))) }
        try FileManager.default.removeItem(atPath: path(files[0]))
        try Data("other".utf8).write(to: URL(filePath: path(files[1])))
        mirror.remove(MirrorCopy.key(of: files[2].blob))

        let report = try await verify()

        #expect(report.pass.status == .finished && report.pass.progress == 1)
        #expect(report.pass.tally.files == 3 && report.pass.tally.copies == 4)
        #expect((report.damaged, report.missing, report.healed, report.lost) == (1, 2, 3, 0))
        #expect(
            Set(report.faults.map { "\($0.place) \($0.kind) \($0.remedy.map(\.rawValue) ?? "-")" })
                == ["disk missing fetched", "disk damaged fetched", "s3 missing queued"])
        for (file, bytes) in zip(files, kept) { #expect(try Data(contentsOf: URL(filePath: path(file))) == bytes) }
        try await copyAll()
        #expect(mirror.keys.count == 4)
        #expect(try await letters() == 1)
        let letter = try await VerificationLetters(store: house.store).letter(
            about: report.pass.id.rawValue, in: .english)
        #expect(letter?.name == "media_healed")
    }

    @Test func `a file that the disk does not give any more is damaged: it comes back, and all others are looked at`()
        async throws
    {
        let admin = try await house.store.someone()
        let files = try await files(3, of: admin.id)
        // Reads of this fail with an input/output error.
        try FileManager.default.removeItem(atPath: path(files[0]))
        try FileManager.default.createSymbolicLink(atPath: path(files[0]), withDestinationPath: "/proc/self/mem")

        let report = try await verify()

        #expect(report.faults == [VerificationFault(files[0].blob, at: "disk", .damaged, .fetched)])
        #expect(report.pass.status == .finished && report.pass.tally.copies == 3)
        #expect(try await house.blobs.examine(files[0].blob) == .sound)
    }

    @Test func `names what is lost for good, and says nothing is wrong once it is there again`() async throws {
        let admin = try await house.store.someone()
        let files = try await files(2, of: admin.id)
        let bytes = try Data(contentsOf: URL(filePath: path(files[0])))
        try FileManager.default.removeItem(atPath: path(files[0]))
        mirror.remove(MirrorCopy.key(of: files[0].blob))

        let report = try await verify()

        #expect(report.lost == 1 && report.healed == 0 && report.missing == 2)
        #expect(report.faults.allSatisfy { $0.blob == files[0].blob && $0.remedy == nil })
        let letter = try await VerificationLetters(store: house.store).letter(
            about: report.pass.id.rawValue, in: .chinese)
        #expect(letter?.name == "media_lost")
        try bytes.write(to: URL(filePath: path(files[0])))
        let next = try await verify()
        #expect(next.found == 0)
        #expect(try await letters() == 1)
    }

    @Test func `continues where it was cut off, and looks at nothing twice`() async throws {
        let admin = try await house.store.someone()
        let files = try await files(40, of: admin.id)
        try FileManager.default.removeItem(atPath: path(files[3]))
        let pass = VerificationPass(id: sampleIDs.next(), reason: .manual, readsMirrors: false, startedAt: .now())
        _ = try await house.store.begin(pass)
        // The server is killed after the first twenty files.
        try await house.store.proceed(
            pass.id, to: files[19].blob.hex, tally: VerificationTally(files: 19, bytes: 1, copies: 20),
            faults: [VerificationFault(files[3].blob, at: "disk", .missing, nil)])
        let asked = mirror.asked

        try await carryOut()

        let report = try #require(try await house.store.report(on: pass.id, faults: 10))
        #expect(report.pass.status == .finished)
        #expect(report.pass.tally.files == 39 && report.pass.tally.copies == 40)
        #expect(mirror.asked - asked == 20)
        #expect(report.lost == 1, "what was found before the end is still told")
    }

    @Test func `is one at a time`() async throws {
        let admin = try await house.store.someone()
        let one = try await house.verification.begin(
            readingMirrors: false, by: admin.id, client: Client(address: "", userAgent: ""))
        let other = try await house.verification.begin(
            readingMirrors: true, by: admin.id, client: Client(address: "", userAgent: ""))

        #expect(one.pass.id == other.pass.id)
        #expect(try await house.store.outboxBacklog()[.verification]?.waiting == 1)
    }

    @Test func `verifies the disk also while a mirror cannot be asked, and says which`() async throws {
        let admin = try await house.store.someone()
        let files = try await files(2, of: admin.id)
        try Data("other".utf8).write(to: URL(filePath: path(files[0])))
        mirror.set(.misconfigured("the bucket does not accept the access key"))

        let report = try await verify()

        #expect(report.silent == ["s3": "the bucket does not accept the access key"])
        #expect(report.lost == 1 && report.pass.tally.copies == 0)
        #expect(try await house.store.mirrorCopy(of: files[1].blob, in: "s3")?.status == .copied)
        mirror.set(nil)
        #expect(try await verify().healed == 1)
    }

    @Test func `puts files without a row aside, and leaves objects without one where they are`() async throws {
        let admin = try await house.store.someone()
        _ = try await files(1, of: admin.id)
        let stray = try #require(BlobHash(hex: String(repeating: "ab", count: 32)))
        let folder = (house.blobs.path(of: stray) as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("stray".utf8).write(to: URL(filePath: house.blobs.path(of: stray)))
        mirror.put(Data("x".utf8), as: MirrorCopy.key(of: stray), sha256: stray.hex)

        let report = try await verify()

        #expect(report.stray == 2 && report.found == 0)
        #expect(try await house.blobs.quarantined().map(\.hash) == [stray])
        #expect(mirror.keys.contains(MirrorCopy.key(of: stray)))
        #expect(try await letters() == 0)
    }

    @Test func `reads copies when asked, and finds one that says the right thing and holds another`() async throws {
        let admin = try await house.store.someone()
        let file = try await files(1, of: admin.id)[0]
        let size = try Data(contentsOf: URL(filePath: path(file))).count
        mirror.put(Data(repeating: 0, count: size), as: MirrorCopy.key(of: file.blob), sha256: file.blob.hex)

        #expect(try await verify().found == 0)
        let report = try await verify(readingMirrors: true)

        #expect(report.faults == [VerificationFault(file.blob, at: "s3", .damaged, .queued)])
        try await copyAll()
        #expect(try await verify(readingMirrors: true).found == 0)
    }

    @Test func `does not copy damage to a mirror, and copies once the file is well again`() async throws {
        let admin = try await house.store.someone()
        let other = StubMirror("oss")
        let file = try await files(1, of: admin.id)[0]
        let bytes = try Data(contentsOf: URL(filePath: path(file)))
        try Data(repeating: 0, count: bytes.count).write(to: URL(filePath: path(file)))
        let again = try TestHouse(
            mirrors: [MirrorPort(mirror, rule: .everything), MirrorPort(other, rule: .everything)], after: house)
        try await again.mirrors.open()
        while try await again.store.fillNext(at: .now()) {}
        let outbox = Outbox(store: again.store, handlers: [], logger: Logger(label: "test"))
        while try await outbox.carryOutOne(MirrorCopier(mirrors: again.mirrors)) {}
        #expect(other.keys.isEmpty)

        _ = try await verify()
        while try await outbox.carryOutOne(MirrorCopier(mirrors: again.mirrors)) {}

        #expect(other.keys == [MirrorCopy.key(of: file.blob)])
    }
}
