import Domain
import Foundation
import Glibc

/// The log as files of a folder: `greenroom.log`, and one for each day before, `greenroom-2026-11-29.log.gz`, which are
/// removed after some days. Days are those of UTC.
///
/// Unchecked: used on the queue of its ``LogSink`` alone.
final class LogFiles: LogTarget, @unchecked Sendable {
    private let folder: String
    private let days: Int
    private let now: () -> Timestamp
    private var descriptor: Int32 = -1
    /// That the open file belongs to.
    private var day = ""
    private let compressor = DispatchQueue(label: "greenroom.log.compress", qos: .utility)

    /// - Parameter days: how long the files of days that are over are kept.
    /// - Throws: ``CommandFailure`` for a folder that cannot be written to.
    init(folder: String, days: Int, now: @escaping () -> Timestamp = { Timestamp.now() }) throws {
        self.folder = folder
        self.days = days
        self.now = now
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        } catch {
            throw CommandFailure("GREENROOM_LOG_DIR \(folder) cannot be made: \(Cause(error))")
        }
        setAsideOld()
        guard open() else {
            throw CommandFailure("GREENROOM_LOG_DIR: \(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func put(_ bytes: [UInt8]) -> Bool {
        if day != Self.day(of: now()) { rotate() }
        return descriptor >= 0 && Output.write(bytes, to: descriptor)
    }

    func reopen() {
        if descriptor >= 0 { close(descriptor) }
        _ = open()
    }

    private var path: String { folder + "/greenroom.log" }

    private func open() -> Bool {
        day = Self.day(of: now())
        descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
        return descriptor >= 0
    }

    private func rotate() {
        if descriptor >= 0 { close(descriptor) }
        setAside(as: day)
        _ = open()
    }

    /// What a process of an earlier day has left.
    private func setAsideOld() {
        let changed = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
        guard let changed else { return }
        let before = Self.day(of: Timestamp(milliseconds: Int64(changed.timeIntervalSince1970 * 1000)))
        if before != Self.day(of: now()) { setAside(as: before) }
    }

    private func setAside(as day: String) {
        var aside = "\(folder)/greenroom-\(day).log"
        // A second one of a day, after the clock was put back.
        for number in 2...99 where [aside, aside + ".gz"].contains(where: FileManager.default.fileExists) {
            aside = "\(folder)/greenroom-\(day).\(number).log"
        }
        guard rename(path, aside) == 0 else { return }
        let (done, folder, oldest) = (aside, folder, Self.day(of: now() + .seconds(-86_400 * days)))
        compressor.async {
            Self.compress(done)
            Self.removeFiles(in: folder, before: oldest)
        }
    }

    /// By gzip, which Debian always has; without it the file stays as it is.
    private static func compress(_ path: String) {
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/usr/bin/gzip")
        gzip.arguments = ["-n", "-f", path]
        guard (try? gzip.run()) != nil else { return }
        gzip.waitUntilExit()
    }

    private static func removeFiles(in folder: String, before oldest: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard name.hasPrefix("greenroom-"), name.hasSuffix(".log") || name.hasSuffix(".log.gz") else { continue }
            if name.dropFirst(10).prefix(10) < oldest { unlink("\(folder)/\(name)") }
        }
    }

    /// As `2026-11-29`.
    private static func day(of moment: Timestamp) -> String { String(moment.rfc3339.prefix(10)) }
}
