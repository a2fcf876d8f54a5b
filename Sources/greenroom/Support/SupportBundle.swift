import Domain
import Foundation
import Glibc
import Storage
import Version

/// What somebody who helps needs to know of an installation, as one tar archive without secrets, addresses and names.
struct SupportBundle {
    let settings: Settings
    let findings: [Examination.Finding]
    let logs: SupportLogs
    let madeAt: Timestamp

    /// Blocks while it reads and writes.
    /// - Parameter path: of a file that is not there.
    /// - Returns: the names in the archive.
    func write(to path: String) throws -> [String] {
        let anonymous = Anonymous(home: settings.home)
        let archive = TarWriter(try FileByteSink(path: path))
        var names: [String] = []
        for (name, text) in parts() {
            try archive.add(
                Data(anonymous.text(text).utf8), as: "greenroom-support/" + name, modifiedAt: madeAt)
            names.append(name)
        }
        try archive.finish()
        return names
    }

    private func parts() -> [(String, String)] {
        [
            ("README.txt", Self.introduction), ("versions.txt", versions),
            ("settings.txt", settings.summary.lines.joined(separator: "\n") + "\n"),
            (
                "doctor.txt",
                findings.map { "\($0.verdict.rawValue)\t\($0.what)\t\($0.says)\n" }.joined()
            ),
            ("database.txt", database),
        ] + logs.texts().map { ("logs/" + $0.name, $0.text) }
    }

    private static let introduction = """
        Made by `greenroom support-bundle`, to be sent to somebody who helps.

        versions.txt   the programs and the system
        settings.txt   numbers and choices as they are set; of all else only that it is set
        doctor.txt     what `greenroom doctor` said
        database.txt   whether the database is whole, and which migrations it has
        logs/          the last of the log

        E-mail and network addresses, tokens, keys and the names of home folders were taken out. Read it before you send it.

        """

    private var versions: String {
        var system = utsname()
        uname(&system)
        let kernel = "\(Self.text(of: system.release)) \(Self.text(of: system.machine))"
        var library = [CChar](repeating: 0, count: 64)
        confstr(Int32(_CS_GNU_LIBC_VERSION), &library, library.count)
        let release = ((try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? "").split(separator: "\n")
            .first { $0.hasPrefix("PRETTY_NAME=") }?.dropFirst(12).replacing("\"", with: "")
        return """
            greenroom \(Version.text)
            system \(release ?? "unknown")
            kernel \(kernel)
            library \(String(decoding: library.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
            processors \(ProcessInfo.processInfo.activeProcessorCount)
            memory \(ProcessInfo.processInfo.physicalMemory / 1_048_576) MiB
            made \(madeAt.rfc3339)

            """
    }

    /// A C string that lies in a field.
    private static func text<Field>(of field: Field) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }

    private var database: String {
        let path = settings.home + "/greenroom.db"
        guard FileManager.default.fileExists(atPath: path) else { return "none yet\n" }
        do {
            let inspection = try DatabaseInspection(path: path)
            let state = inspection.problems.isEmpty ? ["whole"] : inspection.problems
            return (state + ["SQLite \(inspection.libraryVersion)", "", "migrations:"] + inspection.migrations).joined(
                separator: "\n") + "\n"
        } catch {
            return "cannot be opened: \(error)\n"
        }
    }
}
