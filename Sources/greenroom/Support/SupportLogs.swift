import Foundation
import Glibc

/// The last of the log: the files of `GREENROOM_LOG_DIR`, or what the journal has of the service.
struct SupportLogs {
    /// `GREENROOM_LOG_DIR`.
    let folder: String?
    /// How many of its files, the newest first.
    let files: Int

    /// Of one file, from its end.
    private static let mostBytes = 4 << 20

    /// By name; blocks while it reads.
    func texts() -> [(name: String, text: String)] {
        guard let folder else {
            let journal = output(
                "/usr/bin/journalctl", ["-u", "greenroom.service", "-n", "5000", "-o", "cat", "--no-pager"])
            return journal.map { [(name: "journal.log", text: $0)] } ?? []
        }
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasPrefix("greenroom") && ($0.hasSuffix(".log") || $0.hasSuffix(".log.gz")) }
        // Today's has no day in its name.
        let newest = names.sorted { ($0 == "greenroom.log" ? "~" : $0) > ($1 == "greenroom.log" ? "~" : $1) }
        return newest.prefix(files).compactMap { name -> (name: String, text: String)? in
            let path = folder + "/" + name
            guard name.hasSuffix(".gz") else { return text(of: path).map { (name: name, text: $0) } }
            return output("/usr/bin/gzip", ["-dc", path]).map { (name: String(name.dropLast(3)), text: $0) }
        }
    }

    private func text(of path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        let size = (try? file.seekToEnd()) ?? 0
        try? file.seek(toOffset: size - min(size, UInt64(Self.mostBytes)))
        return (try? file.readToEnd()).map { Self.lastLines(of: $0) }
    }

    private func output(_ program: String, _ arguments: [String]) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return data.isEmpty ? nil : Self.lastLines(of: data)
    }

    /// Whole lines.
    private static func lastLines(of data: Data) -> String {
        let isCut = data.count >= mostBytes
        let text = String(decoding: data.suffix(mostBytes), as: UTF8.self)
        return isCut ? String(text[(text.firstIndex(of: "\n") ?? text.startIndex)...].dropFirst()) : text
    }
}
