import Domain
import Foundation
import Logging
import Storage
import Synchronization

/// Restores a backup on a server that was never set up: only while nobody has an account, and only with its ``SetupCode``.
/// The backup is checked while the server runs. Then the server stops, replaces its home, and starts again.
package final class SetupRestore: Sendable {
    package enum Standing: Equatable, Sendable {
        case idle
        case checking
        /// The server stops, restores and starts again.
        case restarting
        /// A sentence.
        case failed(String)
    }

    /// Which backup, and how it is opened.
    package struct Order: Sendable {
        package let origin: BackupOrigin
        package let passphrase: String?
        /// The file that came from a browser; it is removed afterwards.
        package let upload: String?
    }

    /// What whoever runs the server can do for it.
    package struct Means: Sendable {
        let migrations: String
        let origin: @Sendable (String) throws -> BackupOrigin
        let restart: @Sendable (Order) -> Void

        /// - Parameters:
        ///   - migrations: the folder of the numbered SQL files, `data/migrations`.
        ///   - origin: opens a backup in a bucket, by its address; its errors are sentences.
        ///   - restart: stops the server, restores and starts it again.
        package init(
            migrations: String, origin: @escaping @Sendable (String) throws -> BackupOrigin,
            restart: @escaping @Sendable (Order) -> Void
        ) {
            self.migrations = migrations
            self.origin = origin
            self.restart = restart
        }
    }

    private let store: Store
    private let home: Home
    private let blobs: BlobStore
    /// Nil where a server cannot start itself again.
    private let means: Means?
    private let logger: Logger
    private let state = Mutex(Standing.idle)

    init(store: Store, home: Home, blobs: BlobStore, means: Means?, logger: Logger) {
        self.store = store
        self.home = home
        self.blobs = blobs
        self.means = means
        self.logger = logger
    }

    private var upload: String { home.incoming + "/setup-backup" }

    /// - Throws: ``StudioError/conflict(_:)`` once somebody has an account, and for another code.
    package func standing(code: String) async throws -> Standing {
        _ = try await means(code)
        return state.withLock { $0 }
    }

    /// A file for a backup on its way in.
    package func receive(code: String) async throws -> IncomingFile {
        _ = try await means(code)
        return try await blobs.newIncomingFile()
    }

    /// It has come, whole.
    package func keep(_ incoming: IncomingFile) async throws {
        _ = try await requireEmpty()
        _ = try await incoming.finish(at: upload)
    }

    /// Checks the backup in the background, and then becomes it.
    /// - Parameter address: `s3://bucket/folder/name`; nil is the file that was received.
    package func begin(_ address: String?, passphrase: String?, code: String) async throws {
        let means = try await means(code)
        let order: Order
        if let address {
            guard address.hasPrefix("s3://") || address.hasPrefix("oss://") else {
                throw StudioError.invalid(field: "address", reason: "must begin with s3:// or oss://")
            }
            do { order = Order(origin: try means.origin(address), passphrase: passphrase, upload: nil) } catch {
                throw StudioError.invalid(field: "address", reason: "cannot be used: \(error)")
            }
        } else {
            guard FileManager.default.fileExists(atPath: upload) else { throw StudioError.notFound("backup") }
            order = Order(origin: .file(upload), passphrase: passphrase, upload: upload)
        }
        let isFree = state.withLock { state in
            if state == .checking || state == .restarting { return false }
            state = .checking
            return true
        }
        guard isFree else {
            throw StudioError.conflict(Conflict("restore_under_way", "a backup is being restored already"))
        }
        Task { await check(order, means) }
    }

    private func check(_ order: Order, _ means: Means) async {
        do {
            let folder = home.path + "/restore-check"
            try? FileManager.default.removeItem(atPath: folder)
            _ = try await BackupRestore(home: home, blobs: blobs, migrations: means.migrations)
                .rehearse(order.origin, passphrase: order.passphrase, in: folder)
            _ = try await requireEmpty()
            logger.notice("the server is restored from a backup", metadata: ["backup": "\(order.origin.name)"])
            state.withLock { $0 = .restarting }
            means.restart(order)
        } catch {
            let isFull = (error as? StoreError)?.isFull == true
            let told = isFull ? "The disk is full." : "\(Cause(error))".replacing(upload, with: "the file")
            let words = told.prefix(1).uppercased() + told.dropFirst()
            logger.error("the server cannot be restored from a backup", metadata: ["reason": "\(words)"])
            state.withLock { $0 = .failed(words) }
        }
    }

    private func means(_ code: String) async throws -> Means {
        let means = try await requireEmpty()
        guard try await blobs.io.run({ [home] in try SetupCode(home).matches(code) }) else {
            throw StudioError.conflict(
                Conflict("setup_code", "the setup code is not the one in the file setup-code in the server's home"))
        }
        return means
    }

    private func requireEmpty() async throws -> Means {
        guard let means, try await store.isEmpty() else {
            throw StudioError.conflict(Conflict("already_set_up", "this server is set up already"))
        }
        return means
    }
}
