import Crypto
import Domain
import Foundation

/// Takes what is in a backup, file by file.
protocol BackupReceiver: AnyObject {
    /// - Parameter isProgram: it may be executed where it comes from.
    /// - Returns: where the file's bytes go; nil passes over them.
    func sink(for place: BackupPlace, sizeBytes: Int64, isProgram: Bool) throws -> (any ByteSink)?
    /// All of its bytes have come, and they are the right ones.
    func took(_ place: BackupPlace) throws
}

/// Reads a backup front to back and holds every byte against its checksum. Memory stays bounded; the calls wait for the
/// disk.
package final class BackupReader {
    private static let longestManifest: Int64 = 4 << 20
    private static let longestSums: Int64 = 64 << 20

    package let manifest: BackupManifest
    private let path: String
    private let tar: TarReader
    private var sums: [String: String] = [:]

    /// Reads what the backup says of itself.
    /// - Parameter passphrase: for one that is sealed.
    /// - Throws: ``BackupError``, ``DiskError``.
    package init(_ origin: BackupOrigin, passphrase: String?) throws {
        path = origin.name
        do {
            tar = TarReader(try Self.open(origin, passphrase))
            guard let first = try tar.next(), first.name == BackupPlace.manifest.text,
                first.sizeBytes <= Self.longestManifest
            else { throw BackupError("\(path) is no backup of Greenroom's.") }
            var hasher = SHA256()
            let bytes = try Self.content(of: first, tar, &hasher)
            manifest = try Self.manifest(bytes, path)
            sums[first.name] = BlobHash(digest: hasher.finalize())?.hex
        } catch {
            throw Self.told(error, path)
        }
    }

    /// Reads it all.
    /// - Throws: ``BackupError``, ``DiskError``, ``StoreError/full``, and what the receiver throws.
    func read(to receiver: any BackupReceiver) throws {
        do {
            var isWhole = false
            while let entry = try tar.next() {
                guard let place = BackupPlace(text: entry.name), !isWhole else {
                    throw BackupError("\(path) holds a file that no backup has: \(entry.name.prefix(100)).")
                }
                if place == .sums {
                    try compare(with: entry)
                    isWhole = true
                } else {
                    try take(entry, at: place, receiver)
                }
            }
            guard isWhole else { throw BackupError.truncated(path) }
            guard sums[BackupPlace.database.text] != nil else {
                throw BackupError.damaged(path, "\(BackupPlace.database.text) is missing in it")
            }
        } catch {
            throw Self.told(error, path)
        }
    }

    /// Reads it all and says nothing when every byte is right.
    package func verify() throws { try read(to: Nobody()) }

    private func take(_ entry: TarReader.Entry, at place: BackupPlace, _ receiver: any BackupReceiver) throws {
        let sink = try receiver.sink(
            for: place, sizeBytes: entry.sizeBytes, isProgram: entry.isProgram)
        var hasher = SHA256()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { room.deallocate() }
        while true {
            let count = try tar.read(into: room)
            guard count > 0 else { break }
            let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
            hasher.update(bufferPointer: bytes)
            try sink?.write(bytes)
        }
        let hash = BlobHash(digest: hasher.finalize())
        if case .blob(let named) = place {
            guard hash == named else {
                throw BackupError.damaged(path, "\(entry.name) has other bytes than its name says")
            }
        } else {
            guard sums.updateValue(hash?.hex ?? "", forKey: entry.name) == nil else {
                throw BackupError.damaged(path, "\(entry.name) is in it twice")
            }
        }
        try sink?.finish()
        try receiver.took(place)
    }

    /// The list at its end names every file but those that are named by their sum.
    private func compare(with entry: TarReader.Entry) throws {
        guard entry.sizeBytes <= Self.longestSums else { throw BackupError.damaged(path, "its checksums are too long") }
        var hasher = SHA256()
        let text = String(decoding: try Self.content(of: entry, tar, &hasher), as: UTF8.self)
        var expected: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let gap = line.range(of: "  ") else {
                throw BackupError.damaged(path, "its checksums cannot be read")
            }
            expected[String(line[gap.upperBound...])] = String(line[..<gap.lowerBound])
        }
        for (name, sum) in sums where expected[name] != sum {
            throw BackupError.damaged(path, "\(name) has other bytes than its checksum says")
        }
        if let lost = expected.keys.first(where: { sums[$0] == nil }) {
            throw BackupError.damaged(path, "\(lost.prefix(100)) is missing in it")
        }
    }

    private static func open(_ origin: BackupOrigin, _ passphrase: String?) throws -> any ByteSource {
        let source = try origin.open()
        let first = try source.take(AgeFile.firstLine.utf8.count)
        let whole = PrefixedSource(first, source)
        guard first == Data(AgeFile.firstLine.utf8) else { return whole }
        guard let passphrase else { throw BackupError("\(origin.name) is sealed: its passphrase is needed.") }
        return try AgeSource(whole, passphrase: passphrase)
    }

    private static func content(of entry: TarReader.Entry, _ tar: TarReader, _ hasher: inout SHA256) throws -> Data {
        var bytes = Data()
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
        defer { room.deallocate() }
        while true {
            let count = try tar.read(into: room)
            guard count > 0 else { break }
            bytes.append(contentsOf: room[..<count])
        }
        hasher.update(data: bytes)
        return bytes
    }

    private static func manifest(_ bytes: Data, _ path: String) throws -> BackupManifest {
        struct Format: Decodable { let format: Int }
        guard let format = try? JSONDecoder().decode(Format.self, from: bytes) else {
            throw BackupError.damaged(path, "what it says of itself cannot be read")
        }
        guard format.format <= BackupManifest.currentFormat else {
            throw BackupError("\(path) was made by a newer version of Greenroom. Restore it with that version.")
        }
        guard let manifest = try? JSONDecoder().decode(BackupManifest.self, from: bytes), manifest.databaseBytes >= 0,
            manifest.blobBytes >= 0
        else { throw BackupError.damaged(path, "what it says of itself cannot be read") }
        return manifest
    }

    /// What an operator is told of a fault in the formats below.
    private static func told(_ error: any Error, _ path: String) -> any Error {
        switch error {
        case AgeError.wrongPassphrase: BackupError("The passphrase is not the one that \(path) was sealed with.")
        case AgeError.truncated, TarReader.Fault.truncated: BackupError.truncated(path)
        case AgeError.damaged: BackupError.damaged(path, "a sealed part of it was changed")
        case AgeError.noSuchFormat, TarReader.Fault.notTar: BackupError("\(path) is no backup of Greenroom's.")
        default: error
        }
    }

    private final class Nobody: BackupReceiver {
        func sink(for place: BackupPlace, sizeBytes: Int64, isProgram: Bool) -> (any ByteSink)? { nil }
        func took(_ place: BackupPlace) {}
    }
}

/// Bytes that were read already, and what follows them.
private final class PrefixedSource: ByteSource {
    private var first: Data
    private let rest: any ByteSource

    init(_ first: Data, _ rest: any ByteSource) { (self.first, self.rest) = (first, rest) }

    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        guard !first.isEmpty else { return try rest.read(into: room) }
        let count = min(room.count, first.count)
        first.prefix(count).withUnsafeBytes { room.copyMemory(from: $0) }
        first = Data(first.dropFirst(count))
        return count
    }
}
