import Foundation
import Glibc
import TestSupport
import Testing

@testable import Storage

struct HomeTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `is for its owner alone`() throws {
        let home = try Home(path: folder.path + "/deep/home/")

        #expect(home.path == folder.path + "/deep/home")
        for path in [home.path, home.secrets, home.media, home.uploads, home.incoming, home.work, home.engineCaches] {
            #expect(try mode(path) == 0o700)
        }
        _ = try home.signingKey()
        #expect(try mode(home.secrets + "/signing.key") == 0o600)
    }

    @Test func `says in itself how it is copied, and leaves alone what somebody wrote there`() throws {
        let path = try Home(path: folder.path).path + "/README.txt"
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("stop the server first"))
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))

        _ = try Home(path: folder.path)

        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }

    @Test func `keeps its signing key, so that nobody is signed out by a restart`() throws {
        let key = try Home(path: folder.path).signingKey()

        #expect(key.count == 32)
        #expect(try Home(path: folder.path).signingKey() == key)
        #expect(try Home.temporary().signingKey() != key)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/secrets") == ["signing.key"])
    }

    @Test func `makes one key when two ask for it first`() async throws {
        let home = try Home(path: folder.path)

        let keys = try await withThrowingTaskGroup(of: Data.self) { group in
            for _ in 0..<16 { group.addTask { try home.signingKey() } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }

        #expect(keys.count == 1)
    }

    @Test func `takes the key back from others and refuses one that is damaged`() throws {
        let home = try Home(path: folder.path)
        _ = try home.signingKey()
        chmod(home.secrets + "/signing.key", 0o644)
        _ = try home.signingKey()
        #expect(try mode(home.secrets + "/signing.key") == 0o600)

        truncate(home.secrets + "/signing.key", 5)

        let error = #expect(throws: DiskError.self) { try home.signingKey() }
        #expect(error?.path == home.secrets + "/signing.key")
    }

    @Test func `says which process has it`() throws {
        let home = try Home(path: folder.path)

        do {
            let lock = try HomeLock(home: home)
            let error = #expect(throws: HomeLock.Held.self) { try HomeLock(home: home) }
            #expect(error?.pid == getpid())
            #expect(error?.description.contains("process \(getpid())") == true)
            withExtendedLifetime(lock) {}
        }

        _ = try HomeLock(home: home)
    }

    @Test func `stays locked when somebody removes the lock file`() throws {
        let home = try Home(path: folder.path)
        let lock = try HomeLock(home: home)
        try FileManager.default.removeItem(atPath: home.lock)

        #expect(throws: HomeLock.Held.self) { try HomeLock(home: home) }

        withExtendedLifetime(lock) {}
    }

    @Test func `is not kept locked by a child process that outlives a killed server`() throws {
        let home = try Home(path: folder.path)
        let lock = try HomeLock(home: home)

        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap(Int32.init)
            .filter { (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == home.lock }

        #expect(descriptors.count == 1)
        for descriptor in descriptors { #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC != 0) }
        withExtendedLifetime(lock) {}
    }
}
