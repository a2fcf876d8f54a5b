import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// When and from where keys were last used, in memory until the next minute: a request is no commit.
final class KeyUses: Sendable {
    private let uses = Mutex<[APIKeyID: APIKey.Use]>([:])

    func note(_ id: APIKeyID, at moment: Timestamp, address: String) {
        uses.withLock { uses in
            // A second is as fine as anybody needs to know it.
            if let last = uses[id], last.address == address, moment - last.at < .seconds(1) { return }
            uses[id] = APIKey.Use(at: moment, address: address)
        }
    }

    func latest(of id: APIKeyID) -> APIKey.Use? { uses.withLock { $0[id] } }

    func all() -> [APIKeyID: APIKey.Use] { uses.withLock { $0 } }

    /// Forgets the uses that are in the store now, unless there was another one since.
    func forget(_ stored: [APIKeyID: APIKey.Use]) {
        uses.withLock { uses in
            for (id, use) in stored where uses[id] == use { uses[id] = nil }
        }
    }
}

/// Puts the last uses of keys down, once a minute and at the end.
package struct KeyUseRecorder: Service {
    private let keys: APIKeys
    private let interval: Duration
    private let logger: Logger

    package init(keys: APIKeys, every interval: Duration = .seconds(60), logger: Logger) {
        self.keys = keys
        self.interval = interval
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do { try await Task.sleep(for: interval) } catch { return }
                await record()
            }
        }
        await record()
    }

    private func record() async {
        do {
            try await keys.recordUses()
        } catch {
            logger.error("could not note the last uses of keys", metadata: ["error": "\(error)"])
        }
    }
}
